import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { Chooser, FUZZ_RUNS } from '../testing/fuzz.ts';
import { bareJpeg } from './bare-jpeg.ts';

const WORDS = { IFD0: { Copyright: 'Ann', Make: 'Camera' }, IFD3: { GPSLatitude: '31/1 12/1 0/1' } };

test('[FI50] whatever a JPEG is made of, what is left is a JPEG without words, or nothing is', async (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  const plain = sharp({ create: { width: 16, height: 16, channels: 3, background: '#d35f2a' } }).withExif(WORDS);
  const seeds = await Promise.all([plain.jpeg().toBuffer(), plain.clone().jpeg({ progressive: true }).toBuffer()]);
  let understood = 0;
  for (let run = 0; run < FUZZ_RUNS; run += 1) {
    const bytes = Buffer.from(seeds[choose.below(seeds.length)] ?? []);
    for (let change = choose.below(4); change > 0; change -= 1) bytes[choose.below(bytes.length)] = choose.below(256);
    const cut = choose.chance(0.3) ? bytes.subarray(0, choose.below(bytes.length)) : bytes;
    const bare = bareJpeg(cut);
    if (bare === undefined) continue;
    understood += 1;
    assert.ok(bare.length <= cut.length);
    assert.deepEqual([bare.readUInt16BE(0), bare.readUInt16BE(bare.length - 2)], [0xffd8, 0xffd9]);
    assert.ok(bareJpeg(bare)?.equals(bare), 'there is nothing more to take away');
  }
  assert.ok(understood > FUZZ_RUNS / 50);
});
