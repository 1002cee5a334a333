import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAcceptable, looksLikeDtls, toDatagrams } from './records.ts';

function record(type: number, epoch: number, length: number): Buffer {
  return Buffer.concat([
    Buffer.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 1, length >> 8, length & 0xff]),
    Buffer.alloc(length, 3),
  ]);
}

test('encrypted records are as long as encryption makes them, and alerts are encrypted', () => {
  for (const type of [20, 21, 22, 23]) {
    for (let length = 0; length < 24; length++) assert.equal(isAcceptable(record(type, 1, length)), false);
    assert.equal(isAcceptable(record(type, 1, 24)), true);
  }
  assert.equal(isAcceptable(record(22, 0, 1)), true);
  assert.equal(isAcceptable(record(22, 0, 0)), false);
  assert.equal(isAcceptable(record(21, 0, 2)), false);
  assert.equal(isAcceptable(record(23, 0, 50)), false);
  assert.equal(isAcceptable(record(24, 1, 50)), false);
});

test('one bad record, or an end within one, spoils the datagram', () => {
  const good = record(23, 1, 40);
  assert.equal(isAcceptable(Buffer.concat([good, good])), true);
  assert.equal(isAcceptable(Buffer.concat([good, record(23, 1, 8)])), false);
  for (let length = 1; length < good.length; length++) {
    assert.equal(isAcceptable(Buffer.concat([good, good.subarray(0, length)])), false);
  }
  assert.equal(looksLikeDtls(good), true);
  assert.equal(looksLikeDtls(Buffer.from([0x80, 96])), false);
});

test('records are put into datagrams whole, in order, and as few as fit', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 1187 }), { maxLength: 12 });
  fc.assert(
    fc.property(lengths, (sizes) => {
      const records = Buffer.concat(sizes.map((size) => record(22, 0, size)));
      const datagrams = toDatagrams(records, 1200);
      assert.deepEqual(Buffer.concat(datagrams), records);
      for (const [index, one] of datagrams.entries()) {
        assert.ok(one.length <= 1200);
        const next = datagrams[index + 1];
        if (next) assert.ok(one.length + 13 + (((next[11] ?? 0) << 8) | (next[12] ?? 0)) > 1200);
      }
    }),
  );
});
