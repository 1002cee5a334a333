import type { StickerType } from '#protocol/stickers.ts';
import { readPicture } from '../identity/api.ts';

/** What a picture is, as its bytes tell, whatever it is called. Sizes in px. */
export interface StickerImage {
  type: StickerType;
  width: number;
  height: number;
}

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');

/** Reads the head, and the end, of a PNG, GIF or WebP; undefined for everything else, whatever the bytes are. */
export function readSticker(bytes: Buffer): StickerImage | undefined {
  return readPng(bytes) ?? readGif(bytes) ?? readWebp(bytes);
}

/** W3C PNG, 5.2 and 11.2: the signature, IHDR first, IEND last. */
function readPng(bytes: Buffer): StickerImage | undefined {
  if (bytes.length < 57 || !bytes.subarray(0, 16).equals(PNG)) return undefined;
  if (!bytes.subarray(-PNG_END.length).equals(PNG_END)) return undefined;
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** GIF89a, sections 17, 18 and 27: the signature, the logical screen, a trailer at the end. */
function readGif(bytes: Buffer): StickerImage | undefined {
  const signature = bytes.toString('latin1', 0, 6);
  if (bytes.length < 14 || (signature !== 'GIF87a' && signature !== 'GIF89a') || bytes.at(-1) !== 0x3b)
    return undefined;
  return { type: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

function readWebp(bytes: Buffer): StickerImage | undefined {
  const picture = readPicture(bytes);
  return picture?.type === 'image/webp' ? { ...picture, type: 'image/webp' } : undefined;
}
