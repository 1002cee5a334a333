import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { DropPlace } from './drop-place.tsx';
import { filesShown, viewing } from './viewing.ts';

const Viewer = lazy(async () => ({ default: (await loadPart(() => import('./viewer.tsx'))).Viewer }));

const FilesSheet = lazy(async () => ({ default: (await loadPart(() => import('./files-sheet.tsx'))).FilesSheet }));

/** What files open over the conversation. */
export function AttachmentOverlays({ place }: { place: string }) {
  const [shown, listed] = [viewing.use(), filesShown.use()];
  return (
    <>
      <DropPlace place={place} />
      <Suspense>
        {listed && <FilesSheet conversation={listed} />}
        {shown && <Viewer shown={shown} />}
      </Suspense>
    </>
  );
}
