import { useMemo } from 'react';
import type { Client } from '#client/api.ts';
import type { LineView } from '#client/view.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { showToast } from '#web/ui/toast.tsx';
import { createSlot } from '../messages/slot.ts';

/** What is about to be taken away for oneself: out of sight at once, told to the server when it can't be undone any more. */
const leaving = createSlot<ReadonlySet<string>>(new Set());

/** For so long it can be undone, in ms: as long as the toast stays. */
const UNDO_MS = 5000;
const timers = new Map<string, () => void>();

function keyOf(conversation: ConversationId, seq: Seq): string {
  return `${conversation} ${seq}`;
}

interface ErasingWords {
  erased: string;
  undo: string;
}

export function eraseForMe(
  client: Pick<Client, 'keep'>,
  conversation: ConversationId,
  seqs: readonly Seq[],
  words: ErasingWords,
): void {
  const keys = seqs.map((seq) => keyOf(conversation, seq));
  const all = keys.join(',');
  leaving.set(new Set([...leaving.get(), ...keys]));
  const end = () => {
    clearTimeout(timer);
    timers.delete(all);
    removeEventListener('pagehide', finish);
  };
  const finish = () => {
    end();
    for (let from = 0; from < seqs.length; from += LIMITS.eraseAtOnce) {
      const some = seqs.slice(from, from + LIMITS.eraseAtOnce);
      client.keep({ do: 'message.erase', with: { conversation, seqs: some } });
    }
    show(keys);
  };
  const timer = setTimeout(finish, UNDO_MS);
  timers.set(all, end);
  // Who leaves the page within that time doesn't undo it any more.
  addEventListener('pagehide', finish);
  showToast(words.erased, {
    label: words.undo,
    run() {
      timers.get(all)?.();
      show(keys);
    },
  });
}

function show(keys: readonly string[]): void {
  leaving.set(new Set([...leaving.get()].filter((key) => !keys.includes(key))));
}

/** The lines without those that are out of sight for now; the same object while there are none. */
export function useStaying(lines: readonly LineView[]): readonly LineView[] {
  const keys = leaving.use();
  return useMemo(() => {
    if (keys.size === 0) return lines;
    return lines.filter((line) => line.state !== 'sent' || !keys.has(keyOf(line.event.conversation, line.event.seq)));
  }, [lines, keys]);
}
