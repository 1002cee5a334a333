import { type FacePace, type FaceSize, FIRST_PACE, restAfter, watchFinds } from '../../model/face-pace.ts';
import type { FromFaces, ToFaces } from './face-messages.ts';
import { FaceTracker, type ShownFace } from './tracker.ts';

/** Width in px of the pictures that faces are looked for in. */
const WIDTH = 360;
/** Sides in px of the squares that all of such a picture is looked through in. */
const SIZES: Record<Exclude<FaceSize, 'off'>, number> = { full: 224, small: 160 };

/** What faces are not followed as well as they should be for. */
export type FaceTrouble = 'faces-slow' | 'faces-off' | 'faces-failed';

/**
 * Faces on a run of pictures. Small copies of some go to the worker that finds faces, one at a time; nothing waits for
 * it: where faces are meanwhile is reckoned.
 */
export class FaceLink {
  readonly #tell: (trouble: FaceTrouble) => void;
  readonly #tracker = new FaceTracker();
  readonly #small: OffscreenCanvasRenderingContext2D;
  #port: MessagePort | undefined;
  #pace: FacePace = FIRST_PACE;
  /** When the picture was taken that the worker has now. */
  #asked: number | undefined;
  #restUntil = 0;

  constructor(tell: (trouble: FaceTrouble) => void) {
    const small = new OffscreenCanvas(2, 2).getContext('2d');
    if (small === null) throw new Error('no canvas can be drawn on');
    this.#small = small;
    this.#tell = tell;
  }

  /** How long it takes to find faces, in ms on the whole. */
  get findMs(): number {
    return this.#pace.takesMs;
  }

  connect(port: MessagePort): void {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<FromFaces>) => this.#found(data);
  }

  /** What was too slow is tried again. */
  again(): void {
    this.#pace = FIRST_PACE;
  }

  /** Nobody asks for faces any more: those that were followed are elsewhere when somebody does. */
  rest(): void {
    this.#tracker.forget();
  }

  /** Faces on `picture`, which is shown now, in its px. */
  look(picture: OffscreenCanvas): ShownFace[] {
    if (this.#pace.size === 'off') return [];
    const now = performance.now();
    this.#ask(picture, now);
    return this.#tracker
      .shown(now)
      .map(({ id, marks, presence }) => ({ id, presence, marks: marks.map((share) => share * picture.width) }));
  }

  #ask(picture: OffscreenCanvas, now: number): void {
    if (this.#port === undefined || this.#asked !== undefined || now < this.#restUntil || this.#pace.size === 'off')
      return;
    const { canvas } = this.#small;
    const width = Math.min(WIDTH, picture.width);
    const height = Math.round((picture.height * width) / picture.width);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    this.#small.drawImage(picture, 0, 0, width, height);
    const message: ToFaces = { picture: canvas.transferToImageBitmap(), size: SIZES[this.#pace.size] };
    this.#port.postMessage(message, [message.picture]);
    this.#asked = now;
  }

  #found(answer: FromFaces): void {
    const at = this.#asked ?? 0;
    this.#asked = undefined;
    if ('failed' in answer) {
      this.#pace = { ...this.#pace, size: 'off' };
      this.#tell('faces-failed');
      return;
    }
    this.#tracker.take(answer.faces, at);
    this.#restUntil = performance.now() + restAfter(answer.tookMs);
    const before = this.#pace.size;
    this.#pace = watchFinds(this.#pace, answer.tookMs);
    if (this.#pace.size !== before) this.#tell(this.#pace.size === 'off' ? 'faces-off' : 'faces-slow');
  }
}
