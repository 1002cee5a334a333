import { Failure } from '#kernel/failure.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { StickerUpload } from '#protocol/stickers.ts';

const QUALITIES = [0.9, 0.75, 0.55, 0.35];

/**
 * A picture as the server takes it. One that fits goes as it is, so that it keeps moving; a larger one is drawn smaller.
 *
 * @throws Failure 'sticker.invalid' when the browser can't show the file
 */
export async function stickerOf(file: File, pack: string): Promise<StickerUpload> {
  const image = await createImageBitmap(file).catch(() => {
    throw new Failure('sticker.invalid');
  });
  try {
    const fits = Math.max(image.width, image.height) <= LIMITS.stickerPx && file.size <= LIMITS.stickerBytes;
    const known = ['image/png', 'image/gif', 'image/webp'].includes(file.type);
    const blob = fits && known ? file : await drawn(image);
    const text = file.name
      .replace(/\.\w{1,5}$/, '')
      .slice(0, LIMITS.stickerChars)
      .toWellFormed();
    return { pack, text, picture: base64(await blob.arrayBuffer()) };
  } finally {
    image.close();
  }
}

async function drawn(image: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, LIMITS.stickerPx / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new Failure('sticker.invalid');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  for (const [type, quality] of [...QUALITIES.map((one) => ['image/webp', one] as const), ['image/png', 1] as const]) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
    if (blob !== null && blob.type === type && blob.size <= LIMITS.stickerBytes) return blob;
  }
  throw new Failure('sticker.invalid');
}

function base64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
