import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCafOpus } from './caf-opus.ts';
import { readOggOpus, writeOggOpus } from './ogg-opus.ts';
import { lengthOf, type OpusSound, samplesIn } from './opus.ts';
import { barsOf, lengthWords, waveOf } from './wave.ts';
import { readWebmOpus } from './webm-opus.ts';

const HEAD = Uint8Array.of(...Buffer.from('OpusHead'), 1, 1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0);

/** 20 ms of CELT each, of any bytes. */
function sound(sizes: readonly number[]): OpusSound {
  return {
    head: HEAD,
    packets: sizes.map((size, index) => Uint8Array.of(0xf8, ...new Array<number>(size).fill(index % 251))),
  };
}

const SIZES = [1, 40, 254, 255, 509, 510, 700, ...new Array<number>(150).fill(80)];

/** As recorders write it: segment and clusters of unknown length. */
function webm({ head, packets }: OpusSound): Uint8Array {
  const element = (id: number[], content: Uint8Array | number[]) =>
    Buffer.concat([
      Buffer.from(id),
      Buffer.from([0x10 | (content.length >> 24), content.length >> 16, content.length >> 8, content.length]),
      Buffer.from(content),
    ]);
  const track = Buffer.concat([
    element([0xd7], [1]),
    element([0x86], Buffer.from('A_OPUS')),
    element([0x63, 0xa2], head),
  ]);
  const blocks = packets.map((packet, index) =>
    index % 3 === 0
      ? element([0xa0], element([0xa1], [0x81, 0, index % 128, 0, ...packet]))
      : element([0xa3], [0x81, 0, index % 128, 0x80, ...packet]),
  );
  return Buffer.concat([
    element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], Buffer.from('webm'))),
    Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255]),
    element([0x16, 0x54, 0xae, 0x6b], element([0xae], track)),
    Buffer.from([0x1f, 0x43, 0xb6, 0x75, 0x01, 255, 255, 255, 255, 255, 255, 255]),
    element([0xe7], [0]),
    ...blocks,
  ]);
}

const same = (one: OpusSound | undefined, other: OpusSound) =>
  assert.deepEqual(
    one?.packets.map((packet) => [...packet]),
    other.packets.map((packet) => [...packet]),
  );

test('[VM21] what a browser recorded is the same packets in Ogg', () => {
  const spoken = sound(SIZES);
  const read = readWebmOpus(webm(spoken));
  assert.ok(read);
  same(read, spoken);
  const ogg = writeOggOpus(read);
  same(readOggOpus(ogg), spoken);
  assert.equal(lengthOf(spoken), Math.round((SIZES.length * 960 - 312) / 48));
  const last = Buffer.from(ogg).lastIndexOf('OggS');
  assert.equal(new DataView(ogg.buffer).getBigUint64(last + 6, true), BigInt(SIZES.length * 960));
  assert.equal(ogg[last + 5], 4);
});

test('[VM21] a recording that was cut off is what there is; what is something else is nothing', () => {
  const whole = webm(sound(SIZES));
  const cut = readWebmOpus(whole.subarray(0, whole.length - 10));
  assert.equal(cut?.packets.length, SIZES.length - 1);
  for (const bytes of [new Uint8Array(), Buffer.from('hello'), webm({ head: new Uint8Array(3), packets: [] })]) {
    assert.equal(readWebmOpus(bytes), undefined);
    assert.equal(readOggOpus(bytes), undefined);
  }
});

test('[VM22] for older Safaris the packets are in Core Audio Format, with their sizes before them', () => {
  const spoken = sound([10, 200]);
  const caf = Buffer.from(writeCafOpus(spoken));
  assert.equal(caf.toString('latin1', 0, 4), 'caff');
  const pakt = caf.indexOf('pakt') + 12;
  assert.deepEqual(
    [caf.readBigInt64BE(pakt), caf.readBigInt64BE(pakt + 8), caf.readInt32BE(pakt + 16)],
    [2n, 1608n, 312],
  );
  assert.deepEqual([...caf.subarray(pakt + 24, pakt + 27)], [11, 0x81, 201 & 0x7f]);
  assert.ok(caf.subarray(-212).equals(Buffer.concat(spoken.packets)));
});

test('lengths of packets are as their first bytes tell', () => {
  const length = (...bytes: number[]) => samplesIn(Uint8Array.from(bytes));
  assert.deepEqual(
    [length(), length(0xf8), length(0xf9), length(0xfb, 6), length(0x18), length(0x1b, 63)],
    [0, 960, 1920, 5760, 2880, 0],
  );
});

test('[VM11] a wave has a digit a bar, and silence stays flat', () => {
  assert.equal(waveOf([0, 0.5, 1], 64), '0gv');
  assert.equal(waveOf(new Array<number>(900).fill(0.001), 4), '1111');
  assert.equal(waveOf([], 64), '0');
  assert.equal(
    waveOf(
      Array.from({ length: 1000 }, (_, index) => index / 1000),
      64,
    ).length,
    64,
  );
  assert.deepEqual(barsOf('0v'), [0, 1]);
  assert.deepEqual([0, 7400, 59_600, 725_000].map(lengthWords), ['0:00', '0:07', '1:00', '12:05']);
});
