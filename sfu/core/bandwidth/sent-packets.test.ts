import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SentPackets } from './sent-packets.ts';

test('as many packets are remembered as answers are awaited, over the wrap of their numbers', () => {
  const packets = new SentPackets();
  const numbers = Array.from({ length: 3000 }, (_, i) => (64_000 + i) & 0xffff);
  for (const [i, number] of numbers.entries()) packets.add(number, i % 1500, 1000 + i / 4);
  for (const [i, number] of numbers.entries()) {
    assert.equal(packets.sentAt(number), 1000 + i / 4);
    assert.equal(packets.size(number), i % 1500);
  }
  for (const number of numbers) packets.remove(number);
  for (const number of numbers) assert.equal(packets.sentAt(number), -1);
});

test('what was answered, or waits for too long, gives way to others', () => {
  const packets = new SentPackets();
  for (let i = 0; i < 600; i++) {
    packets.add(i, 100, i);
    if (i < 300) packets.remove(i);
  }
  assert.deepEqual([packets.sentAt(299), packets.sentAt(300), packets.sentAt(599)], [-1, 300, 599]);
  for (let i = 600; i < 1200; i++) packets.add(i, 100, 10_000 + i);
  assert.equal(packets.sentAt(599), -1);
  assert.equal(packets.sentAt(1199), 11_199);
});
