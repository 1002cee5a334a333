import type { ConversationId } from '#protocol/common.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { FilesButton } from '../attachments/files-button.tsx';
import { scheduleWords } from '../schedule/words.ts';
import { keepingShown } from '../stars/showing.ts';
import './pins.css';
import { pinWords } from './words.ts';

/** In the details: the pinned messages, and what waits for its time. */
export function KeptHere({ conversation }: { conversation: ConversationId }) {
  const pins = useWords(pinWords);
  const scheduled = useWords(scheduleWords);
  return (
    <section className="section section--list">
      <button
        type="button"
        className="row row--tight pins-button"
        onClick={() => keepingShown.set({ is: 'pins', conversation })}
      >
        <Icon name="pin" />
        {pins.pinnedTitle}
      </button>
      <button
        type="button"
        className="row row--tight pins-button"
        onClick={() => keepingShown.set({ is: 'scheduled', of: { conversation } })}
      >
        <Icon name="clock" />
        {scheduled.scheduledTitle}
      </button>
      <FilesButton conversation={conversation} />
    </section>
  );
}
