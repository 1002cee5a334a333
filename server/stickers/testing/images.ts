/** Heads and ends of pictures, as encoders write them, with nothing to see in between. */

export function pngOf(width: number, height: number): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080600000000000000', 'hex');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  const data = Buffer.from('0000000049444154', 'hex');
  return Buffer.concat([head, data, Buffer.alloc(4), Buffer.from('0000000049454e44ae426082', 'hex')]);
}

export function gifOf(width: number, height: number): Buffer {
  const bytes = Buffer.from('474946383961000000000000002c3b', 'hex');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}
