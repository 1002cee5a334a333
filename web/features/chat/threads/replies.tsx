import type { MessageLine } from '#protocol/conversations.ts';
import { useClient } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime, listTime } from '#web/i18n/time.ts';
import { useToday } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { openThread, useThread, useThreadPlace } from './thread-place.ts';
import { threadWords } from './words.ts';

/** Under a message: its thread, who replied last and when. A press opens it. */
export function Replies({ line }: { line: MessageLine }) {
  const inThread = useThreadPlace();
  if (line.replies === undefined || inThread !== undefined) return null;
  return <RepliesButton line={line} replies={line.replies} />;
}

interface ButtonProps {
  line: MessageLine;
  replies: NonNullable<MessageLine['replies']>;
}

function RepliesButton({ line, replies }: ButtonProps) {
  const words = useWords(threadWords);
  const language = useLanguage();
  const unread = useThread(line.conversation, line.seq)?.unread ?? 0;
  useToday();
  const { count, last, by } = replies;
  return (
    <button type="button" className="replies" onClick={() => openThread(line.conversation, line.seq)}>
      <span className="replies__faces">
        {by.map((id) => (
          <ReplierFace key={id} id={id} />
        ))}
      </span>
      <span className="replies__count">{words.replies(count)}</span>
      {unread > 0 && <span className="replies__new" role="img" aria-label={words.unread(unread)} />}
      <time className="replies__time" dateTime={new Date(last.at).toISOString()} title={fullTime(last.at, language)}>
        {words.lastReply(listTime(last.at, Date.now(), language))}
      </time>
    </button>
  );
}

function ReplierFace({ id }: { id: string }) {
  const name = useName(id) ?? '';
  return <Face id={id} name={name} size={20} />;
}

/** `seq`: absent while it is on its way. */
type MarkedLine = Pick<MessageLine, 'conversation' | 'thread' | 'alsoSent'> & { seq?: number };

/** Over a line that belongs to a thread as well: a way there. In the thread: that it stands in the conversation too. */
export function ThreadMark({ line }: { line: MarkedLine }) {
  const words = useWords(threadWords);
  const client = useClient();
  const place = useThreadPlace();
  const { conversation, thread, alsoSent } = line;
  if (thread === undefined) return null;
  if (place !== undefined) {
    return alsoSent ? (
      <span className="thread-mark">
        <Icon name="reply" size="sm" />
        {words.alsoSent}
      </span>
    ) : null;
  }
  return (
    <button
      type="button"
      className="thread-mark"
      disabled={client.threads() === undefined}
      onClick={() => openThread(conversation, thread, line.seq)}
    >
      <Icon name="thread" size="sm" />
      {words.inThread}
    </button>
  );
}
