import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCafOpus } from '#kernel/sound/caf-opus.ts';
import { readOggOpus, writeOggOpus } from '#kernel/sound/ogg-opus.ts';
import { lengthOf } from '#kernel/sound/opus.ts';
import { readWebmOpus } from '#kernel/sound/webm-opus.ts';
import { Chooser, FUZZ_RUNS, mangled } from '../testing/fuzz.ts';

const HEAD = Uint8Array.of(...Buffer.from('OpusHead'), 1, 2, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0);
const PACKETS = [1, 40, 255, 600].map((size) => new Uint8Array(size).fill(0x78));
const OGG = writeOggOpus({ head: HEAD, packets: PACKETS });
const WEBM = Buffer.concat([
  Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x84, 0x42, 0x82, 0x81, 0x77]),
  Buffer.from([
    0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255, 0x16, 0x54, 0xae, 0x6b, 0x9b, 0xae, 0x99,
  ]),
  Buffer.from([0x63, 0xa2, 0x80 | HEAD.length, ...HEAD]),
  Buffer.from([0x1f, 0x43, 0xb6, 0x75, 0x01, 255, 255, 255, 255, 255, 255, 255]),
  ...PACKETS.slice(0, 2).map((packet) => Buffer.from([0xa3, 0x80 | (packet.length + 4), 0x81, 0, 0, 0x80, ...packet])),
]);

test('whatever a sound is said to be, it is read or it is none, and what is made of it can be read', (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  assert.equal(readWebmOpus(WEBM)?.packets.length, 2);
  for (let run = 0; run < FUZZ_RUNS / 5; run += 1) {
    const bytes = Uint8Array.from(mangled(choose, Buffer.from(choose.of([OGG, WEBM]))));
    for (const sound of [readOggOpus(bytes), readWebmOpus(bytes)]) {
      if (sound === undefined) continue;
      assert.ok(lengthOf(sound) >= 0);
      assert.ok(writeCafOpus(sound).length > 0);
      assert.equal(readOggOpus(writeOggOpus(sound))?.packets.length, sound.packets.length);
    }
  }
});
