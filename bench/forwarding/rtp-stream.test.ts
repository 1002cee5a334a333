import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PACKET_BYTES, RtpStream, stampOf } from './rtp-stream.ts';

test('a stream of 120 packets a second has four to a frame, half a second between key frames, and carries times', () => {
  const stream = new RtpStream(7);
  const packets = Array.from({ length: 120 }, (_, i) => Buffer.from(stream.next(120, i / 3)));
  for (const [i, packet] of packets.entries()) {
    assert.equal(packet.length, PACKET_BYTES);
    assert.equal(packet.readUInt16BE(2), i);
    assert.equal(packet.readUInt32BE(4), Math.floor(i / 4) * 3000);
    assert.equal(packet.readUInt32BE(8), 7);
    assert.equal((packet[1] ?? 0) >> 7, i % 4 === 3 ? 1 : 0);
    assert.equal(packet[12], i % 4 === 0 ? 0x10 : 0);
    assert.equal(stampOf(packet), i / 3);
  }
  const keys = packets.flatMap((packet, i) => (packet[12] === 0x10 && ((packet[13] ?? 1) & 1) === 0 ? [i] : []));
  assert.deepEqual(keys, [0, 60]);
});

test('RTCP and short packets carry no time', () => {
  assert.equal(stampOf(Buffer.alloc(40, 0x80)), undefined);
  const report = Buffer.alloc(PACKET_BYTES);
  report[1] = 200;
  assert.equal(stampOf(report), undefined);
});
