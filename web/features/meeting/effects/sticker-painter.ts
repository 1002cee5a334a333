import type { StickerName } from '../model/look.ts';
import { placeAt, poseOf } from './faces/placement.ts';
import type { ShownFace } from './faces/tracker.ts';
import { STICKERS } from './stickers/catalogue.ts';

/** A sticker's drawings, in the order of its parts. */
export interface DrawnSticker {
  readonly name: StickerName;
  readonly images: readonly ImageBitmap[];
}

/** Draws a sticker on each face: where it belongs, as large as the face, leaning and turning with it. */
export function paintSticker(
  context: OffscreenCanvasRenderingContext2D,
  faces: readonly ShownFace[],
  { name, images }: DrawnSticker,
): void {
  context.save();
  context.globalCompositeOperation = 'source-over';
  for (const { marks, presence } of faces) {
    const pose = poseOf(marks);
    context.globalAlpha = presence;
    STICKERS[name].forEach(({ anchor, box, ahead = 0 }, i) => {
      const image = images[i];
      if (image === undefined) return;
      const { a, b, c, d, x, y } = placeAt(pose, anchor);
      context.setTransform(a, b, c, d, x, y);
      context.drawImage(image, box.x + ahead * Math.sin(pose.yaw), box.y, box.width, box.height);
    });
  }
  context.restore();
}
