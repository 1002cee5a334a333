import { Failure } from '#kernel/failure.ts';
import { AVATAR } from '#protocol/avatar.ts';
import type { AvatarUpload } from '#protocol/profile.ts';
import { middleOf, type Square } from './crop.ts';

const QUALITIES = [0.86, 0.7, 0.5, 0.3];

/** The picture in a file. Whoever opens one closes it. @throws Failure 'avatar.invalid' when the browser can't show it */
export function openPicture(file: Blob): Promise<ImageBitmap> {
  return createImageBitmap(file).catch(() => {
    throw new Failure('avatar.invalid');
  });
}

/** The middle square of a picture. @throws Failure 'avatar.invalid' when the browser can't show the file */
export async function facesOf(file: Blob): Promise<AvatarUpload> {
  const picture = await openPicture(file);
  try {
    return await cutFaces(picture, middleOf(picture));
  } finally {
    picture.close();
  }
}

/**
 * A part of a picture in the two sizes that the server takes. Drawing it anew leaves out where and when it was taken.
 *
 * @throws Failure 'avatar.invalid'
 */
export async function cutFaces(picture: ImageBitmap, part: Square): Promise<AvatarUpload> {
  return {
    large: await square(picture, part, AVATAR.largePx, AVATAR.largeBytes),
    small: await square(picture, part, AVATAR.smallPx, AVATAR.smallBytes),
  };
}

/** In base64, as good as fits into `mostBytes`. */
async function square(picture: ImageBitmap, { x, y, side }: Square, px: number, mostBytes: number): Promise<string> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.max(1, Math.min(px, Math.round(side)));
  const context = canvas.getContext('2d');
  if (context === null) throw new Failure('avatar.invalid');
  context.imageSmoothingQuality = 'high';
  // What is seen through becomes white, as JPEG has no transparency.
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, x, y, side, side, 0, 0, canvas.width, canvas.height);
  for (const quality of QUALITIES) {
    const blob = (await encode(canvas, 'image/webp', quality)) ?? (await encode(canvas, 'image/jpeg', quality));
    if (blob !== undefined && blob.size <= mostBytes) return base64(await blob.arrayBuffer());
  }
  throw new Failure('avatar.invalid');
}

/** Undefined when the browser doesn't write this type: it answers with PNG then. */
function encode(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | undefined> {
  return new Promise((resolve) => {
    canvas.toBlob((blob) => resolve(blob?.type === type ? blob : undefined), type, quality);
  });
}

function base64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
