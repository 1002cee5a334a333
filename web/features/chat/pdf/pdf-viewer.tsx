import { Dialog } from '@base-ui/react/dialog';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { filePath } from '#protocol/file-path.ts';
import type { FileItem } from '#protocol/files.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { type FilePlace, saveFile, useFileKey } from '../attachments/file-place.ts';
import { sizeWords } from '../attachments/sizes.ts';
import './pdf.css';
import { drawPage, openPdf, wordsOf } from './pdf.ts';
import { pdfShown } from './pdf-shown.ts';
import { type PdfWords, pdfWords } from './words.ts';

interface Shown {
  place: FilePlace;
  file: FileItem;
}

const WIDTHS_PX = [320, 480, 640, 800, 1000, 1300, 1700];

/** A document as large as the window, page under page. */
export function PdfViewer({ shown: { place, file, back } }: { shown: Shown & { back: () => void } }) {
  const client = useClient();
  const language = useLanguage();
  const words = useWords(pdfWords);
  const { document, fault } = usePdf(place, file);
  const [step, setStep] = useState(() => startStep());
  const width = WIDTHS_PX[step] ?? 800;
  const close = () => {
    pdfShown.set(undefined);
    back();
  };
  const save = () =>
    void saveFile(client, place, file).then(
      (done) => done || showToast(words.unavailable),
      (error: unknown) => showToast(failureWords(error, language)),
    );
  return (
    <Dialog.Root open onOpenChange={(open) => open || close()}>
      <Dialog.Portal>
        <Dialog.Popup className="viewer stage">
          <header className="viewer__head">
            <span className="viewer__name">
              <Dialog.Title className="viewer__title clip" render={<span />}>
                {file.name}
              </Dialog.Title>
              <span className="viewer__sub">{sizeWords(file.size)}</span>
            </span>
            <IconButton icon="down" label={words.smaller} disabled={step === 0} onClick={() => setStep(step - 1)} />
            <IconButton
              icon="plus"
              label={words.larger}
              disabled={step === WIDTHS_PX.length - 1}
              onClick={() => setStep(step + 1)}
            />
            <IconButton icon="download" label={words.save} onClick={save} />
            <IconButton icon="close" label={words.close} onClick={close} />
          </header>
          {document === undefined ? (
            <p className="pdf-pages__note" role={fault === undefined ? 'status' : 'alert'}>
              {fault === undefined ? words.opening : words[fault]}
            </p>
          ) : (
            <Pages document={document} width={width} />
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The largest that fits. */
function startStep(): number {
  const fitting = WIDTHS_PX.findLastIndex((width) => width <= Math.min(innerWidth - 24, 1000));
  return Math.max(0, fitting);
}

type Fault = keyof Pick<PdfWords, 'locked' | 'broken' | 'unavailable'>;

function usePdf(place: FilePlace, file: FileItem) {
  const { key: newest } = useFileKey(place);
  const [key, setKey] = useState(newest);
  // A newer key opens nothing that isn't open: the pages would be drawn anew.
  if (!key && newest !== key) setKey(newest);
  const [document, setDocument] = useState<PDFDocumentProxy>();
  const [fault, setFault] = useState<Fault>();
  useEffect(() => {
    if (key === null) setFault('unavailable');
    if (!key) return undefined;
    const task = openPdf(filePath(file.id, 'original', key));
    let current = true;
    task.promise.then(
      (opened) => current && setDocument(opened),
      (error: unknown) => current && setFault(isLocked(error) ? 'locked' : 'broken'),
    );
    return () => {
      current = false;
      void task.destroy();
    };
  }, [key, file.id]);
  return { document, fault };
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && error.name === 'PasswordException';
}

function Pages({ document, width }: { document: PDFDocumentProxy; width: number }) {
  const words = useWords(pdfWords);
  const numbers = Array.from({ length: document.numPages }, (_, index) => index + 1);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard
    <section className="pdf-pages" aria-label={words.pages} tabIndex={0}>
      {numbers.map((number) => (
        <Page key={number} document={document} number={number} width={width} />
      ))}
    </section>
  );
}

/** Drawn while it is near; elsewhere only its place is kept. */
function Page({ document, number, width }: { document: PDFDocumentProxy; number: number; width: number }) {
  const words = useWords(pdfWords);
  const whole = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const [page, setPage] = useState<PDFPageProxy>();
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (whole.current === null) return undefined;
    const looking = new IntersectionObserver((all) => setNear(all.some(({ isIntersecting }) => isIntersecting)), {
      root: whole.current.parentElement,
      rootMargin: '100% 0px',
    });
    looking.observe(whole.current);
    return () => looking.disconnect();
  }, []);
  useEffect(() => {
    if (!near || page !== undefined) return;
    document.getPage(number).then(
      async (one) => {
        setPage(one);
        setSaid(await wordsOf(one));
      },
      // The document was closed meanwhile.
      () => {},
    );
  }, [near, page, document, number]);
  useEffect(() => {
    if (near && page !== undefined && canvas.current !== null) drawPage(page, canvas.current, width).catch(() => {});
  }, [near, page, width]);
  const shape = page?.getViewport({ scale: 1 });
  const ratio = shape === undefined ? '210 / 297' : `${shape.width} / ${shape.height}`;
  return (
    <article
      ref={whole}
      className="pdf-page"
      aria-label={words.page(number, document.numPages)}
      style={{ width, aspectRatio: ratio }}
    >
      {near && <canvas ref={canvas} />}
      <p className="visually-hidden">{said}</p>
      <span className="pdf-page__number" aria-hidden="true">
        {number} / {document.numPages}
      </span>
    </article>
  );
}
