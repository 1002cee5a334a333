import { useState } from 'react';
import { isOnlyInThread } from '#kernel/thread-fold.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { goToMessage, messagePath } from '#web/app/message-place.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { lineWords } from '../contents/content-line.ts';
import { contentWords } from '../contents/words.ts';
import { jumpTo } from '../messages/acting.ts';
import { plainLine } from '../messages/markdown.ts';
import { keepingShown } from '../stars/showing.ts';
import './pins.css';
import { usePins } from './use-pins.ts';
import { pinWords } from './words.ts';

/** Under the head: the message that was pinned last. A press goes to it, and the next one to the one before. */
export function PinBar({ conversation }: { conversation: ConversationId }) {
  const words = useWords(pinWords);
  const contents = useWords(contentWords);
  const { lines = [] } = usePins(conversation);
  const [turn, setTurn] = useState(0);
  const index = lines.length === 0 ? 0 : turn % lines.length;
  const line = lines[index];
  if (line === undefined) return null;
  function press(pinned: MessageLine) {
    const { seq, thread } = pinned;
    if (isOnlyInThread(pinned)) goToMessage(messagePath(conversation, seq, thread));
    else jumpTo(seq);
    setTurn(index + 1);
  }
  return (
    <section className="pin-bar" aria-label={words.pinnedTitle}>
      <button type="button" className="pin-bar__go" onClick={() => press(line)}>
        <span className="pin-bar__marks" aria-hidden="true">
          {lines.slice(0, 4).map((one, n) => (
            <i key={one.seq} className={n === Math.min(index, 3) ? 'is-on' : undefined} />
          ))}
        </span>
        <span className="pin-bar__main">
          <span className="pin-bar__label">
            <Icon name="pin" size="sm" />
            <span aria-hidden="true">{words.pinned}</span>
            {lines.length > 1 && (
              <span className="num" aria-hidden="true">
                {index + 1}/{lines.length}
              </span>
            )}
            <span className="visually-hidden">{words.place(index + 1, lines.length)}</span>
          </span>
          <span className="pin-bar__text clip">
            {lineWords(line.content, plainLine(line.text.slice(0, 200)), contents)}
          </span>
        </span>
      </button>
      <IconButton
        icon="list"
        label={words.all}
        aria-haspopup="dialog"
        onClick={() => keepingShown.set({ is: 'pins', conversation })}
      />
    </section>
  );
}
