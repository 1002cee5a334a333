import { lazy, Suspense, useState } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { useRoute } from '#web/app/navigation.ts';
import { Stumble } from '#web/app/stumble.tsx';

const Stage = lazy(async () => ({ default: (await loadPart(() => import('./stage.tsx'))).Stage }));

/**
 * Draws `/m/:number` over everything, and the small window of a meeting that goes on while one is elsewhere in the
 * app. Nothing of meetings is loaded before the first is opened.
 */
export function MeetingHost() {
  const route = useRoute();
  const number = route.at === 'meeting' ? route.number : undefined;
  const [opened, setOpened] = useState(number !== undefined);
  if (number !== undefined && !opened) setOpened(true);
  if (!opened) return null;
  return (
    <Stumble>
      <Suspense fallback={number === undefined ? null : <main className="pane pane--main" aria-busy="true" />}>
        <Stage number={number} />
      </Suspense>
    </Stumble>
  );
}
