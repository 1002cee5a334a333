import { useSyncExternalStore } from 'react';
import { readBy } from '#client/reads.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { ReaderMark } from '#protocol/realtime.ts';
import { useClient } from '#web/app/client.tsx';
import { useReceipts } from '#web/app/unread.ts';
import { useWords } from '#web/i18n/words.ts';
import { createSlot } from '../messages/slot.ts';
import './reading.css';
import { readingWords } from './words.ts';

/** The own message whose readers are shown. */
export const readersOf = createSlot<MessageLine | undefined>(undefined);

/** One dot a person up to here, a number beyond. */
const MOST_DOTS = 8;

/** How far the others have read the conversation; undefined where nobody is told. */
export function useReads(conversation: string): readonly ReaderMark[] | undefined {
  const client = useClient();
  const reads = useSyncExternalStore(client.subscribe, () => client.conversation(conversation).reads);
  return useReceipts() ? reads : undefined;
}

/** What has become of an own message: sent, and who of the others has read it. Pressed, it says who. */
export function Receipt({ line }: { line: MessageLine }) {
  const words = useWords(readingWords);
  const client = useClient();
  const reads = useReads(line.conversation);
  const { read, total } = readBy(reads ?? [], line.seq);
  const direct = client.conversation(line.conversation).summary?.kind === 'direct';
  if (total === 0) return <Dots on={1} of={1} label={words.sent} />;
  if (direct) return <Dots on={1 + read} of={2} label={read > 0 ? words.read : words.sent} />;
  const label = read === total ? words.readByAll : words.readBy(read, total);
  return (
    <button type="button" className="receipt" title={label} onClick={() => readersOf.set(line)}>
      {total <= MOST_DOTS ? (
        <Dots on={read} of={total} label={label} />
      ) : (
        <Count read={read} total={total} label={label} />
      )}
    </button>
  );
}

function Dots({ on, of, label }: { on: number; of: number; label: string }) {
  return (
    <span className="dots" role="img" aria-label={label} title={label}>
      {Array.from({ length: of }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: dots are alike
        <i key={index} className={index < on ? 'is-on' : undefined} />
      ))}
    </span>
  );
}

function Count({ read, total, label }: { read: number; total: number; label: string }) {
  const words = useWords(readingWords);
  return (
    <span className="receipt__count" role="img" aria-label={label}>
      {words.count(read, total)}
    </span>
  );
}
