import '@shiguredo/virtual-background';
import graph from '@shiguredo/virtual-background/dist/selfie_segmentation.binarypb?url';
import model from '@shiguredo/virtual-background/dist/selfie_segmentation_landscape.tflite?url';
import script from '@shiguredo/virtual-background/dist/selfie_segmentation_solution_simd_wasm_bin.js?url';
import wasm from '@shiguredo/virtual-background/dist/selfie_segmentation_solution_simd_wasm_bin.wasm?url';

/** MediaPipe's name for each file, and where ours is. */
const FILES: Readonly<Record<string, string>> = {
  'selfie_segmentation.binarypb': graph,
  'selfie_segmentation_landscape.tflite': model,
  'selfie_segmentation_solution_simd_wasm_bin.js': script,
  'selfie_segmentation_solution_simd_wasm_bin.wasm': wasm,
};

export interface Segmented {
  image: CanvasImageSource;
  /** As large as the image: opaque where somebody is. */
  segmentationMask: CanvasImageSource;
}

/** MediaPipe's selfie segmentation, which the package above leaves in the global scope. */
interface SelfieSegmentation {
  initialize(): Promise<void>;
  setOptions(options: { modelSelection: 0 | 1 }): void;
  onResults(listener: (results: Segmented) => void): void;
  send(inputs: { image: OffscreenCanvas }): Promise<void>;
}

interface Scope {
  SelfieSegmentation: new (options: { locateFile: (file: string) => string }) => SelfieSegmentation;
  importScripts(url: string): void;
}

const scope = globalThis as unknown as Scope;

/** Loads it all, about 6 MB. @throws when the browser has no WebGL or WebAssembly that it needs */
export async function loadSegmenter(onResults: (results: Segmented) => void): Promise<SelfieSegmentation> {
  pretendPage();
  const segmenter = new scope.SelfieSegmentation({ locateFile: (file) => FILES[file] ?? file });
  segmenter.setOptions({ modelSelection: 1 });
  segmenter.onResults(onResults);
  await segmenter.initialize();
  return segmenter;
}

/**
 * MediaPipe's own way in workers is broken (it runs its model as a script): it is shown the little of a page that it
 * looks for, canvases without a screen and scripts that load at once.
 */
function pretendPage(): void {
  const document = {
    createElement: (tag: string) => (tag === 'canvas' ? emptyCanvas() : new PretendedScript()),
    addEventListener: () => undefined,
    body: { appendChild: (element: unknown) => element instanceof PretendedScript && element.load() },
  };
  const alert = (text: string) => {
    throw new Error(text);
  };
  Object.assign(globalThis, { window: globalThis, document, alert });
}

function emptyCanvas(): OffscreenCanvas {
  return Object.assign(new OffscreenCanvas(1, 1), { style: {} });
}

class PretendedScript {
  #url = '';
  readonly #listeners = new Map<string, () => void>();

  setAttribute(name: string, value: string): void {
    if (name === 'src') this.#url = value;
  }

  addEventListener(event: string, listener: () => void): void {
    this.#listeners.set(event, listener);
  }

  load(): void {
    scope.importScripts(this.#url);
    this.#listeners.get('load')?.();
  }
}
