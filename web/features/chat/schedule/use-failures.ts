import { useEffect } from 'react';
import type { ScheduledEntry } from '#protocol/personal.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import { keepingShown } from '../stars/showing.ts';
import { scheduleWords } from './words.ts';

type Entries = ReadonlyMap<string, ScheduledEntry>;

/** Says it when a message could not be sent at its time: the chat that it was for may be gone from the list. */
export function useScheduledFailures(): void {
  const client = useClient();
  const words = useWords(scheduleWords);
  useEffect(() => {
    let before: Entries = client.personal('scheduled');
    return client.subscribe(() => {
      const now: Entries = client.personal('scheduled');
      if (now === before) return;
      const failed = [...now].some(([slot, entry]) => entry.failure !== undefined && isWaiting(before.get(slot)));
      before = now;
      if (!failed) return;
      showToast(words.failed, {
        label: words.show,
        run: () => keepingShown.set({ is: 'scheduled', of: undefined }),
      });
    });
  }, [client, words]);
}

function isWaiting(entry: ScheduledEntry | undefined): boolean {
  return entry !== undefined && entry.failure === undefined;
}
