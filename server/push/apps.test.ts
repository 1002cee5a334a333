import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asFailure } from '#kernel/failure.ts';
import { newId, randomText } from '#kernel/ids.ts';
import type { AppKind, PushSettings } from '#protocol/commands/push.ts';
import { startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import type { Caller } from '../identity/api.ts';
import { openPushWorld, type PushWorld } from './testing/push-world.ts';

/** docs/spec/push.md */

let world: PushWorld;
before(async () => {
  world = await openPushWorld();
});
after(() => world.close());

interface Shown {
  title: string | undefined;
  body: string | undefined;
  yiqi: Record<string, unknown>;
}

/** What one app was sent since the last time. */
async function pushed(kind: AppKind, token: string): Promise<Shown[]> {
  world.clock.advance(2000);
  await world.server.jobs.settle();
  if (kind === 'apns') {
    const got = world.apns.deliveries.filter((one) => one.token === token);
    world.apns.deliveries.splice(0);
    return got.map(({ body: { aps, yiqi } }) => {
      const { title, body } = (aps['alert'] ?? {}) as { title?: string; body?: string };
      return { title, body, yiqi };
    });
  }
  const got = world.fcm.deliveries.filter((one) => one.token === token);
  world.fcm.deliveries.splice(0);
  return got.map(({ notification, data }) => ({
    ...{ title: notification?.title, body: notification?.body },
    yiqi: JSON.parse(data.yiqi) as Record<string, unknown>,
  }));
}

let apps = 0;
const newToken = (): string => (apps++).toString(16).padStart(64, 'a');
const register = (caller: Caller, kind: AppKind, token: string) =>
  world.as(caller, 'push.app', { kind, token, language: 'en' });
const keep = (caller: Caller, change: Partial<PushSettings>) =>
  world.as(caller, 'push.settings', { settings: { shows: 'all', messages: 'all', calls: true, ...change } });
const shown = (got: readonly Shown[]) => got.map(({ title, body }) => [title, body]);
const refused = (code: string, asked: Promise<unknown>) =>
  assert.rejects(asked, (error) => asFailure(error).code === code);

async function pair(kind: AppKind) {
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')];
  const token = newToken();
  await register(bob, kind, token);
  return { ann, bob, token, chat: await world.direct(ann, bob) };
}

for (const kind of ['apns', 'fcm'] as const) {
  test(`[PN40] ${kind}: an app says where it takes pushes; the address is one device’s, and ends with its session`, async () => {
    const { ann, bob, token } = await pair(kind);
    const state = await world.as(bob, 'push.state', {});
    assert.deepEqual([state.devices, state.apps], [1, ['apns', 'fcm']]);
    await register(ann, kind, token);
    assert.equal((await world.as(bob, 'push.state', {})).here, undefined);
    assert.ok((await world.as(ann, 'push.state', {})).here);
    await world.as(ann, 'push.unregister', {});
    assert.equal((await world.as(ann, 'push.state', {})).devices, 0);
    await register(bob, kind, token);
    await world.subscribe(bob);
    assert.equal((await world.as(bob, 'push.state', {})).devices, 1, 'a device has one address');
  });

  test(`[PN7] [PN46] ${kind}: what is hidden stays hidden, from the service too`, async () => {
    const { ann, bob, token, chat } = await pair(kind);
    await world.say(ann, chat, 'see you');
    const [first] = await pushed(kind, token);
    assert.deepEqual([first?.title, first?.body, first?.yiqi['path']], ['Ann', 'see you', `/c/${chat}`]);
    await keep(bob, { shows: 'nothing' });
    await world.say(ann, chat, 'a secret');
    const got = await pushed(kind, token);
    assert.deepEqual(shown(got), [['Yiqi', 'New message']]);
    assert.ok(!/secret|Ann/.test(JSON.stringify(got)));
    assert.equal(got[0]?.yiqi['id'], first?.yiqi['id'], 'one conversation is one notification');
  });

  test(`[PN14] [PN43] [PN44] ${kind}: what was read elsewhere is taken away`, async () => {
    const { ann, bob, token, chat } = await pair(kind);
    const seq = await world.say(ann, chat, 'one');
    const [told] = await pushed(kind, token);
    await world.as(bob, 'conversation.read', { conversation: chat, seq });
    const id = told?.yiqi['id'];
    assert.deepEqual(await pushed(kind, token), [
      { title: undefined, body: undefined, yiqi: { id, type: 'close', tag: chat, badge: 0 } },
    ]);
  });

  test(`[PN9] ${kind}: a call rings, and no longer when it is over`, async () => {
    const { ann, token, chat } = await pair(kind);
    const { call } = await world.as(ann, 'call.start', { conversation: chat, mode: 'voice' });
    const [ring] = await pushed(kind, token);
    assert.deepEqual([ring?.yiqi['type'], ring?.yiqi['tag']], ['call', `call:${call}`]);
    assert.ok(ring?.yiqi['pass']);
    await world.as(ann, 'call.leave', { call });
    const types = (await pushed(kind, token)).map(({ yiqi }) => yiqi['type']);
    assert.deepEqual(types.sort(), ['close', 'message']);
  });

  test(`[PN4] ${kind}: who is out of reach is tried again; an app that is gone is forgotten`, async () => {
    const { ann, bob, token, chat } = await pair(kind);
    const { answers } = world[kind];
    answers.set(
      token,
      Array.from({ length: 30 }, () => ({ status: 503 })),
    );
    await world.say(ann, chat, 'hello');
    assert.deepEqual(await pushed(kind, token), []);
    answers.delete(token);
    world.clock.advance(60_000);
    assert.deepEqual(shown(await pushed(kind, token)), [['Ann', 'hello']]);
    answers.set(token, [{ status: kind === 'apns' ? 410 : 404 }]);
    await world.say(ann, chat, 'again');
    assert.deepEqual(await pushed(kind, token), []);
    assert.equal((await world.as(bob, 'push.state', {})).devices, 0);
  });

  test(`[PN22] ${kind}: a test is for the device that asks`, async () => {
    const { ann, bob, token } = await pair(kind);
    await world.as(bob, 'push.test', {});
    assert.deepEqual(shown(await pushed(kind, token)), [['Yiqi', 'Notifications work on this device.']]);
    await refused('push.unregistered', world.as(ann, 'push.test', {}));
    world[kind].answers.set(token, [{ status: 500 }]);
    await refused('push.unreachable', world.as(bob, 'push.test', {}));
  });
}

test('[PN40] Apple’s tokens are one however they are written; what can be none is refused', async () => {
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')];
  const token = newToken();
  await register(ann, 'apns', token);
  await register(bob, 'apns', token.toUpperCase());
  assert.equal((await world.as(ann, 'push.state', {})).devices, 0);
  for (const bad of [randomText(64), 'ab', 'a'.repeat(65)]) await refused('push.address', register(ann, 'apns', bad));
  await refused('push.address', register(ann, 'fcm', 'short'));
});

test('[PN41] a server without keys for a service takes no registrations for it', async () => {
  const bare = await startLiveServer({ inMemory: true });
  const { accessToken } = await signUp(bare.origin, `bare-${newId('x').slice(-8)}`);
  const caller = await bare.identity.authenticate(accessToken);
  assert.deepEqual((await bare.commands['push.state'](caller, {}, undefined as never)).apps, []);
  for (const kind of ['apns', 'fcm'] as const) {
    const asked = bare.commands['push.app'](caller, { kind, token: newToken(), language: 'en' }, undefined as never);
    await refused('push.address', asked);
  }
  await bare.stop();
});
