import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { company } from './testing/company.ts';
import { idOf, texts, until } from './testing/people.ts';
import { type AnyFrame, enter, type RawPeer } from './testing/raw-peer.ts';

/** docs/spec/threads-and-channels.md, "Large conversations", over real sockets. */

const all = company();

interface CountersFrame extends AnyFrame {
  lastSeq?: number;
  count?: number;
  conversation?: string;
}

/** A channel so large that bodies go to those alone who look. */
async function largeChannel(owner: string, title: string): Promise<ConversationId> {
  const { summary } = await all.server.as(owner, 'channel.create', { clientId: newId('t'), title });
  for (let n = 0; n < LIMITS.countersFrom; n += 1) await join(newId('u'), summary.id);
  return summary.id;
}

async function join(user: string, conversation: ConversationId): Promise<void> {
  await all.server.as(user, 'channel.join', { clientId: newId('t'), conversation });
}

function post(user: string, conversation: ConversationId, text: string, more: { mentions?: string[] } = {}) {
  return all.server.as(user, 'message.send', { clientId: newId('t'), conversation, text, ...more });
}

function eventsOf({ frames }: RawPeer, conversation: ConversationId): AnyFrame[] {
  return frames.filter(({ push, event }) => push === 'event' && event?.conversation === conversation);
}

function countersOf({ frames }: RawPeer): CountersFrame[] {
  return (frames as CountersFrame[]).filter(({ push }) => (push as string) === 'counters');
}

test('[TC50] [TC51] who looks gets the events, who doesn’t gets counters, few of them and the last one right', async () => {
  const { origin } = all.server;
  const [looker, other] = [await enter(origin, 'looker.one'), await enter(origin, 'other.one')];
  const owner = newId('u');
  const channel = await largeChannel(owner, 'one');
  for (const { user } of [looker, other]) await join(user, channel);
  const look = await looker.peer.ask('conversation.look', { conversations: [channel, newId('c')] });
  const places = look.ok?.['places'] as { conversation: string }[] | undefined;
  assert.deepEqual(
    places?.map((place) => place.conversation),
    [channel],
  );
  const before = eventsOf(other.peer, channel).length;
  let last = 0;
  for (let n = 0; n < 40; n += 1) last = (await post(owner, channel, `${n}`)).seq;
  await looker.peer.find(({ event }) => event?.conversation === channel && event.seq === last);
  await other.peer.find((frame) => (frame as CountersFrame).lastSeq === last);
  assert.equal(eventsOf(other.peer, channel).length, before);
  assert.ok(countersOf(other.peer).length <= 10);
  assert.deepEqual([countersOf(other.peer).at(-1)?.count, countersOf(looker.peer).at(-1)?.count ?? 0], [40, 0]);
  assert.equal(eventsOf(looker.peer, channel).filter(({ event }) => event?.type === 'message').length, 40);
  for (const { peer } of [looker, other]) peer.ws.terminate();
});

test('[TC52] whom a message mentions, and who wrote it, get it at once', async () => {
  const { origin } = all.server;
  const [named, other] = [await enter(origin, 'named.two'), await enter(origin, 'other.two')];
  const channel = await largeChannel(newId('u'), 'two');
  for (const { user } of [named, other]) await join(user, channel);
  const { seq } = await post(other.user, channel, 'look here', { mentions: [named.user] });
  for (const { peer } of [named, other]) await peer.find(({ event }) => event?.seq === seq);
  for (const { peer } of [named, other]) peer.ws.terminate();
});

test('[TC50] who looked and looks no more gets counters again; who left gets nothing', async () => {
  const { origin } = all.server;
  const { peer, user } = await enter(origin, 'gone.three');
  const owner = newId('u');
  const channel = await largeChannel(owner, 'three');
  await join(user, channel);
  await peer.ask('conversation.look', { conversations: [channel] });
  const first = await post(owner, channel, 'seen');
  await peer.find(({ event }) => event?.seq === first.seq);
  await peer.ask('conversation.look', { conversations: [] });
  const second = await post(owner, channel, 'counted');
  await peer.find((frame) => (frame as CountersFrame).lastSeq === second.seq);
  assert.ok(eventsOf(peer, channel).every(({ event }) => event?.seq !== second.seq));
  await peer.ask('conversation.look', { conversations: [channel] });
  await all.server.as(user, 'conversation.leave', { clientId: newId('t'), conversation: channel });
  const known = peer.frames.length;
  await post(owner, channel, 'secret');
  await peer.ask('ping', {});
  assert.ok(peer.frames.slice(known).every(({ event }) => event?.type !== 'message'));
  peer.ws.terminate();
});

test('[TC53] a client has the unread right from counters, and is whole once the channel is opened', async () => {
  const bob = await all.enter('Bob');
  const owner = newId('u');
  const channel = await largeChannel(owner, 'four');
  await join(idOf(bob), channel);
  await until(bob, () => bob.conversations().some(({ id }) => id === channel));
  for (let n = 0; n < 30; n += 1) await post(owner, channel, `${n}`);
  const unread = () => bob.conversations().find(({ id }) => id === channel)?.unread;
  await until(bob, () => unread() === 30);
  assert.equal(texts(bob, channel).length, 0);
  const close = bob.open(channel);
  await until(bob, () => texts(bob, channel).length === 30);
  await post(owner, channel, 'live');
  await until(bob, () => texts(bob, channel).at(-1) === 'live');
  close();
  await until(bob, () => bob.conversation(channel).unread === 31);
  await post(owner, channel, 'unseen');
  await until(bob, () => unread() === 32);
  bob.markRead(channel);
  assert.equal(unread(), 0);
  await until(bob, () => bob.conversation(channel).unread === 0);
  const { summary } = await all.server.as(idOf(bob), 'conversation.get', { conversation: channel });
  const read = async () =>
    (await all.server.as(idOf(bob), 'conversation.get', { conversation: channel })).summary.read.count;
  while ((await read()) < summary.messageCount) await new Promise(setImmediate);
  bob.open(channel);
  await until(bob, () => texts(bob, channel).length === 32);
  assert.equal(unread(), 0);
});

test('[LR4] a large channel that was hidden is known to go on by its next line, not by changes of messages', async () => {
  const bob = await all.enter('Bob');
  const owner = newId('u');
  const channel = await largeChannel(owner, 'five');
  await join(idOf(bob), channel);
  const item = () => bob.conversations().find(({ id }) => id === channel);
  await until(bob, () => item() !== undefined);
  const { seq } = await post(owner, channel, 'before');
  await until(bob, () => item()?.newsLine === seq);
  bob.keep({ do: 'conversation.keep', with: { conversation: channel, hidden: seq } });
  const react = { clientId: newId('t'), conversation: channel, seq, emoji: '👍', on: true };
  await all.server.as(owner, 'message.react', react);
  const at = item()?.newsAt;
  await until(bob, () => item()?.newsAt !== at);
  assert.equal(item()?.newsLine, seq);
  const next = await post(owner, channel, 'after');
  await until(bob, () => item()?.newsLine === next.seq);
  assert.equal(bob.personal('chat').get(`chat:${channel}`)?.hidden, seq);
});

test('[TC54] who reads a channel without being in it gets what happens, until they look no more', async () => {
  const owner = newId('u');
  const channel = await openChannel(owner, 'six');
  const { peer } = await enter(all.server.origin, 'reader.six');
  const before = await post(owner, channel, 'before');
  const { ok } = await peer.ask('conversation.look', { conversations: [channel] });
  assert.deepEqual(ok?.['places'], [{ conversation: channel, lastSeq: before.seq }]);
  const { seq } = await post(owner, channel, 'live');
  await peer.find(({ event }) => event?.conversation === channel && event.seq === seq);
  await peer.ask('conversation.look', { conversations: [] });
  await post(owner, channel, 'unseen');
  await assertDeaf(peer, channel, seq);
  peer.ws.terminate();
});

test('[TC54] nobody gets anything of groups, of channels that hide their history, or where they are banned', async () => {
  const owner = newId('u');
  const [hidden, banned, large] = [
    await openChannel(owner, 'seven'),
    await openChannel(owner, 'eight'),
    await largeChannel(owner, 'nine'),
  ];
  const { peer, user } = await enter(all.server.origin, 'reader.seven');
  const group = await all.server.as(owner, 'conversation.create', {
    clientId: newId('t'),
    title: 'g',
    members: [owner],
  });
  const conversations = [hidden, banned, large, group.summary.id];
  const { ok } = await peer.ask('conversation.look', { conversations });
  const places = ok?.['places'] as { conversation: string }[];
  assert.deepEqual(new Set(places.map((place) => place.conversation)), new Set([hidden, banned, large]));
  const seen = new Map<string, number>();
  for (const channel of [hidden, banned, large]) {
    const { seq } = await post(owner, channel, 'seen');
    await peer.find(({ event }) => event?.conversation === channel && event.seq === seq);
    seen.set(channel, seq);
  }
  await all.server.as(owner, 'conversation.settings', {
    ...{ clientId: newId('t'), conversation: hidden, change: { history: 'joining' } },
  });
  for (const conversation of [banned, large])
    await all.server.as(owner, 'member.remove', { clientId: newId('t'), conversation, member: user, ban: true });
  for (const channel of [hidden, banned, large, group.summary.id]) await post(owner, channel, 'secret');
  for (const channel of [hidden, banned, large]) await assertDeaf(peer, channel, seen.get(channel) ?? 0);
  await assertDeaf(peer, group.summary.id, 0);
  const again = await peer.ask('conversation.look', { conversations });
  assert.deepEqual(again.ok?.['places'], []);
  for (const channel of [hidden, banned, large, group.summary.id]) await post(owner, channel, 'more');
  for (const channel of [hidden, banned, large]) await assertDeaf(peer, channel, seen.get(channel) ?? 0);
  peer.ws.terminate();
});

test('[TC54] a member who previewed gets each event once, and a client follows a preview by itself', async () => {
  const bob = await all.enter('Bob');
  const owner = newId('u');
  const channel = await openChannel(owner, 'ten');
  await post(owner, channel, 'before');
  const close = bob.open(channel);
  await until(bob, () => texts(bob, channel).join() === 'before');
  await post(owner, channel, 'live');
  await until(bob, () => texts(bob, channel).join() === 'before,live');
  assert.equal(bob.conversation(channel).summary, undefined);
  close();
  await post(owner, channel, 'meanwhile');
  const again = bob.open(channel);
  await until(bob, () => texts(bob, channel).join() === 'before,live,meanwhile');
  await bob.call('channel.join', { clientId: newId('t'), conversation: channel });
  await until(bob, () => bob.conversation(channel).summary !== undefined);
  await post(owner, channel, 'inside');
  await until(bob, () => texts(bob, channel).at(-1) === 'inside');
  assert.equal(texts(bob, channel).length, 4);
  again();
});

async function openChannel(owner: string, title: string): Promise<ConversationId> {
  const { summary } = await all.server.as(owner, 'channel.create', { clientId: newId('t'), title });
  return summary.id;
}

/** Nothing of the conversation behind `seq` has reached them. */
async function assertDeaf(peer: RawPeer, conversation: ConversationId, seq: number): Promise<void> {
  await peer.ask('ping', {});
  assert.ok(eventsOf(peer, conversation).every(({ event }) => (event?.seq ?? 0) <= seq));
}
