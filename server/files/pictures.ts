import sharp, { type Metadata, type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { Failure } from '#kernel/failure.ts';
import { LIMITS } from '#protocol/limits.ts';
import { bareJpeg } from './bare-jpeg.ts';

/** A picture as it is going to be kept. */
export interface Prepared {
  width: number;
  height: number;
  blur: string;
  moving: boolean;
  /** In place of the original, when that said where and with what it was taken. */
  bare: Buffer | undefined;
  /** At most 640 px a side, WebP. */
  small: Buffer;
  /** At most 1,600 px; undefined when the original is no larger. */
  large: Buffer | undefined;
}

const SMALL_PX = 640;
const LARGE_PX = 1600;
const BLUR_PX = 100;
/** Moving pictures with more pixels in all their frames stand still when they are small. */
const MOVING_PX = 60_000_000;

// Each picture has a thread of its own; how many at a time is the caller's choice.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Makes small ones of a picture, and takes away what it says besides being seen: place, camera, names.
 *
 * @throws Failure 'picture.invalid' for what is broken, too large, or no picture
 */
export async function preparePicture(bytes: Buffer): Promise<Prepared> {
  try {
    return await prepare(bytes);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure('picture.invalid');
  }
}

async function prepare(bytes: Buffer): Promise<Prepared> {
  const meta = await reader(bytes).metadata();
  const frames = meta.pages ?? 1;
  const { width, height } = meta.autoOrient;
  if (width * height > LIMITS.picturePx) throw new Failure('picture.invalid');
  const moving = frames > 1 && meta.format !== 'heif';
  const moves = moving && width * height * frames <= MOVING_PX;
  const bare = speaks(meta) ? await withoutWords(bytes, meta, moving) : undefined;
  const isLarge = Math.max(width, height) > LARGE_PX;
  const small = moves ? await shrunkMoving(bytes, isLarge) : await shrunk(bytes, isLarge);
  return { width, height, moving, bare, ...small };
}

function reader(bytes: Buffer, animated = false): Sharp {
  return sharp(bytes, { animated, limitInputPixels: LIMITS.picturePx * 3, failOn: 'truncated' });
}

/** Whether the picture says anything besides what is seen. The colour profile belongs to what is seen. */
function speaks({ exif, xmp, iptc, orientation = 1 }: Metadata): boolean {
  return exif !== undefined || xmp !== undefined || iptc !== undefined || orientation !== 1;
}

/** Upright, in the same format: the same where it can be, otherwise as good as the eye can tell. */
async function withoutWords(bytes: Buffer, { format, orientation = 1 }: Metadata, moving: boolean): Promise<Buffer> {
  const same = format === 'jpeg' && orientation === 1 ? bareJpeg(bytes) : undefined;
  if (same !== undefined) return same;
  const upright = reader(bytes, moving).autoOrient().keepIccProfile();
  switch (format) {
    case 'jpeg':
      return upright.jpeg({ quality: 90 }).toBuffer();
    case 'webp':
      return upright.webp({ quality: 90 }).toBuffer();
    case 'heif':
      return upright.avif({ quality: 70, effort: 2 }).toBuffer();
    case 'gif':
      return upright.gif().toBuffer();
    default:
      return upright.png().toBuffer();
  }
}

type Shrunk = Pick<Prepared, 'blur' | 'small' | 'large'>;

/** Read out of its format once, as large as the largest that is needed: that takes the most time. */
async function shrunk(bytes: Buffer, isLarge: boolean): Promise<Shrunk> {
  const within = { width: LARGE_PX, height: LARGE_PX, fit: 'inside', withoutEnlargement: true } as const;
  const read = reader(bytes).autoOrient().resize(within).toColourspace('srgb').raw();
  const { data, info } = await read.toBuffer({ resolveWithObject: true });
  const pixels = () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  return {
    blur: await blurOf(pixels()),
    small: await encoded(inside(pixels(), SMALL_PX)),
    large: isLarge ? await encoded(pixels()) : undefined,
  };
}

async function shrunkMoving(bytes: Buffer, isLarge: boolean): Promise<Shrunk> {
  const upright = () => reader(bytes, true).autoOrient();
  return {
    blur: await blurOf(reader(bytes).autoOrient()),
    small: await encoded(inside(upright(), SMALL_PX)),
    large: isLarge ? await encoded(inside(upright(), LARGE_PX)) : undefined,
  };
}

function inside(picture: Sharp, px: number): Sharp {
  return picture.resize({ width: px, height: px, fit: 'inside', withoutEnlargement: true });
}

function encoded(picture: Sharp): Promise<Buffer> {
  return picture.webp({ quality: 80 }).toBuffer();
}

async function blurOf(picture: Sharp): Promise<string> {
  const tiny = picture.resize({ width: BLUR_PX, height: BLUR_PX, fit: 'inside' });
  const { data, info } = await tiny.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
