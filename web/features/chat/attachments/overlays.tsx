import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { pdfShown } from '../pdf/pdf-shown.ts';
import { DropPlace } from './drop-place.tsx';
import { filesShown, viewing } from './viewing.ts';

const Viewer = lazy(async () => ({ default: (await loadPart(() => import('./viewer.tsx'))).Viewer }));

const FilesSheet = lazy(async () => ({ default: (await loadPart(() => import('./files-sheet.tsx'))).FilesSheet }));

const PdfViewer = lazy(async () => ({ default: (await loadPart(() => import('../pdf/pdf-viewer.tsx'))).PdfViewer }));

/** What files open over the conversation. */
export function AttachmentOverlays({ place }: { place: string }) {
  const [shown, listed, pdf] = [viewing.use(), filesShown.use(), pdfShown.use()];
  return (
    <>
      <DropPlace place={place} />
      <Suspense>
        {listed && <FilesSheet conversation={listed} />}
        {shown && <Viewer shown={shown} />}
        {pdf && <PdfViewer key={pdf.file.id} shown={pdf} />}
      </Suspense>
    </>
  );
}
