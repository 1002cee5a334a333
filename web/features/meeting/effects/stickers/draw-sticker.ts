import type { StickerName } from '../../model/look.ts';
import { STICKERS } from './catalogue.ts';
import { drawingUrl } from './drawings.ts';

/** px for each distance of the eyes: a face that fills a picture of 720p. */
const SHARPNESS = 200;

/** A sticker's drawings as pictures, in the order of its parts: workers cannot read SVG. */
export async function drawSticker(name: StickerName): Promise<ImageBitmap[]> {
  return await Promise.all(
    STICKERS[name].map(async ({ drawing, box }) => {
      const image = new Image();
      image.src = drawingUrl(drawing);
      await image.decode();
      const canvas = new OffscreenCanvas(Math.round(box.width * SHARPNESS), Math.round(box.height * SHARPNESS));
      canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
      return canvas.transferToImageBitmap();
    }),
  );
}
