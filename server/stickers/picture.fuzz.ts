import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chooser, FUZZ_RUNS, mangled } from '#server/testing/fuzz.ts';
import { webpOf } from '../identity/testing/pictures.ts';
import { readSticker } from './picture.ts';
import { gifOf, pngOf } from './testing/images.ts';

test('[MC41] whatever the bytes, a sticker is read or refused, and nothing throws', (t) => {
  const choose = new Chooser();
  t.diagnostic(`YIQI_FUZZ_SEED=${choose.seed}`);
  let read = 0;
  for (let run = 0; run < FUZZ_RUNS; run += 1) {
    let bytes: Uint8Array = choose.of([pngOf(9, 9), gifOf(9, 9), webpOf('VP8X', 9, 9)]);
    for (let changes = choose.below(4); changes > 0; changes -= 1) bytes = mangled(choose, Buffer.from(bytes));
    const image = readSticker(Buffer.from(bytes));
    if (image === undefined) continue;
    read += 1;
    assert.ok(image.width >= 0 && image.height >= 0);
  }
  assert.ok(read > FUZZ_RUNS / 20, `only ${read} pictures`);
});
