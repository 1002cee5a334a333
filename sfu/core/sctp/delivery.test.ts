import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, type SctpPair, startSctpPair } from '../testing/sctp-pair.ts';
import type { ClosableChannel } from './port.ts';
import { Reassembly } from './reassembly.ts';

const MODES = [
  { label: 'ordered', ordered: true },
  { label: 'unordered', ordered: false },
  { label: 'lossy', ordered: false, maxRetransmits: 0 },
  { label: 'lossy in order', ordered: true, maxRetransmits: 1 },
];

/** A message whose every byte follows from its number and length, so that a mixed-up one is seen. */
function message(number: number, length: number): Uint8Array {
  const bytes = Uint8Array.from({ length: length + 4 }, (_, i) => (i * 7 + number * 13) & 255);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

/** The number of a message that came whole. */
function numberOf(bytes: Uint8Array): number {
  const number = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  assert.ok(Buffer.compare(bytes, message(number, bytes.length - 4)) === 0, 'a message arrives as it was sent');
  return number;
}

function length(pair: SctpPair): number {
  const kind = pair.below(10);
  return kind < 6 ? pair.below(300) : kind < 9 ? pair.below(6000) : pair.below(60_000);
}

/** Lets time go on until neither side waits for anything. */
function settle(pair: SctpPair): void {
  for (let second = 0; second < 300; second++) {
    pair.simulation.runFor(1000);
    if (pair.client.association.nextAt === undefined && pair.server.association.nextAt === undefined) return;
  }
  assert.fail('the association never comes to rest');
}

/** Sends `count` messages on each channel of both sides while time goes on, and returns what came of each. */
function run(pair: SctpPair, count: number): number[][] {
  const channels = [pair.client, pair.server].flatMap(({ association }) =>
    MODES.map((init, index) => association.open({ ...init, id: index })),
  );
  const arrived = channels.map((_, index) =>
    collect(channels[(index + MODES.length) % channels.length] as ClosableChannel),
  );
  pair.simulation.runFor(20_000);
  for (let number = 0; number < count; number++) {
    for (const channel of channels) assert.ok(channel.send(message(number, length(pair))));
    pair.simulation.runFor(pair.below(60));
  }
  settle(pair);
  for (const channel of channels) assert.equal(channel.bufferedBytes, 0);
  return arrived.map((messages) => messages.map(numberOf));
}

function ascending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] as number));
}

test('whatever the line loses, delays, reorders and repeats: reliable messages arrive whole and once, ordered ones in order', () => {
  const all = Array.from({ length: 25 }, (_, number) => number);
  for (let seed = 1; seed <= 24; seed++) {
    const pair = startSctpPair({
      seed,
      loss: (seed % 8) * 0.04,
      jitterMs: (seed % 3) * 40,
      duplicates: (seed % 4) * 0.1,
    });
    run(pair, all.length).forEach((numbers, index) => {
      const told = `seed ${seed}, ${MODES[index % MODES.length]?.label}`;
      const sorted = numbers.toSorted((a, b) => a - b);
      if (index % MODES.length === 0) assert.deepEqual(numbers, all, told);
      else if (index % MODES.length === 1) assert.deepEqual(sorted, all, told);
      else assert.ok(ascending(sorted), `${told}: none twice`);
      if (index % MODES.length === 3) assert.ok(ascending(numbers), `${told}: in order`);
    });
  }
});

test('what is given up does not hold up what follows, and much of the lossy still arrives', () => {
  const pair = startSctpPair({ seed: 77, loss: 0.1 });
  const [, , lossy = [], lossyOrdered = []] = run(pair, 100);
  assert.ok(lossy.length > 40 && lossy.length < 100, `${lossy.length}`);
  assert.ok(lossyOrdered.length > 60, `${lossyOrdered.length}`);
  pair.client.path.loss = 0;
  pair.server.path.loss = 0;
  const ours = pair.client.association.open({ label: 'late', ordered: true });
  pair.simulation.runFor(2000);
  assert.ok(ours.isOpen);
});

test('TSNs and requests wrap', () => {
  const pair = startSctpPair({ seed: 5, firstTsn: 0xffff_fff0, loss: 0.1 });
  const ours = pair.client.association.open({ label: 'a', ordered: true, id: 0 });
  const there = pair.server.association.open({ label: 'a', ordered: true, id: 0 });
  const got = collect(there);
  pair.simulation.runFor(5000);
  for (let number = 0; number < 100; number++) ours.send(message(number, 500));
  ours.close();
  settle(pair);
  assert.deepEqual(
    got.map(numberOf),
    Array.from({ length: 100 }, (_, number) => number),
  );
  assert.equal(there.isOpen, false);
});

test('stream sequence numbers wrap', () => {
  const numbers: number[] = [];
  const reassembly = new Reassembly(1000, ({ bytes }) => numbers.push(numberOf(bytes)));
  for (let number = 0; number < 70_000; number += 2) {
    for (const tsn of [number + 1, number]) {
      const payload = message(tsn, 0);
      const fragment = {
        tsn,
        stream: 1,
        ssn: tsn & 0xffff,
        ppid: 53,
        unordered: false,
        begins: true,
        ends: true,
        payload,
      };
      assert.ok(reassembly.add(fragment));
    }
  }
  assert.equal(numbers.length, 70_000);
  assert.ok(ascending(numbers));
  assert.equal(reassembly.heldBytes, 0);
});
