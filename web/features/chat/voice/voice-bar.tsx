import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { somethingPlays } from './something-plays.ts';

const PlayingBar = lazy(async () => ({ default: (await loadPart(() => import('./playing-bar.tsx'))).PlayingBar }));

/** A bar for what plays; fetched once something does. */
export function VoiceBar({ open }: { open: string | undefined }) {
  if (!somethingPlays.use()) return null;
  return (
    <Suspense>
      <PlayingBar open={open} />
    </Suspense>
  );
}
