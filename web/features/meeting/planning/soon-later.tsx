import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useClient } from '#web/app/client.tsx';
import { loadPart } from '#web/app/load-part.ts';

const SoonNews = lazy(async () => ({ default: (await loadPart(() => import('./soon-news.tsx'))).SoonNews }));

/** Says that a meeting of one's own begins; nothing of that is loaded before there is one. */
export function SoonNewsPlace() {
  const client = useClient();
  const plans = useSyncExternalStore(client.subscribe, () => client.personal('plan'));
  const any = [...plans.values()].some(({ soon }) => soon !== undefined);
  return any ? (
    <Suspense fallback={null}>
      <SoonNews />
    </Suspense>
  ) : null;
}
