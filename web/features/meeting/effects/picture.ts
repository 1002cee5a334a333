import { isOwn } from '../model/background.ts';
import { type Look, needsFaces } from '../model/look.ts';
import { ownImage } from './own-pictures.ts';
import type { FromPicture, ToPicture } from './picture-messages.ts';
import { drawSticker } from './stickers/draw-sticker.ts';

/** Insertable streams (mediacapture-transform), as far as Chromium has them on pages. */
interface Streams {
  MediaStreamTrackProcessor: new (init: {
    track: MediaStreamTrack;
    maxBufferSize: number;
  }) => {
    readable: ReadableStream<VideoFrame>;
  };
  MediaStreamTrackGenerator: new (init: {
    kind: 'video';
  }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
}

/** A camera with its effects. */
export interface Picture {
  track: MediaStreamTrack;
  use(look: Look): void;
  close(): void;
}

/** Changes the picture of `source`, which stays its owner's; `tell` hears how it goes. Frames that come too fast are left out. */
export function changePicture(source: MediaStreamTrack, look: Look, tell: (message: FromPicture) => void): Picture {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as unknown as Streams;
  const worker = new Worker(new URL('./wasm-worker-picture.ts', import.meta.url));
  const { readable } = new MediaStreamTrackProcessor({ track: source, maxBufferSize: 1 });
  const track = new MediaStreamTrackGenerator({ kind: 'video' });
  const { writable } = track;
  worker.onmessage = ({ data }: MessageEvent<FromPicture>) => tell(data);
  worker.onerror = () => tell({ fault: 'failed' });
  const needs = new LookNeeds(worker, tell);
  needs.send(look, { readable, writable }, [readable, writable]);
  return {
    track,
    use: (next) => needs.send(next),
    close() {
      needs.close();
      worker.terminate();
      track.stop();
    },
  };
}

/** Brings the worker what a look needs: drawings, one's own picture, and who finds faces. Only what is chosen is fetched. */
class LookNeeds {
  readonly #worker: Worker;
  readonly #tell: (message: FromPicture) => void;
  #faces: Worker | undefined;
  #look: Look | undefined;
  #closed = false;

  constructor(worker: Worker, tell: (message: FromPicture) => void) {
    this.#worker = worker;
    this.#tell = tell;
  }

  send(look: Look, more: Partial<ToPicture> = {}, transfer: Transferable[] = []): void {
    const before = this.#look;
    this.#look = look;
    const faces = needsFaces(look) ? this.#connectFaces() : undefined;
    const message: ToPicture = { look, ...more, ...(faces !== undefined && { faces }) };
    this.#worker.postMessage(message, faces === undefined ? transfer : [...transfer, faces]);
    if (look.sticker !== undefined && look.sticker !== before?.sticker) void this.#bringSticker(look.sticker);
    if (isOwn(look.background) && look.background !== before?.background) void this.#bringOwn(look.background);
  }

  close(): void {
    this.#closed = true;
    this.#faces?.terminate();
  }

  /** Begins the worker that finds faces, once. */
  #connectFaces(): MessagePort | undefined {
    if (this.#faces !== undefined) return undefined;
    const { port1, port2 } = new MessageChannel();
    this.#faces = new Worker(new URL('./faces/face-worker.ts', import.meta.url));
    this.#faces.onerror = () => this.#tell({ fault: 'faces-failed' });
    this.#faces.postMessage(port1, [port1]);
    return port2;
  }

  async #bringSticker(name: NonNullable<Look['sticker']>): Promise<void> {
    try {
      const images = await drawSticker(name);
      if (!this.#closed && this.#look?.sticker === name) {
        const message: ToPicture = { look: this.#look, sticker: { name, images } };
        this.#worker.postMessage(message, images);
      } else for (const image of images) image.close();
    } catch {
      if (!this.#closed) this.#tell({ fault: 'faces-failed' });
    }
  }

  /** A picture that is gone is a plain wall: what is behind one stays hidden. */
  async #bringOwn(name: Extract<Look['background'], `own:${string}`>): Promise<void> {
    const image = await ownImage(name);
    if (image === undefined) return;
    if (!this.#closed && this.#look?.background === name) {
      const message: ToPicture = { look: this.#look, own: { name, image } };
      this.#worker.postMessage(message, [image]);
    } else image.close();
  }
}
