import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeapWatch } from '#kernel/testing/heap-watch.ts';
import { Chooser, FUZZ_RUNS, mangled } from '#server/testing/fuzz.ts';
import { readPicture } from './picture.ts';
import { jpegOf, webpOf } from './testing/pictures.ts';

test('whatever the bytes, the head of a picture is read or refused, and never throws', (t) => {
  const choose = new Chooser();
  t.diagnostic(`YIQI_FUZZ_SEED=${choose.seed}`);
  const seeds = [jpegOf(512, 512), webpOf('VP8 ', 9, 9), webpOf('VP8L', 9, 9), webpOf('VP8X', 9, 9)] as const;
  let pictures = 0;
  const heap = new HeapWatch(FUZZ_RUNS);
  for (let run = 0; run < FUZZ_RUNS; run += 1) {
    heap.see(run);
    let bytes: Uint8Array = choose.of([...seeds]);
    for (let changes = choose.below(4); changes > 0; changes -= 1) bytes = mangled(choose, Buffer.from(bytes));
    const picture = readPicture(bytes);
    if (picture === undefined) continue;
    pictures += 1;
    assert.ok(picture.width >= 0 && picture.height >= 0);
  }
  heap.assertSteady(8);
  assert.ok(pictures > FUZZ_RUNS / 10, `only ${pictures} pictures`);
});
