import { lazy, Suspense, useState } from 'react';
import { useMe } from '#web/app/client.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { Stumble } from '#web/app/stumble.tsx';
import { useCallViews } from './use-calls.ts';
import { callWish, keptCall } from './wishes.ts';

const Stage = lazy(async () => ({ default: (await loadPart(() => import('./stage.tsx'))).CallStage }));

/** Listens for calls over every page; all of them but that is loaded when the first comes. */
export function CallHost() {
  const me = useMe()?.id;
  return me === undefined ? null : <Listening key={me} />;
}

function Listening() {
  const views = useCallViews();
  const wish = callWish.use();
  const [opened, setOpened] = useState(false);
  const comesBack = views.some(({ entry, stands }) => stands === 'here' && entry.call === keptCall()?.call);
  const wanted = wish !== undefined || comesBack || views.some(({ stands }) => stands === 'ringing');
  if (wanted && !opened) setOpened(true);
  if (!opened) return null;
  return (
    <Stumble>
      <Suspense>
        <Stage />
      </Suspense>
    </Stumble>
  );
}
