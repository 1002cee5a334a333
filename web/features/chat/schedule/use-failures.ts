import { useEffect, useRef } from 'react';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import { keepingShown } from '../stars/showing.ts';
import { scheduleWords } from './words.ts';

/** Says it when a message could not be sent at its time: the chat that it was for may be gone from the list. */
export function useScheduledFailures(): void {
  const client = useClient();
  const words = useWords(scheduleWords);
  /** Those that had failed when one last looked. */
  const known = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    function look() {
      const entries = [...client.personal('scheduled').values()];
      const failed = new Set(entries.filter((one) => one.failure !== undefined).map((one) => one.item));
      const before = known.current;
      known.current = failed;
      if (before === undefined || [...failed].every((item) => before.has(item))) return;
      showToast(words.failed, {
        label: words.show,
        run: () => keepingShown.set({ is: 'scheduled', conversation: undefined }),
      });
    }
    look();
    return client.subscribe(look);
  }, [client, words]);
}
