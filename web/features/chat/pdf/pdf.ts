import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentLoadingTask,
  type PDFPageProxy,
} from 'pdfjs-dist/legacy/build/pdf.min.mjs';
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = worker;

/** A document, read in a thread of its own. Nothing in it runs, and nothing is fetched but from this server. */
export function openPdf(address: string): PDFDocumentLoadingTask {
  return getDocument({
    url: address,
    cMapUrl: '/pdf/cmaps/',
    standardFontDataUrl: '/pdf/fonts/',
    wasmUrl: '/pdf/wasm/',
    useWasm: false,
    enableXfa: false,
    stopAtErrors: false,
  });
}

/** Screens with very fine pixels get no more than this many for one of CSS. */
const FINEST = 2;

/** Draws a page so that it is so many CSS px wide. */
export async function drawPage(page: PDFPageProxy, canvas: HTMLCanvasElement, width: number): Promise<void> {
  const fine = Math.min(devicePixelRatio, FINEST);
  const natural = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: (width / natural.width) * fine });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  await page.render({ canvas, viewport }).promise;
}

/** What stands on a page, for those who hear it. */
export async function wordsOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
}
