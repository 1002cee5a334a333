import type { MessageLine } from '#protocol/conversations.ts';
import { useMe } from '#web/app/client.tsx';
import { useNames } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { Replies } from '../threads/replies.tsx';
import { useThreadPlace } from '../threads/thread-place.ts';
import { chatWords } from '../words.ts';
import { compose, composerOf, recalledText } from './acting.ts';
import { messageWords } from './words.ts';

/** What is left of a recalled message. For a while its author can take the text up again. */
export function RecalledLine({ line }: { line: MessageLine }) {
  const words = useWords(messageWords);
  const text = recalledText(line);
  const told = useRecalledWords(line);
  const thread = useThreadPlace();
  return (
    <p className="system-line">
      {told}
      {text !== undefined && (
        <button
          type="button"
          className="text-link"
          onClick={() => compose(composerOf(line.conversation, thread), { is: 'again', text })}
        >
          {words.again}
        </button>
      )}
      <Replies line={line} />
    </p>
  );
}

function useRecalledWords(line: MessageLine): string {
  const words = useWords(messageWords);
  const { you, youObject, somebody } = useWords(chatWords);
  const me = useMe()?.id;
  const by = line.recalled?.by ?? line.by;
  const nameOf = useNames([by, line.by]);
  const who = by === me ? you : (nameOf(by) ?? somebody);
  if (by === line.by) return words.recalled(who);
  return words.recalledOf(who, line.by === me ? youObject : (nameOf(line.by) ?? somebody));
}
