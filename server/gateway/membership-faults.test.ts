import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '#client/api.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { type Chance, chanceFrom, seedOfRun } from './testing/chance.ts';
import { type FaultProxy, startFaultProxy } from './testing/fault-proxy.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { hasty, idOf, until } from './testing/people.ts';

const SEED = seedOfRun();
const PEOPLE = 4;
const STEPS = 150;
const FASTER = 20;

interface World {
  server: LiveServer;
  peers: { client: Client; proxy: FaultProxy }[];
  groups: ConversationId[];
}

test('[RT14] after members came and went through cut connections, everybody has what the server has', async (context) => {
  context.diagnostic(`seed ${SEED} (YIQI_FUZZ_SEED repeats it)`);
  const chance = chanceFrom(SEED);
  const world = await openWorld(chance);
  context.after(() => closeWorld(world));
  for (let step = 0; step < STEPS; step += 1) {
    act(world, chance);
    await pass(chance.below(6));
  }
  for (const { proxy, client } of world.peers) await heal(client, proxy);
  for (const { client } of world.peers) await assertSame(world.server, client);
});

async function openWorld(chance: Chance): Promise<World> {
  const server = await startLiveServer();
  const peers: World['peers'] = [];
  for (let n = 0; n < PEOPLE; n += 1) {
    const proxy = await startFaultProxy(server.port);
    peers.push({ proxy, client: await hasty(proxy.origin, `人 ${n}`, FASTER, { random: chance.next }) });
  }
  const everybody = peers.map(({ client }) => idOf(client));
  const groups: ConversationId[] = [];
  for (const { client } of peers) groups.push(await client.create('group', everybody));
  for (const { client } of peers) for (const id of groups.slice(0, 2)) client.open(id);
  return { server, peers, groups };
}

async function heal(client: Client, proxy: FaultProxy): Promise<void> {
  proxy.refuse(false);
  proxy.stall(false);
  // A connection that was stalled may be dead without the client knowing yet.
  if (proxy.open() > 0 && client.status().at === 'online') {
    const lost = until(client, () => client.status().at !== 'online');
    proxy.cut();
    await lost;
  }
  client.wake();
  await until(client, () => client.status().at === 'online');
}

/** One thing that somebody does; most succeed, some are refused, some never arrive. */
function act({ peers, groups }: World, chance: Chance): void {
  const { client, proxy } = chance.pick(peers);
  const [id, other] = [chance.pick(groups), idOf(chance.pick(peers).client)];
  const tried = (action: Promise<unknown>) => void action.catch(() => {});
  const dice = chance.below(100);
  if (dice < 30) client.send(id, 'text');
  else if (dice < 42) tried(client.removeMember(id, other));
  else if (dice < 58) tried(client.addMembers(id, [other]));
  else if (dice < 62) tried(client.leave(id));
  else if (dice < 66) tried(client.rename(id, `title ${chance.below(1000)}`));
  else if (dice < 72) client.markRead(id);
  else if (dice < 75) tried(client.direct(other));
  else if (dice < 77) tried(client.create('another', [other]));
  else if (dice < 81) tried(client.loadMembers(id));
  else if (dice < 84) tried(client.loadAround(id, 1 + chance.below(20)));
  else if (dice < 90) proxy.cut();
  else if (dice < 92) proxy.stall(true);
  else if (dice < 96) proxy.stall(false);
  else proxy.refuse(dice < 98);
}

/** The same conversations, the same summaries, and whole logs. Waits for what is still on its way. */
async function assertSame(server: LiveServer, client: Client): Promise<void> {
  const mine = new Set(await server.conversations.conversationsOf(idOf(client)));
  await settles(async () => {
    const shown = client.conversations().map(({ id }) => id);
    const differing = [...new Set([...shown, ...mine])].filter((id) => shown.includes(id) !== mine.has(id));
    return { is: differing, wanted: [] };
  });
  for (const id of mine) {
    client.open(id);
    await settles(async () => ({ is: client.conversation(id).summary, wanted: await fresh(server, client, id) }));
    await client.loadNewest(id);
    await settles(async () => {
      while (client.conversation(id).hasBefore) await client.loadBefore(id);
      return { is: sentEvents(client, id), wanted: await wholeLog(server, client, id) };
    });
    await settles(async () => {
      await client.loadMembers(id).catch(() => {});
      const { members } = await server.as(idOf(client), 'conversation.members', { conversation: id });
      return { is: client.conversation(id).members, wanted: members };
    });
  }
}

async function settles(look: () => Promise<{ is: unknown; wanted: unknown }>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const { is, wanted } = await look();
    if (isDeepStrictEqual(is, wanted)) return;
    if (tries > 1_500) assert.deepEqual(is, wanted);
    await pass(20);
  }
}

async function fresh(server: LiveServer, client: Client, id: ConversationId) {
  return (await server.as(idOf(client), 'conversation.get', { conversation: id })).summary;
}

async function wholeLog(server: LiveServer, client: Client, id: ConversationId): Promise<ConversationEvent[]> {
  const log: ConversationEvent[] = [];
  for (;;) {
    const { events, lastSeq } = await server.as(idOf(client), 'conversation.events', {
      conversation: id,
      after: log.length,
    });
    log.push(...events);
    if (log.length >= lastSeq) return log;
  }
}

function sentEvents(client: Client, id: ConversationId): ConversationEvent[] {
  return client.conversation(id).lines.flatMap((line) => (line.state === 'sent' ? [line.event] : []));
}

async function closeWorld({ server, peers }: World): Promise<void> {
  for (const { client, proxy } of peers) {
    await client.close();
    await proxy.close();
  }
  await server.stop();
}
