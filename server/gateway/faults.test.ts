import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '#client/api.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import type { Store } from '#client/store/store.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { Line } from '#protocol/conversations.ts';
import { type Chance, chanceFrom, seedOfRun } from './testing/chance.ts';
import { fastTimers } from './testing/fast-timers.ts';
import { type FaultProxy, startFaultProxy } from './testing/fault-proxy.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { clientAt, hasty, idOf, sentMessages, until } from './testing/people.ts';

const SEED = seedOfRun();
const PEOPLE = 4;
const STEPS = 150;
/** 20 s between pings become 1 s. */
const FASTER = 20;

interface Peer {
  client: Client;
  proxy: FaultProxy;
  store: Store;
}

/** What each person wrote in a conversation, in the order of writing. */
type Written = Map<ConversationId, Map<string, string[]>>;

test('[RT14] everybody ends whole after random cuts, stalls, truncations and restarts', async (context) => {
  context.diagnostic(`seed ${SEED} (YIQI_FUZZ_SEED repeats it)`);
  const chance = chanceFrom(SEED);
  const world = await openWorld(chance);
  context.after(() => closeWorld(world));
  const written: Written = new Map(world.groups.map((id) => [id, new Map()]));
  for (let step = 0; step < STEPS; step += 1) await act(world, chance, written);
  await heal(world);
  for (const { client } of world.peers) {
    for (const id of world.groups) await settle(client, id);
  }
  for (const { client } of world.peers) {
    for (const id of world.groups) await assertWhole(world, client, id, written.get(id) ?? new Map());
  }
  await assertSame(world);
});

interface World {
  server: LiveServer;
  peers: Peer[];
  groups: ConversationId[];
}

async function openWorld(chance: Chance): Promise<World> {
  const server = await startLiveServer();
  const peers: Peer[] = [];
  for (let n = 0; n < PEOPLE; n += 1) {
    const proxy = await startFaultProxy(server.port);
    const store = memoryStore();
    peers.push({ proxy, store, client: await hasty(proxy.origin, `人 ${n}`, FASTER, { random: chance.next, store }) });
  }
  const [first, ...others] = peers as [Peer, ...Peer[]];
  const everybody = others.map(({ client }) => idOf(client));
  const groups = [await first.client.create('one', everybody), await first.client.create('two', everybody)];
  for (const { client } of peers) {
    await until(client, () => groups.every((id) => client.conversation(id).summary !== undefined));
    client.open(groups[0] as ConversationId);
  }
  return { server, peers, groups };
}

async function act(world: World, chance: Chance, written: Written): Promise<void> {
  const peer = chance.pick(world.peers);
  const { client, proxy } = peer;
  const dice = chance.below(100);
  if (dice < 40) write(client, chance, chance.pick(world.groups), written);
  else if (dice < 60) change(client, chance, chance.pick(world.groups));
  else if (dice < 68) proxy.cut();
  else if (dice < 73) proxy.stall(true);
  else if (dice < 82) proxy.stall(false);
  else if (dice < 86) proxy.cutAfter(chance.below(4_000));
  else if (dice < 91) proxy.cutAfter(undefined);
  else if (dice < 94) proxy.refuse(true);
  else if (dice < 97) proxy.refuse(false);
  else if (dice < 98) client.wake();
  else if (dice < 99) await reload(peer, world.groups, chance);
  else await restart(world);
  await pass(chance.below(8));
}

/**
 * The page is closed and opened again, with what is stored on the device and time set back. The way is clear meanwhile.
 */
async function reload(peer: Peer, groups: readonly ConversationId[], chance: Chance): Promise<void> {
  const { store, proxy } = peer;
  clear(proxy);
  await peer.client.close();
  peer.client = clientAt(proxy.origin, { store, timers: fastTimers(FASTER), random: chance.next });
  await peer.client.start();
  await until(peer.client, () => peer.client.status().at === 'online');
  peer.client.open(groups[0] as ConversationId);
}

function clear(proxy: FaultProxy): void {
  proxy.cutAfter(undefined);
  proxy.refuse(false);
  proxy.stall(false);
  proxy.cut();
}

/** Some answer a message, one that nobody recalls, or mention everybody. */
function write(client: Client, chance: Chance, id: ConversationId, written: Written): void {
  const own = written.get(id)?.get(idOf(client)) ?? [];
  const known = sentMessages(client, id).filter(({ seq }) => seq % 2 === 0);
  const replyTo = known.length > 0 && chance.below(3) === 0 ? { replyTo: chance.pick(known).seq } : {};
  const mentions = chance.below(3) === 0 ? { mentions: ['all'] } : {};
  own.push(client.send(id, `text ${own.length}`, { ...replyTo, ...mentions }));
  written.get(id)?.set(idOf(client), own);
}

/** Changes a message of the window, if there is one; some may not be changed, or not any more. */
function change(client: Client, chance: Chance, id: ConversationId): void {
  const known = sentMessages(client, id);
  if (known.length === 0) return;
  const { seq } = chance.pick(known);
  const dice = chance.below(10);
  if (dice < 3) client.edit(id, seq, `edited ${chance.below(100)}`, dice === 0 ? ['all'] : []);
  else if (dice < 4 && seq % 2 === 1) client.recall(id, seq);
  else if (dice < 5) client.pin(id, seq, chance.below(2) === 0);
  else client.react(id, seq, chance.pick(['👍', '🎉']), chance.below(3) > 0);
}

async function restart(world: World): Promise<void> {
  const { folder, port } = world.server;
  await world.server.stop({ keep: true });
  world.server = await startLiveServer({ folder, port });
}

async function heal({ peers }: World): Promise<void> {
  for (const { proxy } of peers) clear(proxy);
  for (const { client } of peers) client.wake();
}

/** Resolves when nothing is on its way any more. */
async function settle(client: Client, id: ConversationId): Promise<void> {
  client.open(id);
  await until(client, () => client.status().at === 'online');
  await until(client, () => client.conversation(id).lines.every((line) => line.state === 'sent'));
  await until(client, () => client.conversation(id).lines.every((line) => line.state === 'sent' && !line.pending));
}

/**
 * Resolves when the window reaches from the first line to the last: one that was taken anew after a gap holds the newest
 * page only.
 */
async function gather(client: Client, id: ConversationId, lines: readonly Line[]): Promise<void> {
  const whole = () => client.conversation(id).lines.length === lines.length;
  const state = () => {
    const { hasBefore, hasAfter, loading, summary, ...window } = client.conversation(id);
    const have = window.lines.map((line) => (line.state === 'sent' ? line.event.seq : line.state));
    return { hasBefore, hasAfter, loading, last: summary?.lastSeq, have, wanted: lines.map(({ seq }) => seq) };
  };
  while (!whole()) {
    await until(client, () => whole() || client.conversation(id).hasBefore, state);
    await client.loadBefore(id);
  }
}

/** The client's lines are those of the server, and hold what everybody wrote in the order of writing. */
async function assertWhole(world: World, client: Client, id: ConversationId, written: Map<string, string[]>) {
  const fresh = await wholeHistory(world, client, id);
  const total = [...written.values()].flat().length;
  await until(client, () => client.status().at === 'online' && client.conversation(id).summary?.messageCount === total);
  await until(client, () => client.conversation(id).summary?.lastSeq === fresh.asOf);
  await gather(client, id, fresh.lines);
  // The summary comes with the hello; what happened to the lines meanwhile is fetched after it.
  const shown = () => client.conversation(id).lines.map((line) => (line.state === 'sent' ? line.event : line.state));
  await until(client, () => isDeepStrictEqual(shown(), fresh.lines)).catch(() => {
    assert.deepEqual(shown(), fresh.lines);
  });
  const { lines } = client.conversation(id);
  for (const [user, own] of written) {
    const there = sentMessages(client, id).filter(({ by }) => by === user);
    assert.deepEqual(
      there.map(({ clientId }) => clientId),
      own,
    );
  }
  assert.equal(new Set(lines.map(({ key }) => key)).size, lines.length);
}

async function wholeHistory({ server }: World, client: Client, conversation: ConversationId) {
  const lines: Line[] = [];
  for (;;) {
    const after = lines.at(-1)?.seq ?? 0;
    const page = await server.as(idOf(client), 'conversation.history', { conversation, after });
    lines.push(...page.lines);
    if (!page.after) return { lines, asOf: page.asOf };
  }
}

/** Snapshot and events have led to the same as a fresh snapshot. */
async function assertSame({ server, peers, groups }: World): Promise<void> {
  for (const { client } of peers) {
    for (const id of groups) {
      const fresh = await server.as(idOf(client), 'conversation.get', { conversation: id });
      assert.deepEqual(client.conversation(id).summary, fresh.summary);
    }
  }
}

async function closeWorld({ server, peers }: World): Promise<void> {
  for (const { client, proxy } of peers) {
    await client.close();
    await proxy.close();
  }
  await server.stop({ keep: false });
}
