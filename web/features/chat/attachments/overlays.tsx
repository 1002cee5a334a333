import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { DropPlace } from './drop-place.tsx';
import { viewing } from './viewing.ts';

const Viewer = lazy(async () => ({ default: (await loadPart(() => import('./viewer.tsx'))).Viewer }));

/** What files open over the conversation. */
export function AttachmentOverlays({ place }: { place: string }) {
  const shown = viewing.use();
  return (
    <>
      <DropPlace place={place} />
      <Suspense>{shown && <Viewer shown={shown} />}</Suspense>
    </>
  );
}
