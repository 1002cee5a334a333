import type { MessageLine } from '#protocol/conversations.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { openThread, useThreadPlace } from '../threads/thread-place.ts';
import { threadWords } from '../threads/words.ts';
import { compose, composerOf, menuOf } from './acting.ts';
import { useCalm } from './calm.ts';
import { messageWords } from './words.ts';

/** What can be done with a message: seen under the pointer and by keyboard; on a phone a long press opens the menu. */
export function HoverBar({ line }: { line: MessageLine }) {
  const words = useWords(messageWords);
  const inThread = useWords(threadWords);
  const thread = useThreadPlace();
  if (!useCalm()) return null;
  return (
    <div className="hover-bar">
      <IconButton
        icon="reply"
        label={words.reply}
        onClick={() => compose(composerOf(line.conversation, thread), { is: 'answer', line })}
      />
      {thread === undefined && (
        <IconButton
          icon="thread"
          label={inThread.reply}
          onClick={() => openThread(line.conversation, line.thread ?? line.seq)}
        />
      )}
      <IconButton
        icon="smile"
        label={words.actions}
        aria-haspopup="menu"
        onClick={(event) => menuOf.set({ line, anchor: event.currentTarget, thread })}
      />
    </div>
  );
}
