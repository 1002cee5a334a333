import type { ConversationId } from '#protocol/common.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { filesShown } from './viewing.ts';
import { attachmentWords } from './words.ts';

/** In the details: what was sent here. */
export function FilesButton({ conversation }: { conversation: ConversationId }) {
  const { filesTitle } = useWords(attachmentWords);
  return (
    <button type="button" className="row row--tight pins-button" onClick={() => filesShown.set(conversation)}>
      <Icon name="file" />
      {filesTitle}
    </button>
  );
}
