import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '#kernel/emitter.ts';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { UserId } from '#protocol/common.ts';
import { LocalBus } from '../bus/local-bus.ts';
import { MirroredSightings, type SightingTopics } from './mirrored-sightings.ts';
import { sightingsContract } from './sightings-contract.ts';

/** The other processes, as told by the test. */
class Others extends Emitter<{ arrived: [string]; gone: [string] }> {
  readonly id = newId('n');
  onArrived = (listener: (process: string) => void) => this.on('arrived', listener);
  onGone = (listener: (process: string) => void) => this.on('gone', listener);
}

function processOn(bus: LocalBus<SightingTopics>) {
  const peers = new Others();
  return { peers, sightings: new MirroredSightings({ bus, peers, gatherMs: 1 }) };
}

sightingsContract('of several processes', async () => processOn(new LocalBus(silentLog)).sightings);

const delivered = () => new Promise((resolve) => setImmediate(resolve));

/** Resolves when the process has told all that it has. */
function allTold(bus: LocalBus<SightingTopics>, by: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = bus.subscribe('sightings', ({ process, last }) => {
      if (!last || process !== by) return;
      stop();
      setImmediate(resolve);
    });
  });
}

async function devicesOf({ sightings }: ReturnType<typeof processOn>, user: UserId): Promise<string[]> {
  const found = (await sightings.of([user])).get(user) ?? [];
  return found.map(({ device, active }) => `${device} ${active}`).sort();
}

test('every process sees the connections of all, and what becomes of them', async () => {
  const bus = new LocalBus<SightingTopics>(silentLog);
  const [here, there] = [processOn(bus), processOn(bus)];
  const [ann, phone, laptop] = [newId('u'), newId('d'), newId('d')];
  const told: UserId[] = [];
  there.sightings.subscribe((user) => told.push(user));
  here.sightings.put(ann, 'a', { device: phone, active: true });
  there.sightings.put(ann, 'b', { device: laptop, active: true });
  await delivered();
  const both = [`${phone} true`, `${laptop} true`].sort();
  assert.deepEqual(await devicesOf(here, ann), both);
  assert.deepEqual(await devicesOf(there, ann), both);
  here.sightings.put(ann, 'a', { device: phone, active: false });
  here.sightings.remove(ann, 'b');
  await delivered();
  assert.deepEqual(await devicesOf(there, ann), [`${phone} false`, `${laptop} true`].sort(), 'not its own to remove');
  here.sightings.remove(ann, 'a');
  await delivered();
  assert.deepEqual(await devicesOf(there, ann), [`${laptop} true`]);
  assert.equal(told.length, 4);
  assert.ok(told.every((user) => user === ann));
});

test('who begins later, or comes back, learns of all; who is gone takes its own along', async () => {
  const bus = new LocalBus<SightingTopics>(silentLog);
  const here = processOn(bus);
  const people = Array.from({ length: 1201 }, () => newId('u'));
  for (const [index, user] of people.entries())
    here.sightings.put(user, `c${index}`, { device: newId('d'), active: true });
  const late = processOn(bus);
  await allTold(bus, here.peers.id);
  assert.equal((await late.sightings.of(people)).size, people.length);
  const told = new Set<UserId>();
  late.sightings.subscribe((user) => told.add(user));
  late.peers.emit('gone', here.peers.id);
  assert.equal((await late.sightings.of(people)).size, 0);
  assert.equal(told.size, people.length);
  late.peers.emit('arrived', here.peers.id);
  await allTold(bus, here.peers.id);
  assert.equal((await late.sightings.of(people)).size, people.length);
});

test('after a loss what is gone is gone everywhere', async () => {
  const bus = new LocalBus<SightingTopics>(silentLog);
  const [here, there] = [processOn(bus), processOn(bus)];
  const [ann, bob] = [newId('u'), newId('u')];
  for (const [user, connection] of [
    [ann, 'a'],
    [bob, 'b'],
  ] as const) {
    here.sightings.put(user, connection, { device: newId('d'), active: true });
  }
  await delivered();
  // The others never hear of this.
  here.sightings.close();
  const again = new MirroredSightings({ bus, peers: here.peers, gatherMs: 1 });
  again.put(bob, 'b', { device: newId('d'), active: true });
  bus.publish('sightings-wanted', { of: here.peers.id });
  await allTold(bus, here.peers.id);
  assert.deepEqual([...(await there.sightings.of([ann, bob])).keys()], [bob]);
});

test('those who ask for all at the same time are answered once', async () => {
  const bus = new LocalBus<SightingTopics>(silentLog);
  const told: string[] = [];
  bus.subscribe('sightings', ({ process }) => told.push(process));
  const processes = Array.from({ length: 5 }, () => processOn(bus).peers.id);
  for (const _ of processes) bus.publish('sightings-wanted', {});
  await Promise.all(processes.map((process) => allTold(bus, process)));
  // Behind every answer to what was asked before.
  const [first = ''] = processes;
  bus.publish('sightings-wanted', { of: first });
  await allTold(bus, first);
  assert.deepEqual(told.sort(), [...processes, first].sort());
});
