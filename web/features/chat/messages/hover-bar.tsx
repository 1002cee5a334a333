import type { MessageLine } from '#protocol/conversations.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { compose, menuOf } from './acting.ts';
import { useCalm } from './calm.ts';
import { messageWords } from './words.ts';

/** What can be done with a message: seen under the pointer and by keyboard; on a phone a long press opens the menu. */
export function HoverBar({ line }: { line: MessageLine }) {
  const words = useWords(messageWords);
  if (!useCalm()) return null;
  return (
    <div className="hover-bar">
      <IconButton icon="reply" label={words.reply} onClick={() => compose(line.conversation, { is: 'answer', line })} />
      <IconButton
        icon="smile"
        label={words.actions}
        aria-haspopup="menu"
        onClick={(event) => menuOf.set({ line, anchor: event.currentTarget })}
      />
    </div>
  );
}
