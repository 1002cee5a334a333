import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeapWatch } from '#kernel/testing/heap-watch.ts';
import { FuzzSource } from '../testing/fuzz.ts';
import { collect, type SctpPair, startSctpPair } from '../testing/sctp-pair.ts';
import { crc32c } from './crc32c.ts';

/** A conversation with everything in it: both kinds of opening, loss, abandoned messages, a channel that closes. */
function busyPair(seed: number): SctpPair {
  const pair = startSctpPair({ seed, loss: 0.1, jitterMs: 20, duplicates: 0.1 });
  const channel = pair.client.association.open({ label: 'a', ordered: true });
  const lossy = pair.client.association.open({ label: 'b', ordered: false, maxRetransmits: 0 });
  pair.simulation.runFor(5000);
  for (let i = 0; i < 20; i++) {
    for (const one of [channel, lossy]) one.send(new Uint8Array(i * 200).fill(i));
    pair.simulation.runFor(30);
  }
  channel.close();
  pair.simulation.runFor(5000);
  return pair;
}

/** The right ports always, mostly the right tag, and a checksum that fits. */
function mend(packet: Uint8Array, tag: number): void {
  if (packet.length < 16) return;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  view.setUint32(0, (5000 << 16) | 5000);
  view.setUint32(4, tag);
  view.setUint32(8, 0);
  view.setUint32(8, crc32c(packet), true);
}

function tagOf(packets: readonly Uint8Array[]): number {
  const last = packets.at(-1);
  return last ? new DataView(last.buffer, last.byteOffset).getUint32(4) : 0;
}

/** A packet that this association itself sent lately, with a few bytes changed: its numbers fit. */
function changed(packets: readonly Uint8Array[], source: FuzzSource): Uint8Array {
  const packet = packets[Math.max(0, packets.length - 1 - source.below(30))]?.slice() ?? source.next();
  for (let i = 1 + source.below(4); i > 0; i--)
    packet[12 + source.below(Math.max(1, packet.length - 12))] = source.below(256);
  return packet;
}

test('no packets make SCTP throw or grow, with a right tag and checksum too; a fresh one still works', () => {
  const model = busyPair(1);
  const source = new FuzzSource('sctp', [...model.client.packets, ...model.server.packets]);
  const heap = new HeapWatch(source.runs);
  let pair = busyPair(2);
  for (let i = 0; i < source.runs; i++) {
    heap.see(i);
    const [from, to] = source.below(2) === 0 ? [pair.client, pair.server] : [pair.server, pair.client];
    const bytes = source.below(2) === 0 ? source.next() : changed(from.packets, source);
    const packet = bytes.length % 4 === 0 ? bytes : bytes.slice(0, bytes.length & ~3);
    if (source.below(10) > 0) mend(packet, source.below(20) > 0 ? tagOf(from.packets) : source.below(2));
    to.association.receive(packet, pair.simulation.nowMs);
    if (i % 10 === 0) for (const channel of from.channels) channel.send(new Uint8Array(source.below(3000)));
    if (i % 100 === 0) pair.simulation.runFor(20);
    if (from.closed + to.closed > 0 || i % 5000 === 4999) pair = livelyPair(i);
  }
  heap.assertSteady(16);
  assertWorks(startSctpPair({ seed: 3 }));
});

/** Connected, with a channel that each side has opened. */
function livelyPair(seed: number): SctpPair {
  const pair = startSctpPair({ seed });
  for (const { association } of [pair.client, pair.server]) association.open({ label: 'c', ordered: true });
  pair.simulation.runFor(100);
  return pair;
}

function assertWorks(pair: SctpPair): void {
  const ours = pair.client.association.open({ label: 'a', ordered: true });
  pair.simulation.runFor(200);
  const theirs = pair.server.channels[0];
  assert.ok(theirs);
  const got = collect(theirs);
  ours.send(new Uint8Array(10));
  pair.simulation.runFor(100);
  assert.equal(got.length, 1);
}

test('packets without the right tag or checksum change nothing', () => {
  const source = new FuzzSource('sctp from outside', busyPair(1).client.packets);
  const pair = startSctpPair({ seed: 4 });
  const ours = pair.client.association.open({ label: 'a', ordered: true });
  pair.simulation.runFor(200);
  const theirs = pair.server.channels[0];
  assert.ok(theirs);
  const got = collect(theirs);
  const right = tagOf(pair.client.packets);
  const runs = Math.min(source.runs, 10_000);
  for (let i = 0; i < runs; i++) {
    const packet = source.next().slice();
    const tag = source.below(2 ** 32);
    mend(packet.subarray(0, packet.length & ~3), tag === right ? tag + 1 : tag);
    pair.server.association.receive(packet, pair.simulation.nowMs);
  }
  for (let i = 0; i < 10; i++) ours.send(new Uint8Array(5000));
  pair.simulation.runFor(1000);
  assert.deepEqual([got.length, pair.server.closed, pair.client.closed], [10, 0, 0]);
});
