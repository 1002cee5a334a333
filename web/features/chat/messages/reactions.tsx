import type { MessageLine, Reaction } from '#protocol/conversations.ts';
import { useClient } from '#web/app/client.tsx';
import { useNames } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { chatWords } from '../words.ts';
import { messageWords } from './words.ts';

/** Names that a reaction tells. */
const NAMES = 8;

/** Who reacted how, under the bubble. A press gives the same, or takes one's own back. */
export function Reactions({ line, me }: { line: MessageLine; me: string | undefined }) {
  if (line.reactions === undefined) return null;
  return (
    <div className="reactions">
      {line.reactions.map((one) => (
        <OneReaction key={one.emoji} line={line} reaction={one} me={me} />
      ))}
    </div>
  );
}

function OneReaction({ line, reaction, me }: { line: MessageLine; reaction: Reaction; me: string | undefined }) {
  const client = useClient();
  const words = useWords(messageWords);
  const { you, somebody } = useWords(chatWords);
  const { emoji, count, users, me: mine = false } = reaction;
  const shown = users.slice(0, NAMES);
  const nameOf = useNames(shown);
  const names = shown.map((user) => (user === me ? you : (nameOf(user) ?? somebody))).join(', ');
  const who = words.reactors(names, count - shown.length);
  return (
    <button
      type="button"
      className={mine ? 'reaction is-mine' : 'reaction'}
      aria-pressed={mine}
      title={who}
      onClick={() => client.react(line.conversation, line.seq, emoji, !mine)}
    >
      <span className="reaction__emoji">{emoji}</span>
      {count}
      <span className="visually-hidden">{who}</span>
    </button>
  );
}
