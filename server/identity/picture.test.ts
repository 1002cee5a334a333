import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPicture } from './picture.ts';
import { jpegOf, webpOf } from './testing/pictures.ts';

test('JPEG and the three kinds of WebP tell their size', () => {
  assert.deepEqual(readPicture(jpegOf(512, 300)), { type: 'image/jpeg', width: 512, height: 300 });
  for (const kind of ['VP8 ', 'VP8L', 'VP8X'] as const) {
    assert.deepEqual(readPicture(webpOf(kind, 512, 300)), { type: 'image/webp', width: 512, height: 300 }, kind);
  }
});

test('everything else is no picture', () => {
  const good = jpegOf(8, 8);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const html = Buffer.concat([good.subarray(0, -2), Buffer.from('<html><script>alert(1)</script>')]);
  const long = webpOf('VP8X', 8, 8);
  long.writeUInt32LE(1000, 4);
  const others = [
    Buffer.alloc(0),
    Buffer.alloc(100),
    svg,
    html,
    good.subarray(0, 29),
    long,
    Buffer.from('GIF89a'.padEnd(64)),
  ];
  for (const bytes of others) assert.equal(readPicture(bytes), undefined, bytes.toString('latin1'));
  const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000008000000080806000000', 'hex');
  assert.equal(readPicture(Buffer.concat([png, Buffer.alloc(40)])), undefined);
});
