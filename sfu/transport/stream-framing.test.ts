import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deframer, frame, isBindingRequest } from './stream-framing.ts';

test('packets come out as they went in, however the stream is cut', () => {
  const packets = [new Uint8Array([1]), new Uint8Array(0), new Uint8Array(1400).fill(7), new Uint8Array(4096).fill(9)];
  const stream = Buffer.concat(packets.map(frame));
  for (const step of [1, 2, 3, 1000, stream.length]) {
    const deframer = new Deframer();
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += step)
      found.push(...(deframer.push(stream.subarray(at, at + step)) ?? []));
    assert.deepEqual(
      found.map((one) => Buffer.from(one)),
      packets.map((one) => Buffer.from(one)),
    );
  }
});

test('a packet longer than any datagram is refused', () => {
  assert.equal(new Deframer().push(frame(new Uint8Array(4097))), null);
});

test('only a whole STUN binding request counts as one', () => {
  const request = Buffer.alloc(20);
  request.writeUInt16BE(1, 0);
  request.writeUInt32BE(0x2112a442, 4);
  assert.equal(isBindingRequest(request), true);
  assert.equal(isBindingRequest(request.subarray(0, 19)), false);
  assert.equal(isBindingRequest(Buffer.concat([request, Buffer.alloc(4)])), false);
  request.writeUInt16BE(0x0101, 0);
  assert.equal(isBindingRequest(request), false);
});
