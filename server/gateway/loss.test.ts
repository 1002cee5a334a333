import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { LocalBus } from '../adapters/bus/local-bus.ts';
import type { Topics } from '../capabilities.ts';
import { startLiveServer } from './testing/live-server.ts';
import { idOf, person, texts, until } from './testing/people.ts';
import { enter } from './testing/raw-peer.ts';

/** Loses what it is told while it is `deaf`, and says so when it is asked to. */
class LossyBus extends LocalBus<Topics> {
  deaf = false;
  readonly #listeners = new Set<() => void>();

  override publish<Topic extends keyof Topics & string>(topic: Topic, payload: Topics[Topic]): void {
    if (!this.deaf) super.publish(topic, payload);
  }

  override onLoss(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  lose(): void {
    for (const listener of this.#listeners) listener();
  }
}

test('[PC13] [RT15] after a loss everybody comes back and is whole, and who was put out or signed out is', async (context) => {
  const bus = new LossyBus(silentLog);
  const server = await startLiveServer({ inMemory: true, bus });
  context.after(() => server.stop());
  const people = await Promise.all(['Ann', 'Bob', 'Eve'].map((name) => person(server.origin, name)));
  context.after(() => Promise.all(people.map((client) => client.close())));
  const [ann, bob, eve] = people;
  assert.ok(ann && bob && eve);
  const id = await ann.create('Three', [idOf(bob), idOf(eve)]);
  bob.open(id);
  await until(eve, () => eve.conversations().some((one) => one.id === id));
  const heard: string[] = [];
  eve.on('message', ({ text }) => heard.push(text));
  const { peer } = await enter(server.origin, 'raw');
  bus.deaf = true;
  await server.as(idOf(ann), 'member.remove', { clientId: newId('t'), conversation: id, member: idOf(eve) });
  await server.as(idOf(ann), 'message.send', { clientId: newId('t'), conversation: id, text: 'unheard' });
  bus.deaf = false;
  bus.lose();
  await until(bob, () => texts(bob, id).includes('unheard'));
  await until(eve, () => !eve.conversations().some((one) => one.id === id));
  assert.deepEqual(heard, []);
  assert.equal(await peer.closed, 4007);
});
