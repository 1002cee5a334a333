import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, MAX_MESSAGE, type SctpPair, startSctpPair } from '../testing/sctp-pair.ts';
import { crc32c } from './crc32c.ts';
import type { ClosableChannel } from './port.ts';

function bytes(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17) & 255);
}

/** Messages by length and checksum: a difference between long ones is told in a line. */
function digests(messages: readonly Uint8Array[]): string[] {
  return messages.map((message) => `${message.length} bytes, ${crc32c(message)}`);
}

/** A channel that the client opens, as both sides have it. */
function openBoth(pair: SctpPair, init = { label: 'one', ordered: true }): [ClosableChannel, ClosableChannel] {
  const ours = pair.client.association.open(init);
  pair.simulation.runFor(500);
  const theirs = pair.server.channels.at(-1);
  assert.ok(theirs?.isOpen && ours.isOpen);
  return [ours, theirs];
}

test('CRC32c: RFC 3720 B.4 and the usual check', () => {
  assert.equal(crc32c(new TextEncoder().encode('123456789')), 0xe3069283);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(255)), 0x62a8ab43);
});

test('a channel opens by DCEP, and messages of every size arrive both ways', () => {
  const pair = startSctpPair({ seed: 1 });
  const [ours, theirs] = openBoth(pair, { label: 'größe', ordered: true });
  assert.equal(theirs.label, 'größe');
  assert.equal(ours.id, 0);
  const [atServer, atClient] = [collect(theirs), collect(ours)];
  const sizes = [0, 1, 1131, 1132, 1133, 5000, 65_536, MAX_MESSAGE];
  for (const size of sizes) {
    assert.ok(ours.send(bytes(size)));
    assert.ok(theirs.send(bytes(size, 2)));
  }
  assert.ok(ours.bufferedBytes > 0);
  assert.equal(ours.send(bytes(MAX_MESSAGE + 1)), false);
  pair.simulation.runFor(3000);
  assert.deepEqual(digests(atServer), digests(sizes.map((size) => bytes(size))));
  assert.deepEqual(digests(atClient), digests(sizes.map((size) => bytes(size, 2))));
  assert.equal(ours.bufferedBytes, 0);
  assert.equal(pair.client.association.nextAt, undefined, 'an idle association waits for nothing');
  assert.equal(pair.server.association.nextAt, undefined);
});

test('both sides may begin at once', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const pair = startSctpPair({ seed, bothClients: true, loss: seed / 60, jitterMs: 15 });
    pair.simulation.runFor(20_000);
    assert.equal(pair.client.association.state, 'connected');
    assert.equal(pair.server.association.state, 'connected');
    const ours = pair.client.association.open({ label: 'a', ordered: true, id: 4 });
    const theirs = pair.server.association.open({ label: 'a', ordered: true, id: 4 });
    const got = collect(theirs);
    ours.send(bytes(9));
    // One packet in three is lost at last, so that timers back off.
    pair.simulation.runFor(60_000);
    assert.deepEqual(digests(got), digests([bytes(9)]));
  }
});

test('a lost packet of the handshake holds nobody up, even a client with a slow clock', () => {
  for (const lost of [1, 2, 3, 4]) {
    const pair = startSctpPair({ seed: 7, delayMs: 5 });
    let sent = 0;
    for (const end of [pair.client, pair.server]) end.loses = () => ++sent === lost;
    // The client's clock goes while it begins, and stands still afterwards.
    pair.client.association.tick(pair.simulation.nowMs);
    pair.client.stands = true;
    pair.simulation.runFor(1000);
    const states = [pair.client.association.state, pair.server.association.state];
    assert.deepEqual(states, ['connected', 'connected'], `packet ${lost} lost`);
  }
});

test('a peer without channels is asked a few times, and never given up', () => {
  const pair = startSctpPair({ seed: 8 });
  pair.client.stands = true;
  pair.client.path.loss = 1;
  pair.server.path.loss = 1;
  pair.simulation.runFor(600_000);
  assert.equal(pair.server.association.state, 'connecting');
  assert.equal(pair.server.association.nextAt, undefined);
  assert.ok(pair.server.packets.length > 2 && pair.server.packets.length < 12);
  pair.client.stands = false;
  pair.client.path.loss = 0;
  pair.server.path.loss = 0;
  pair.simulation.runFor(20_000);
  assert.equal(pair.server.association.state, 'connected');
});

test('channels opened before the association is connected open with it; those agreed beforehand need no DCEP', () => {
  const pair = startSctpPair({ seed: 2 });
  const opened: string[] = [];
  const dcep = pair.server.association.open({ label: 'dcep', ordered: true });
  const agreed = [pair.client, pair.server].map(({ association }) =>
    association.open({ label: 'agreed', ordered: false, maxRetransmits: 0, id: 6 }),
  );
  for (const channel of [dcep, ...agreed]) channel.events.on('open', () => opened.push(channel.label));
  assert.equal(dcep.send(bytes(1)), false);
  pair.simulation.runFor(500);
  assert.deepEqual(opened.sort(), ['agreed', 'agreed', 'dcep']);
  assert.equal(dcep.id, 1, 'a DTLS server opens under odd numbers');
  assert.deepEqual(
    pair.client.channels.map(({ label }) => label),
    ['dcep'],
  );
  assert.deepEqual(pair.server.channels, []);
});

test('a channel closes both ways and its number is free again, on a bad line too', () => {
  for (const loss of [0, 0.2]) {
    const pair = startSctpPair({ seed: 3, loss, jitterMs: 20 });
    const ours = pair.client.association.open({ label: 'x', ordered: true });
    pair.simulation.runFor(10_000);
    const theirs = pair.server.channels[0];
    assert.ok(theirs);
    const closed: string[] = [];
    ours.events.on('closed', () => closed.push('ours'));
    theirs.events.on('closed', () => closed.push('theirs'));
    const got = collect(theirs);
    ours.send(bytes(100_000));
    ours.close();
    ours.close();
    assert.equal(ours.send(bytes(1)), false);
    pair.simulation.runFor(60_000);
    assert.deepEqual(digests(got), digests([bytes(100_000)]), 'what was sent before still arrives');
    assert.deepEqual(closed.sort(), ['ours', 'theirs']);
    const again = pair.client.association.open({ label: 'y', ordered: true });
    assert.equal(again.id, ours.id);
    pair.simulation.runFor(10_000);
    const second = collect(pair.server.channels[1] ?? ours);
    again.send(bytes(7));
    pair.simulation.runFor(10_000);
    assert.deepEqual(digests(second), digests([bytes(7)]));
  }
});

test('the other side may close a channel too, and both at once', () => {
  const pair = startSctpPair({ seed: 4, loss: 0.1 });
  const [ours, theirs] = openBoth(pair);
  theirs.close();
  pair.simulation.runFor(200);
  ours.close();
  pair.simulation.runFor(20_000);
  const [again] = openBoth(pair);
  assert.equal(again.id, 0);
});

test('ABORT ends both sides, once', () => {
  const pair = startSctpPair({ seed: 5 });
  const [ours, theirs] = openBoth(pair);
  let closed = 0;
  for (const channel of [ours, theirs]) channel.events.on('closed', () => closed++);
  pair.server.association.close();
  pair.server.association.close();
  pair.simulation.runFor(200);
  assert.deepEqual([closed, pair.client.closed, pair.server.closed], [2, 1, 1]);
  assert.equal(pair.client.association.state, 'closed');
  assert.equal(ours.send(bytes(1)), false);
  const late = pair.client.association.open({ label: 'late', ordered: true });
  late.events.on('closed', () => closed++);
  pair.client.association.tick(pair.simulation.nowMs);
  assert.equal(closed, 3);
});

test('a peer that falls silent is given up', () => {
  const pair = startSctpPair({ seed: 6 });
  const [ours] = openBoth(pair);
  pair.client.path.loss = 1;
  ours.send(bytes(10));
  pair.simulation.runFor(120_000);
  assert.equal(pair.client.association.state, 'closed');
  assert.equal(pair.client.closed, 1);
});

test('nobody answers: the handshake ends', () => {
  const pair = startSctpPair({ seed: 7, loss: 1 });
  pair.simulation.runFor(120_000);
  assert.equal(pair.client.association.state, 'closed');
  assert.equal(pair.server.association.state, 'connecting');
});

test('streams share the line: a small message does not wait for a long queue of another channel', () => {
  const pair = startSctpPair({ seed: 8 });
  pair.client.path.bitsPerSecond = 8_000_000;
  const [bulk, bulkThere] = openBoth(pair);
  const [small, smallThere] = openBoth(pair, { label: 'small', ordered: true });
  const got = collect(smallThere);
  const gotBulk = collect(bulkThere);
  for (let i = 0; i < 200; i++) bulk.send(bytes(16_000, i));
  small.send(bytes(10));
  pair.simulation.runFor(500);
  assert.equal(got.length, 1);
  assert.ok(gotBulk.length < 150);
});

test('a clean line is filled, and one with 1 % loss is used', () => {
  const took = (loss: number): number => {
    const pair = startSctpPair({ seed: 9, loss, delayMs: 10 });
    const [ours, theirs] = openBoth(pair);
    const got = collect(theirs);
    for (let i = 0; i < 16; i++) ours.send(bytes(MAX_MESSAGE, i));
    const from = pair.simulation.nowMs;
    while (got.length < 16 && pair.simulation.nowMs - from < 60_000) pair.simulation.runFor(50);
    return pair.simulation.nowMs - from;
  };
  assert.ok(took(0) < 1500, 'the window opens to the peer’s 1 MiB in a round-trip time of 20 ms');
  assert.ok(took(0.01) < 12_000);
});
