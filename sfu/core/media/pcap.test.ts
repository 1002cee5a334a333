import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pcapHead, pcapRecord } from './pcap.ts';

test('a record holds the packet within IPv4 and UDP that add up, with its time', () => {
  const packet = Uint8Array.from({ length: 100 }, (_, i) => i);
  const bytes = pcapRecord(packet, 'out', 1, 1_700_000_000_123.456);
  const view = new DataView(bytes.buffer);
  assert.deepEqual([view.getUint32(0), view.getUint32(4)], [1_700_000_000, 123_456]);
  assert.deepEqual([view.getUint32(8), view.getUint32(12), bytes.length], [128, 128, 144]);
  let sum = 0;
  for (let at = 16; at < 36; at += 2) sum += view.getUint16(at);
  assert.equal((sum & 0xffff) + (sum >>> 16), 0xffff, 'the checksum of the IP header');
  assert.deepEqual([view.getUint8(25), view.getUint16(18), view.getUint16(40)], [17, 128, 108]);
  assert.deepEqual([...bytes.subarray(28, 36)], [10, 0, 0, 2, 10, 0, 0, 1]);
  assert.equal(view.getUint16(36), 5006);
  assert.deepEqual(bytes.subarray(44), packet);
});

test('the head tells of raw IP and microseconds', () => {
  const view = new DataView(pcapHead().buffer);
  assert.deepEqual([view.byteLength, view.getUint32(0), view.getUint32(20)], [24, 0xa1b2c3d4, 101]);
});
