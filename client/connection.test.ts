import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import type { FailureCode } from '#protocol/failures.ts';
import { Connection } from './connection.ts';
import { ManualTimers, settled } from './testing/manual-timers.ts';
import { type ScriptedSocket, scriptedSockets } from './testing/scripted-server.ts';

const TOKEN_MS = 15 * 60_000;

/** A connection whose session, sockets and time are played. */
function scene() {
  const timers = new ManualTimers();
  const { sockets, openSocket } = scriptedSockets();
  const ended: FailureCode[] = [];
  const session = {
    tokens: 0,
    fails: undefined as FailureCode | undefined,
    endsAt: 0,
    dropped: true,
    async token() {
      if (session.fails !== undefined) throw new Failure(session.fails);
      if (session.dropped) {
        session.tokens += 1;
        session.endsAt = timers.now() + TOKEN_MS;
      }
      session.dropped = false;
      return `token ${session.tokens}`;
    },
    dropToken() {
      session.dropped = true;
    },
    async revoked(reason: FailureCode) {
      ended.push(reason);
    },
  };
  const connection = new Connection({
    url: 'ws://x/ws',
    session,
    since: () => undefined,
    openSocket,
    timers,
    random: () => 0.5,
  });
  return { timers, sockets, session, ended, connection, last: () => sockets.at(-1) as ScriptedSocket };
}

async function online(scene_: ReturnType<typeof scene>): Promise<void> {
  scene_.connection.start();
  await settled();
  await greet(scene_);
}

async function greet({ last }: ReturnType<typeof scene>): Promise<void> {
  last().open();
  last().answer('hello', {});
  await settled();
}

/** Time passes on a server that answers pings. */
async function quiet({ timers, last }: ReturnType<typeof scene>, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    await timers.pass(1_000);
    const open = last().sent.findLast((each) => each.do === 'ping');
    if (open !== undefined) last().say({ re: open.id, ok: {} });
  }
}

test('[RT5] a fresh token goes to the server before the old one ends, on the same socket', async () => {
  const played = scene();
  await online(played);
  await quiet(played, TOKEN_MS - 61_000);
  assert.equal(played.last().sent.filter((each) => each.do === 'session.renew').length, 0);
  await quiet(played, 2_000);
  assert.deepEqual(played.last().sent.findLast((each) => each.do === 'session.renew')?.with, { token: 'token 2' });
  played.last().answer('session.renew', {});
  await quiet(played, TOKEN_MS - 50_000);
  assert.deepEqual([played.sockets.length, played.session.tokens], [1, 3]);
});

test('a token that ran out is met with another hello at once', async () => {
  const played = scene();
  await online(played);
  played.last().say({ push: 'bye', reason: 'expired' });
  await settled();
  assert.ok(played.sockets[0]?.closed);
  await greet(played);
  assert.equal(played.connection.state.at, 'online');
  assert.equal(played.last().sent[0]?.with['token'], 'token 2');
});

test('a device that was signed out stays out', async () => {
  const played = scene();
  await online(played);
  played.last().say({ push: 'bye', reason: 'revoked' });
  await played.timers.pass(600_000);
  assert.deepEqual([played.ended, played.sockets.length], [['session.revoked'], 1]);
  assert.equal(played.connection.state.at, 'stopped');
});

test('calls that were under way when the socket broke are told so, and later ones at once', async () => {
  const played = scene();
  await online(played);
  const call = played.connection.call('people.search', { query: '' });
  const unreachable = (error: unknown) => error instanceof Failure && error.code === 'network.unreachable';
  const rejected = assert.rejects(call, unreachable);
  await settled();
  played.last().drop();
  await rejected;
  await assert.rejects(played.connection.call('people.search', { query: '' }), unreachable);
});

test('what an earlier socket still says is not heard', async () => {
  const played = scene();
  await online(played);
  const [old] = played.sockets as [ScriptedSocket];
  old.drop();
  await played.timers.pass(1_000);
  await greet(played);
  const heard: unknown[] = [];
  played.connection.on('entry', (entry) => heard.push(entry));
  old.say({ push: 'entry', entry: { seq: 1, type: 'membership', conversation: 'c', member: true } });
  old.say({ push: 'bye', reason: 'revoked' });
  old.drop();
  assert.deepEqual([heard, played.connection.state.at, played.sockets.length], [[], 'online', 2]);
});

test('nonsense from the other end is a broken connection, not an exception', async () => {
  for (const nonsense of ['{', 'null', '7', new ArrayBuffer(3)]) {
    const played = scene();
    await online(played);
    played.last().sayText(nonsense);
    assert.equal(played.connection.state.at, 'waiting');
  }
});

test('without a token it waits and tries again; a session that ended is not tried again', async () => {
  const played = scene();
  played.session.fails = 'network.unreachable';
  played.connection.start();
  await played.timers.pass(1_000);
  assert.deepEqual([played.sockets.length, played.connection.state.at], [0, 'waiting']);
  played.session.fails = undefined;
  await played.timers.pass(1_000);
  assert.equal(played.sockets.length, 1);
});

test('[RT21] what is pushed before hello is answered here is heard after it, and a goodbye at once', async () => {
  const world = scene();
  const heard: string[] = [];
  world.connection.on('hello', () => heard.push('hello'));
  world.connection.on('typing', (_, user) => heard.push(user));
  world.connection.start();
  await settled();
  world.last().open();
  await settled();
  world.last().say({ push: 'typing', conversation: 'c', user: 'early' });
  world.last().answer('hello', {});
  world.last().say({ push: 'typing', conversation: 'c', user: 'late' });
  await settled();
  assert.deepEqual(heard, ['hello', 'early', 'late']);
  world.connection.restart();
  await settled();
  world.last().open();
  await settled();
  world.last().say({ push: 'typing', conversation: 'c', user: 'lost with its socket' });
  world.last().say({ push: 'bye', reason: 'replaced' });
  await settled();
  assert.deepEqual([heard.length, world.ended], [3, ['session.replaced']]);
  world.connection.stop();
});
