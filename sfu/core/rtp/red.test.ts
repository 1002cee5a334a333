import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '../testing/bytes.ts';
import { parseRed, setRedTypes, writeRed } from './red.ts';

test('RFC 2198 §3: a redundant block and the primary one', () => {
  // Type 111, 960 ticks older, 3 bytes; then type 111.
  const bytes = fromHex('ef 0f 00 03 6f aabbcc 1122');
  assert.deepEqual(parseRed(bytes, 0, bytes.length), [
    { pt: 111, age: 960, start: 5, end: 8 },
    { pt: 111, age: 0, start: 8, end: 10 },
  ]);
});

test('what is written is read again, whatever the ages and sizes', () => {
  const blocks = [
    { pt: 111, age: 16_383, data: new Uint8Array(1023).fill(7) },
    { pt: 9, age: 960, data: Uint8Array.of(1) },
    { pt: 111, age: 0, data: Uint8Array.of(2, 3) },
  ];
  const bytes = new Uint8Array(1200);
  const end = writeRed(bytes, 10, blocks);
  const read = parseRed(bytes, 10, end);
  assert.deepEqual(
    read?.map(({ pt, age, start, end }) => ({ pt, age, data: bytes.slice(start, end) })),
    blocks,
  );
  setRedTypes(bytes, 10, end, 63);
  assert.deepEqual(
    parseRed(bytes, 10, end)?.map(({ pt }) => pt),
    [63, 63, 63],
  );
});

test('malformed payloads are refused', () => {
  for (const hex of ['', 'ef', 'ef 0f 00 03', 'ef 0f 00 09 6f aabb', 'ef0f0000'.repeat(20)]) {
    const bytes = fromHex(hex);
    assert.equal(parseRed(bytes, 0, bytes.length), undefined, toHex(bytes));
  }
});
