import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PacketHistory } from './history.ts';
import { SentLog, type SentPacket } from './sent-log.ts';

const packet = (value: number, size = 20) => new Uint8Array(size).fill(value);

test('the last packets are kept, by extended sequence number', () => {
  const history = new PacketHistory(4);
  for (let i = 65_534; i < 65_540; i++) history.put(i, packet(i & 0xff));
  assert.equal(history.has(65_535), false);
  assert.equal(history.get(65_535), undefined);
  assert.deepEqual(history.get(65_539), packet(3));
});

test('packets are copied, whatever happens to the bytes later, in all sizes', () => {
  const history = new PacketHistory(2);
  const bytes = packet(1);
  history.put(0, bytes);
  bytes.fill(9);
  history.put(1, packet(2, 1500));
  assert.equal(history.get(0)?.[5], 1);
  assert.equal(history.get(1)?.length, 1500);
  history.put(2, packet(3, 10));
  assert.equal(history.get(2)?.length, 10);
});

test('cleared means gone', () => {
  const history = new PacketHistory(2);
  history.put(7, packet(1));
  history.clear();
  assert.equal(history.has(7), false);
});

function sent(sourceSequence: number): SentPacket {
  return {
    layer: 1,
    epoch: 2,
    sourceSequence,
    timestamp: 3,
    pictureShift: 4,
    tl0Shift: 5,
    keyIdxShift: 6,
    marker: true,
  };
}

test('the log tells how a packet was sent, until its slot is taken', () => {
  const log = new SentLog(8);
  const found = sent(0);
  log.add(65_535, sent(100), 0);
  assert.equal(log.find(65_535, 10, 20, found), true);
  assert.deepEqual(found, sent(100));
  assert.equal(log.find(7, 10, 20, found), false);
  log.add(7, sent(101), 30);
  assert.equal(log.find(65_535, 10, 60, found), false);
});

test('the log refuses while an answer may be on its way, and after ten', () => {
  const log = new SentLog(8);
  const found = sent(0);
  log.add(1, sent(1), 1000);
  assert.equal(log.find(1, 50, 1040, found), false);
  assert.equal(log.find(1, 50, 1051, found), true);
  assert.equal(log.find(1, 50, 1090, found), false);
  let answers = 1;
  for (let now = 1200; now < 9000; now += 100) if (log.find(1, 50, now, found)) answers++;
  assert.equal(answers, 10);
});
