import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markedText, markIn } from './marks.ts';
import { clientFrame, FrameReader, OPCODE } from './ws-frames.ts';

/** As a server writes it: not masked. */
function serverFrame(opcode: number, payload: Buffer): Buffer {
  const masked = clientFrame(opcode, payload, Buffer.alloc(4));
  const head = masked.length - payload.length - 4;
  const plain = Buffer.concat([masked.subarray(0, head), payload]);
  plain[1] = (plain[1] ?? 0) & 0x7f;
  return plain;
}

function readBack(payloads: readonly Buffer[], chunkBytes: number): Buffer[] {
  const bytes = Buffer.concat(payloads.map((payload) => serverFrame(OPCODE.text, payload)));
  const read: Buffer[] = [];
  const reader = new FrameReader((opcode, payload) => {
    assert.equal(opcode, OPCODE.text);
    read.push(Buffer.from(payload));
  });
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
  return read;
}

test('frames of every size come out whole, however the bytes are cut', () => {
  const small = [0, 1, 125, 126, 200].map((length) => Buffer.alloc(length, 'ab'));
  for (const chunkBytes of [1, 2, 3, 7, 1000]) assert.deepEqual(readBack(small, chunkBytes), small);
  const large = [65_535, 65_536, 3].map((length) => Buffer.alloc(length, 'cd'));
  for (const chunkBytes of [4096, 65_537, 200_000]) assert.deepEqual(readBack(large, chunkBytes), large);
});

test('a client’s frame is masked', () => {
  const frame = clientFrame(OPCODE.text, Buffer.from('Hello'), Buffer.from('37fa213d', 'hex'));
  // The example of RFC 6455 §5.7.
  assert.equal(frame.toString('hex'), '818537fa213d7f9f4d5158');
});

test('marks are found within what surrounds them, and nothing else is taken for one', () => {
  const text = markedText(4071, 30);
  assert.equal(text.length, 30);
  assert.equal(markIn(Buffer.from(`{"text":"${text}"}`)), 4071);
  for (const none of ['', 'abc', '#', '##', '#12', '#1a#']) assert.equal(markIn(Buffer.from(none)), -1);
});
