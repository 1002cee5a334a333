import { useEffect, useRef } from 'react';
import { asFailure } from '#kernel/failure.ts';
import { useClient } from '#web/app/client.tsx';
import { navigate } from '#web/app/navigation.ts';
import { clockTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import { usePlanEntries } from './use-plan.ts';
import { planWords } from './words.ts';

/** Tells who organises a meeting that it begins: the others are told by the chat. */
export function SoonNews() {
  const client = useClient();
  const words = useWords(planWords);
  const entries = usePlanEntries();
  const told = useRef(new Set<string>());
  useEffect(() => {
    for (const { plan, soon } of entries.values()) {
      const key = `${plan} ${soon}`;
      if (soon === undefined || soon < Date.now() || told.current.has(key)) continue;
      told.current.add(key);
      client.call('plan.get', { plan }).then(
        ({ title, number }) => {
          const join = { label: words.join, run: () => navigate(`/m/${number}`) };
          showToast(words.soon(title, clockTime(soon)), join);
        },
        (error: unknown) => asFailure(error),
      );
    }
  }, [client, entries, words]);
  return null;
}
