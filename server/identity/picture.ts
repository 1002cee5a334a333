import { Failure } from '#kernel/failure.ts';

/** What a picture is, as its first bytes tell. Sizes in px. */
export interface Picture {
  type: 'image/jpeg' | 'image/webp';
  width: number;
  height: number;
}

/** Reads the head of a JPEG or WebP; undefined for everything else, whatever the bytes are. */
export function readPicture(bytes: Uint8Array): Picture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 30) return undefined;
  if (view.getUint16(0) === 0xffd8) return readJpeg(view);
  return text(view, 0) === 'RIFF' && text(view, 8) === 'WEBP' ? readWebp(view) : undefined;
}

/** The bytes of a square picture of at most `px` a side. @throws Failure 'avatar.invalid' */
export function checkPicture(base64: string, px: number): Uint8Array {
  const bytes = Buffer.from(base64, 'base64');
  const picture = readPicture(bytes);
  const fits = picture !== undefined && picture.width === picture.height && picture.width > 0 && picture.width <= px;
  if (!fits) throw new Failure('avatar.invalid');
  return bytes;
}

/** ITU-T T.81, B.1.1.3: segments until a frame header (SOF), which holds the size. The file must end as one too. */
function readJpeg(view: DataView): Picture | undefined {
  if (view.getUint16(view.byteLength - 2) !== 0xffd9) return undefined;
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (isFrameHeader(marker)) {
      return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    const length = view.getUint16(at + 2);
    // A segment counts its own length; image data before a frame header makes no sense.
    if (length < 2 || marker === 0xda) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** SOF0 to SOF15, without the tables (DHT, DAC) and the reserved one between them. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** RFC 9649: the first chunk tells the size, in three ways. */
function readWebp(view: DataView): Picture | undefined {
  if (view.getUint32(4, true) + 8 > view.byteLength) return undefined;
  const size = webpSize(view);
  return size && { type: 'image/webp', ...size };
}

function webpSize(view: DataView): { width: number; height: number } | undefined {
  switch (text(view, 12)) {
    case 'VP8 ':
      if (view.getUint16(23) !== 0x9d01 || view.getUint8(25) !== 0x2a) return undefined;
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      if (view.getUint8(20) !== 0x2f) return undefined;
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return undefined;
  }
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...Array.from({ length: 4 }, (_, n) => view.getUint8(at + n)));
}
