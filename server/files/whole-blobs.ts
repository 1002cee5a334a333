import { Buffer } from 'node:buffer';
import type { Blobs, ByteRange } from '#kernel/ports/blobs.ts';

/** Blobs that are small enough to be in memory. */

export async function readBlob(blobs: Blobs, key: string, range?: ByteRange): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  if ((await blobs.size(key)) === 0) return Buffer.alloc(0);
  for await (const piece of blobs.read(key, range)) pieces.push(piece);
  return Buffer.concat(pieces);
}
