import { type Background, isOwn } from '../model/background.ts';
import { drawScene } from './drawn-backgrounds.ts';
import type { OwnPicture } from './picture-messages.ts';
import type { Segmented } from './segmenter.ts';

type Chosen = Exclude<Background, 'none'>;

/** Width in px of a picture that steps down. */
const SMALL_WIDTH = 480;
/** The blur's radius as a share of the width: 18 px of 720p. */
const BLUR = 0.014;
/** How soft the edges of people are: the model sees less sharply than the camera. */
const SOFT = 0.003;
/** Behind people until one's own picture has been read. */
const PLAIN_WALL = '#2b3a42';

function newContext(): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(2, 2).getContext('2d');
  if (context === null) throw new Error('no canvas can be drawn on');
  return context;
}

/** Puts people before another background, on canvases that are made once. */
export class Compositor {
  /** The camera's picture at the size it is worked on. */
  readonly input = newContext();
  /** The same before another background. */
  readonly output = newContext();
  readonly #scene = newContext();
  #drawn = '';

  take(frame: VideoFrame, size: 'full' | 'small'): OffscreenCanvas {
    const { displayWidth, displayHeight } = frame;
    const share = size === 'small' ? Math.min(1, SMALL_WIDTH / displayWidth) : 1;
    const { canvas } = this.input;
    resize(canvas, Math.round(displayWidth * share), Math.round(displayHeight * share));
    this.input.drawImage(frame, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /** Without anybody found there is nothing but the background. */
  draw(found: Segmented | undefined, background: Chosen, own: OwnPicture | undefined): void {
    const context = this.output;
    const { width, height } = this.input.canvas;
    resize(context.canvas, width, height);
    context.globalCompositeOperation = 'copy';
    if (found !== undefined) {
      context.filter = `blur(${Math.max(1, Math.round(width * SOFT))}px)`;
      context.drawImage(found.segmentationMask, 0, 0, width, height);
      context.filter = 'none';
      context.globalCompositeOperation = 'source-in';
      context.drawImage(this.input.canvas, 0, 0, width, height);
      context.globalCompositeOperation = 'destination-over';
    }
    if (background === 'blur') {
      // A blur is see-through at its edges: those are beyond the canvas.
      const radius = Math.max(3, Math.round(width * BLUR));
      const more = 2 * radius;
      context.filter = `blur(${radius}px)`;
      context.drawImage(this.input.canvas, -more, -more, width + 2 * more, height + 2 * more);
      context.filter = 'none';
    } else context.drawImage(this.#sceneOf(background, width, height, own), 0, 0);
  }

  #sceneOf(
    background: Exclude<Chosen, 'blur'>,
    width: number,
    height: number,
    own: OwnPicture | undefined,
  ): OffscreenCanvas {
    const image = own?.name === background ? own.image : undefined;
    const wanted = `${background} ${width} ${height} ${image !== undefined}`;
    if (this.#drawn !== wanted) {
      resize(this.#scene.canvas, width, height);
      if (isOwn(background)) drawOwn(this.#scene, image);
      else drawScene(this.#scene, background);
      this.#drawn = wanted;
    }
    return this.#scene.canvas;
  }
}

/** A picture over the whole canvas; what is too long of it is cut off on both sides. */
function drawOwn(context: OffscreenCanvasRenderingContext2D, image: ImageBitmap | undefined): void {
  const { width, height } = context.canvas;
  context.fillStyle = PLAIN_WALL;
  context.fillRect(0, 0, width, height);
  if (image === undefined) return;
  const scale = Math.max(width / image.width, height / image.height);
  const [across, down] = [image.width * scale, image.height * scale];
  context.drawImage(image, (width - across) / 2, (height - down) / 2, across, down);
}

function resize(canvas: OffscreenCanvas, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
