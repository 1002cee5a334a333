import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { ManualClock } from '#kernel/clock.ts';
import { newId, randomText } from '#kernel/ids.ts';
import type { GatewayLimits } from './api.ts';
import { type LiveServer, startLiveServer } from './testing/live-server.ts';
import { enter, RawPeer, signUp, summaryOf } from './testing/raw-peer.ts';

/** Longer than any test takes. */
const HOUR_MS = 3_600_000;

const name = () => `u${randomText(10)}`;

/** A test with a server of its own. */
function scenario(title: string, limits: Partial<GatewayLimits>, run: (server: LiveServer) => Promise<void>): void {
  test(title, async (context) => {
    const server = await startLiveServer({ limits });
    context.after(() => server.stop());
    await run(server);
  });
}

scenario('[RT3] who never says hello is told and closed', { helloMs: 30 }, async (server) => {
  const peer = await RawPeer.open(server.origin);
  assert.equal(await peer.closed, 4005);
  assert.equal(peer.frames.at(-1)?.reason, 'idle');
});

scenario('[RT16] who does not answer pings is cut', { heartbeatMs: 200 }, async (server) => {
  const lively = await enter(server.origin, name());
  const dead = await RawPeer.open(server.origin, { autoPong: false });
  assert.equal(await dead.closed, 1006);
  assert.ok((await lively.peer.ask('ping')).ok);
  lively.peer.ws.terminate();
});

scenario('[RT2] more connections than allowed are refused in HTTP', { connections: 1 }, async (server) => {
  const first = await RawPeer.open(server.origin);
  const second = new WebSocket(`${server.origin.replace('http', 'ws')}/ws`);
  second.on('error', () => {});
  const [, response] = await once(second, 'unexpected-response');
  assert.equal(response.statusCode, 503);
  first.ws.terminate();
});

scenario(
  '[RT10] too many commands are refused with the time to wait, over all devices',
  { commands: 5, rateWindowMs: HOUR_MS },
  async (server) => {
    const { peer, session } = await enter(server.origin, name());
    const second = await RawPeer.open(server.origin);
    await second.hello(session.accessToken);
    for (let n = 0; n < 5; n += 1) assert.ok((await (n % 2 === 0 ? peer : second).ask('ping')).ok);
    const { failure } = await second.ask('ping');
    assert.equal(failure?.code, 'rate.limited');
    assert.ok((failure?.retryAfterMs ?? 0) > 0);
    const other = await enter(server.origin, name());
    assert.ok((await other.peer.ask('ping')).ok);
    for (const each of [peer, second, other.peer]) each.ws.terminate();
  },
);

scenario('[RT10] writes have a smaller limit of their own', { writes: 2, rateWindowMs: HOUR_MS }, async (server) => {
  const [ann, bob] = [await enter(server.origin, name()), await enter(server.origin, name())];
  const direct = () => ann.peer.ask('conversation.direct', { user: bob.user });
  assert.ok((await direct()).ok);
  assert.ok((await direct()).ok);
  assert.equal((await direct()).failure?.code, 'rate.limited');
  assert.ok((await ann.peer.ask('ping')).ok);
  for (const { peer } of [ann, bob]) peer.ws.terminate();
});

scenario('[RT13] who stops reading is cut, the others hear everything', { queueBytes: 64 * 1024 }, async (server) => {
  const [ann, bob, slow] = [
    await enter(server.origin, name()),
    await enter(server.origin, name()),
    await enter(server.origin, name()),
  ];
  const members = [bob.user, slow.user];
  const group = await ann.peer.ask('conversation.create', { clientId: newId('t'), title: 'g', members });
  const conversation = summaryOf(group).id;
  slow.peer.ws.pause();
  const ended = async () => {
    const metric = await server.registry.getSingleMetric('yiqi_connections_ended_total')?.get();
    return metric?.values.some(({ labels, value }) => labels['reason'] === 'slow' && value === 1) ?? false;
  };
  let sent = 0;
  // The kernel's own buffers come first; the loop ends when the gateway has had enough.
  while (!(await ended())) {
    const written = await ann.peer.ask('message.send', {
      clientId: newId('t'),
      conversation,
      text: 'x'.repeat(60_000),
    });
    assert.ok(written.ok);
    sent += 1;
  }
  slow.peer.ws.resume();
  await slow.peer.closed;
  await ann.peer.ask('message.send', { clientId: newId('t'), conversation, text: 'last' });
  await bob.peer.find(({ event }) => event?.seq === sent + 2);
  const again = await RawPeer.open(server.origin);
  await again.hello(slow.session.accessToken);
  const missed = await again.ask('conversation.events', { conversation, after: sent, limit: 10 });
  const { events } = missed.ok as { events: { seq: number }[] };
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [sent + 1, sent + 2],
  );
  for (const each of [ann.peer, bob.peer, again]) each.ws.terminate();
});

test('[RT5] a token’s end ends the connection after the grace, unless a fresh one came in time', async (context) => {
  const server = await startLiveServer({ limits: { expiryGraceMs: 0 } });
  context.after(() => server.stop());
  const soon = () => ({ expiresAt: Date.now() + 4_000 });
  const authenticate = server.identity.authenticate.bind(server.identity);
  const [stays, goes] = [await signUp(server.origin, name()), await signUp(server.origin, name())];
  let short = true;
  server.identity.authenticate = async (token) => ({ ...(await authenticate(token)), ...(short ? soon() : {}) });
  const [one, two] = [await RawPeer.open(server.origin), await RawPeer.open(server.origin)];
  await one.hello(stays.accessToken);
  await two.hello(goes.accessToken);
  short = false;
  assert.equal((await one.ask('session.renew', { token: goes.accessToken })).failure?.code, 'session.required');
  assert.ok((await one.ask('session.renew', { token: stays.accessToken })).ok);
  assert.equal(await two.closed, 4002);
  assert.equal(two.frames.at(-1)?.reason, 'expired');
  assert.ok((await one.ask('ping')).ok);
  one.ws.terminate();
});

test('a clock that is set back neither cuts nor keeps anybody', async (context) => {
  const clock = new ManualClock(Date.now());
  const server = await startLiveServer({ clock });
  context.after(() => server.stop());
  const [ann, bob] = [await enter(server.origin, name()), await enter(server.origin, name())];
  const conversation = summaryOf(await ann.peer.ask('conversation.direct', { user: bob.user })).id;
  const say = () => ann.peer.ask('message.send', { clientId: newId('t'), conversation, text: 'x' });
  const first = await say();
  clock.advance(-3_600_000);
  const second = await say();
  assert.equal(second.ok?.['seq'], (first.ok?.['seq'] as number) + 1);
  await bob.peer.find(({ event }) => event?.seq === second.ok?.['seq']);
  const back = await RawPeer.open(server.origin);
  const hello = await back.ask('hello', { token: ann.session.accessToken, level: 1 });
  assert.ok(hello.ok ?? hello.failure);
  for (const each of [ann.peer, bob.peer, back]) each.ws.terminate();
});

test('[RT18] shutting down answers what runs, tells everybody and ends', async () => {
  const server = await startLiveServer();
  const [ann, bob] = [await enter(server.origin, name()), await enter(server.origin, name())];
  const conversation = summaryOf(await ann.peer.ask('conversation.direct', { user: bob.user })).id;
  const last = ann.peer.ask('message.send', { clientId: newId('t'), conversation, text: 'last' });
  // Answered behind the message was taken up.
  await ann.peer.ask('ping');
  const stopped = server.stop();
  assert.ok((await last).ok);
  assert.deepEqual(await Promise.all([ann.peer.closed, bob.peer.closed]), [1012, 1012]);
  for (const { peer } of [ann, bob]) assert.equal(peer.frames.at(-1)?.reason, 'shutdown');
  await stopped;
});
