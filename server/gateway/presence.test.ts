import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Client } from '#client/api.ts';
import { changeProfile } from '#client/profile.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import { startFaultProxy } from './testing/fault-proxy.ts';
import { type LiveServer, type LiveServerOptions, startLiveServer } from './testing/live-server.ts';
import { idOf, person, until } from './testing/people.ts';
import { enter } from './testing/raw-peer.ts';

async function liveServer(context: TestContext, options: LiveServerOptions = {}): Promise<LiveServer> {
  const server = await startLiveServer({ inMemory: true, ...options });
  context.after(() => server.stop());
  return server;
}

async function join(context: TestContext, origin: string, nickname: string): Promise<Client> {
  const client = await person(origin, nickname);
  context.after(() => client.close());
  return client;
}

function stateOf(client: Client, user: string): string | undefined {
  return client.presence(user)?.state;
}

test('[PR1] [PR4] who is in view is seen coming, idle, busy and going', async (context) => {
  const server = await liveServer(context);
  const [ann, bob] = [await join(context, server.origin, 'Ann'), await join(context, server.origin, 'Bob')];
  const him = idOf(bob);
  assert.equal(stateOf(ann, him), undefined, 'not in view yet');
  const stop = ann.watchPresence(him);
  await until(ann, () => stateOf(ann, him) === 'online');
  bob.setActive(false);
  await until(ann, () => stateOf(ann, him) === 'away');
  await bob.call('presence.settings', { availability: 'busy' });
  await until(ann, () => stateOf(ann, him) === 'busy');
  await bob.close();
  await until(ann, () => stateOf(ann, him) === 'offline');
  assert.ok((ann.presence(him)?.seenAt ?? 0) > Date.now() - 60_000);
  stop();
  ann.watchPresence(idOf(ann));
  await until(ann, () => stateOf(ann, idOf(ann)) === 'online');
  assert.equal(stateOf(ann, him), 'offline', 'followed a little longer');
});

test('[PR3] a cut is noticed by the heartbeat, and coming back too', async (context) => {
  const server = await liveServer(context, { limits: { heartbeatMs: 300 } });
  const proxy = await startFaultProxy(server.port);
  context.after(() => proxy.close());
  const ann = await join(context, server.origin, 'Ann');
  const bob = await join(context, proxy.origin, 'Bob');
  const him = idOf(bob);
  ann.watchPresence(him);
  await until(ann, () => stateOf(ann, him) === 'online');
  proxy.stall(true);
  await until(ann, () => stateOf(ann, him) === 'offline');
  proxy.stall(false);
  await until(ann, () => stateOf(ann, him) === 'online');
});

test('[PR4] after a reconnect what is in view is followed again', async (context) => {
  const server = await liveServer(context);
  const proxy = await startFaultProxy(server.port);
  context.after(() => proxy.close());
  const ann = await join(context, proxy.origin, 'Ann');
  const bob = await join(context, server.origin, 'Bob');
  const him = idOf(bob);
  ann.watchPresence(him);
  await until(ann, () => stateOf(ann, him) === 'online');
  proxy.cut();
  await until(ann, () => stateOf(ann, him) === undefined);
  await until(ann, () => stateOf(ann, him) === 'online');
});

test('[PR8] writing is told to the other members only, and forgotten when the message comes', async (context) => {
  const server = await liveServer(context);
  const [ann, bob, eve] = await Promise.all(['Ann', 'Bob', 'Eve'].map((name) => join(context, server.origin, name)));
  assert.ok(ann && bob && eve);
  const id = await ann.direct(idOf(bob));
  await until(bob, () => bob.conversations().length === 1);
  ann.tellTyping(id);
  await until(bob, () => bob.typing(id).length === 1);
  assert.deepEqual(bob.typing(id), [idOf(ann)]);
  assert.equal(bob.typing(id), bob.typing(id), 'the same list until it changes');
  assert.deepEqual(ann.typing(id), []);
  ann.send(id, 'done');
  await until(bob, () => bob.conversations()[0]?.unread === 1);
  assert.deepEqual(bob.typing(id), []);
  for (const conversation of [id, newId('c')]) {
    await assert.rejects(eve.call('presence.typing', { conversation }), (error) => {
      return error instanceof Failure && error.code === 'conversation.unknown';
    });
  }
  assert.deepEqual(bob.typing(id), []);
});

test('[PF3] a changed card reaches who has the person in view, and the own devices', async (context) => {
  const server = await liveServer(context);
  const [ann, bob] = [await join(context, server.origin, 'Ann'), await join(context, server.origin, 'Bob')];
  const him = idOf(bob);
  ann.watchPresence(him);
  await until(ann, () => ann.person(him)?.nickname === 'Bob');
  await until(ann, () => stateOf(ann, him) === 'online');
  const me = await changeProfile(bob, { nickname: 'Robert', job: 'Carpenter', realName: 'R' });
  assert.equal(bob.me()?.nickname, 'Robert');
  assert.deepEqual([me.job, me.realName], ['Carpenter', 'R']);
  await until(ann, () => ann.person(him)?.job === 'Carpenter');
  assert.deepEqual(ann.person(him), { id: him, nickname: 'Robert', job: 'Carpenter' });
  await changeProfile(bob, { job: '' });
  await until(ann, () => ann.person(him)?.job === undefined);
  const { person: card, phone } = await ann.call('people.profile', { user: him });
  assert.deepEqual([card.nickname, phone], ['Robert', undefined]);
  await assert.rejects(ann.call('people.profile', { user: newId('u') }), { code: 'people.unknown' });
});

test('parameters that are not in order are refused, and before hello nothing is answered', async (context) => {
  const server = await liveServer(context);
  const { peer, user } = await enter(server.origin, 'annabel');
  const many = Array.from({ length: 201 }, () => newId('u'));
  for (const users of [many, ['x'], [user, user], user, undefined]) {
    const { failure } = await peer.ask('presence.subscribe', { users });
    assert.equal(failure?.code, 'request.invalid');
  }
  for (const [name, params] of [
    ['presence.report', { active: 'yes' }],
    ['presence.settings', { availability: 'invisible' }],
    ['presence.settings', { showLastSeen: 1 }],
    ['presence.typing', { conversation: 'x' }],
    ['presence.devices', { user }],
  ] as const) {
    assert.equal((await peer.ask(name, params)).failure?.code, 'request.invalid', name);
  }
  peer.ws.close();
  await peer.closed;
});
