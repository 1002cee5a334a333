import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { preparePicture } from './pictures.ts';
import { sniff } from './sniff.ts';

const PLACE = { IFD0: { Copyright: 'Ann', Make: 'Camera' }, IFD3: { GPSLatitude: '31/1 12/1 0/1' } };

function plain(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: '#d35f2a' } });
}

test('[FI50] a picture that says where it was taken is kept without that, upright', async () => {
  const told = await plain(80, 40).withExif(PLACE).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  assert.ok((await sharp(told).metadata()).exif);
  const { bare, width, height, moving } = await preparePicture(told);
  assert.deepEqual([width, height, moving], [40, 80, false]);
  const kept = await sharp(bare).metadata();
  assert.deepEqual(
    [kept.format, kept.width, kept.height, kept.exif, kept.orientation],
    ['jpeg', 40, 80, undefined, undefined],
  );
});

test('[FI50] a JPEG that stands upright loses its words and keeps every pixel, its colours, and nothing after its end', async () => {
  const noise = { type: 'gaussian', mean: 120, sigma: 40 } as const;
  const photo = () => sharp({ create: { width: 200, height: 120, channels: 3, background: '#d35f2a', noise } });
  for (const [kind, options] of Object.entries({ baseline: {}, progressive: { progressive: true } })) {
    const jpeg = photo().withExif(PLACE).withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').withIccProfile('p3');
    const told = Buffer.concat([await jpeg.jpeg(options).toBuffer(), Buffer.from('GPS behind the end')]);
    const { bare = Buffer.alloc(0) } = await preparePicture(told);
    const kept = await sharp(bare).metadata();
    assert.deepEqual([kept.exif, kept.xmp, kept.isProgressive], [undefined, undefined, kind === 'progressive'], kind);
    assert.ok(kept.icc !== undefined, 'its colours');
    assert.ok(!bare.includes('Camera') && !bare.includes('GPS') && !bare.includes('xmpmeta'), kind);
    const [before, after] = await Promise.all([told, bare].map((one) => sharp(one).raw().toBuffer()));
    assert.ok(before?.equals(after ?? Buffer.alloc(0)), kind);
  }
});

test('[FI50] a picture that says nothing is kept as it is, byte by byte', async () => {
  for (const bytes of [await plain(8, 8).png().toBuffer(), await plain(8, 8).jpeg().toBuffer()]) {
    assert.equal((await preparePicture(bytes)).bare, undefined);
  }
});

test('[FI51] there is a small one, a larger one where that is worth it, and what it looks like from afar', async () => {
  const { small, large, blur } = await preparePicture(await plain(2400, 1200).jpeg().toBuffer());
  const sizes = await Promise.all([small, large].map(async (one) => sharp(one).metadata()));
  assert.deepEqual(
    sizes.map(({ format, width, height }) => [format, width, height]),
    [
      ['webp', 640, 320],
      ['webp', 1600, 800],
    ],
  );
  assert.match(blur, /^[A-Za-z0-9+/]{20,60}={0,2}$/);
  assert.equal((await preparePicture(await plain(1600, 10).png().toBuffer())).large, undefined);
});

test('[FI52] what moves goes on moving', async () => {
  const frames = [0, 120, 240].map((red) => ({
    input: Buffer.alloc(20 * 10 * 3, red),
    raw: { width: 20, height: 10, channels: 3 as const },
  }));
  const moving = await sharp(
    await Promise.all(frames.map(({ input, raw }) => sharp(input, { raw }).png().toBuffer())),
    {
      join: { animated: true },
    },
  )
    .gif({ delay: [100, 100, 100] })
    .toBuffer();
  const { width, height, small, ...made } = await preparePicture(moving);
  assert.deepEqual([width, height, made.moving], [20, 10, true]);
  assert.equal((await sharp(small, { animated: true }).metadata()).pages, 3);
});

test('[FI53] what is broken, or would be larger than memory, is refused', async () => {
  const whole = await plain(400, 400).png().toBuffer();
  const bomb = Buffer.from(whole);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  const broken = [
    bomb,
    whole.subarray(0, whole.length / 2),
    Buffer.from('\xff\xd8\xff no picture', 'latin1'),
    Buffer.from('GIF89a'),
  ];
  for (const bytes of broken) {
    assert.match(sniff(bytes), /^image\//);
    await assert.rejects(preparePicture(bytes), { code: 'picture.invalid' });
  }
});
