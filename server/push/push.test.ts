import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asFailure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { PushSettings } from '#protocol/commands/push.ts';
import type { Delivery } from '../adapters/push/testing/fake-push-service.ts';
import { RawPeer } from '../gateway/testing/raw-peer.ts';
import type { Caller } from '../identity/api.ts';
import { openPushWorld, type PushWorld } from './testing/push-world.ts';

/** docs/spec/push.md */

let world: PushWorld;
before(async () => {
  world = await openPushWorld();
});
after(() => world.close());

const refused = (code: string, asked: Promise<unknown>) =>
  assert.rejects(asked, (error) => asFailure(error).code === code);
const shown = (got: readonly Delivery[]) => got.map(({ payload: { type, title, body } }) => [type, title, body]);
const keep = (caller: Caller, change: Partial<PushSettings>) =>
  world.as(caller, 'push.settings', { settings: { shows: 'all', messages: 'all', calls: true, ...change } });

async function pair(language: 'zh' | 'en' = 'en') {
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')];
  const phone = await world.subscribe(bob, language);
  return { ann, bob, phone, chat: await world.direct(ann, bob) };
}

test('[PN1] a device says where it takes pushes; the address is one device’s, and never a private one', async () => {
  const { bob, ann } = await pair();
  assert.equal((await world.as(bob, 'push.state', {})).devices, 1);
  assert.equal((await world.as(ann, 'push.state', {})).here, undefined);
  const address = world.fake.subscribe('shared');
  for (const caller of [bob, ann]) await world.as(caller, 'push.register', { ...address, language: 'zh' });
  assert.equal((await world.as(bob, 'push.state', {})).here, undefined);
  assert.ok((await world.as(ann, 'push.state', {})).here);
  await world.as(ann, 'push.unregister', {});
  assert.equal((await world.as(ann, 'push.state', {})).devices, 0);
  for (const endpoint of ['https://127.0.0.1:9/x', 'https://10.0.0.1/x', 'https://user@127.0.0.1/x', 'https://[::1]/x'])
    await refused('push.address', world.as(ann, 'push.register', { ...address, endpoint, language: 'zh' }));
});

test('[PN2] a registration ends with the device’s session', async () => {
  const { ann, bob, phone, chat } = await pair();
  await fetch(`${world.server.origin}/api/v1/auth/logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken: bob.refreshToken }),
  });
  await world.say(ann, chat, 'are you there?');
  assert.deepEqual(await world.pushed(phone), []);
  assert.equal((await world.as(bob, 'push.state', {})).devices, 0);
});

test('[PN6] [PN7] what a message says is shown in the device’s language, or hidden as the person wants', async () => {
  const { ann, bob, phone, chat } = await pair('zh');
  await world.say(ann, chat, 'see  you\nsoon');
  const [first] = await world.pushed(phone);
  assert.deepEqual([first?.payload['title'], first?.payload['body']], ['Ann', 'see you soon']);
  assert.deepEqual([first?.payload['path'], first?.payload['badge'], first?.urgency], [`/c/${chat}`, 1, 'high']);
  assert.ok(!first?.topic?.includes(chat.slice(2, 10)));
  await keep(bob, { shows: 'sender' });
  await world.say(ann, chat, 'a secret');
  assert.deepEqual(shown(await world.pushed(phone)), [['message', 'Ann（2）', '新消息']]);
  await keep(bob, { shows: 'nothing' });
  await world.say(ann, chat, 'another secret');
  assert.deepEqual(shown(await world.pushed(phone)), [['message', '一起', '新消息']]);
});

test('[PN7] in a group it is said who wrote; several are one notification, and nobody hears of their own', async () => {
  const { ann, bob, phone } = await pair();
  const group = await world.group('Trip', ann, bob);
  await world.say(bob, group, 'mine');
  assert.deepEqual(await world.pushed(phone), []);
  for (const text of ['one', 'two', 'three']) await world.say(ann, group, text);
  const got = await world.pushed(phone);
  assert.deepEqual(shown(got), [['message', 'Trip (3)', 'Ann: three']]);
  assert.equal(got[0]?.payload['tag'], group);
  await world.server.jobs.settle();
  assert.deepEqual(await world.pushed(phone), []);
});

test('[PN11] withheld, erased and recalled messages, and those of blocked people, are in no push', async () => {
  const { ann, bob, phone, chat } = await pair();
  const group = await world.group('Trip', ann, bob);
  const recalled = await world.say(ann, chat, 'oops');
  await world.as(ann, 'message.recall', { clientId: newId('t'), conversation: chat, seq: recalled });
  const erased = await world.say(ann, chat, 'not for me');
  await world.as(bob, 'message.erase', { conversation: chat, seqs: [erased] } as never);
  assert.deepEqual(await world.pushed(phone), []);
  await world.as(bob, 'contact.block', { user: ann.user });
  await world.say(ann, chat, 'withheld');
  await world.say(ann, group, 'in a group');
  assert.deepEqual(await world.pushed(phone), []);
});

test('[PN11] who was removed hears nothing any more; who sees only what is new hears nothing of before', async () => {
  const { ann, bob, phone } = await pair();
  const group = await world.group('Trip', ann, bob);
  await world.say(ann, group, 'secret');
  await world.as(ann, 'member.remove', { clientId: newId('t'), conversation: group, member: bob.user });
  assert.deepEqual(await world.pushed(phone), []);
});

test('[PN12] [PN13] only mentions, where the person wants it so; muted until; nothing at all', async () => {
  const { ann, bob, phone } = await pair();
  const group = await world.group('Trip', ann, bob);
  const both = async () => {
    await world.say(ann, group, 'to all');
    await world.say(ann, group, '@Bob look', { mentions: [bob.user] });
    return shown(await world.pushed(phone)).map(([, , body]) => body);
  };
  await keep(bob, { messages: 'mentions' });
  assert.deepEqual(await both(), ['Ann: @Bob look']);
  await keep(bob, { messages: 'all' });
  await world.as(bob, 'conversation.keep', { conversation: group, muted: true });
  await world.say(ann, group, 'to all');
  assert.deepEqual(await world.pushed(phone), []);
  await world.as(bob, 'conversation.keep', { conversation: group, muted: false });
  await world.as(bob, 'push.quieten', { conversation: group, until: world.clock.now() + 3_600_000 });
  assert.equal((await both()).filter(Boolean).length, 0);
  world.clock.advance(3_600_000);
  assert.deepEqual(await both(), ['Ann: @Bob look']);
  await world.as(bob, 'push.quieten', { conversation: group, level: 'none' });
  assert.equal((await both()).filter(Boolean).length, 0);
  await refused('conversation.unknown', world.as(await world.person('Eve'), 'push.quieten', { conversation: group }));
  await refused(
    'conversation.unknown',
    world.as(await world.person('Eve'), 'push.conversation', { conversation: group }),
  );
});

test('[PN12] replies in a thread are for who follows it', async () => {
  const { ann, bob, phone } = await pair();
  const group = await world.group('Trip', ann, bob);
  const root = await world.say(ann, group, 'question');
  await world.pushed(phone);
  await world.say(ann, group, 'alone', { thread: root });
  assert.deepEqual(await world.pushed(phone), []);
  await world.as(bob, 'thread.follow', { conversation: group, root, on: true });
  await world.say(ann, group, 'answer', { thread: root });
  const [got] = await world.pushed(phone);
  assert.deepEqual([got?.payload['body'], got?.payload['path']], ['Ann: answer', `/c/${group}?thread=${root}`]);
});

test('[PN14] what was read elsewhere is taken away, and what was recalled', async () => {
  const { ann, bob, phone, chat } = await pair();
  const seq = await world.say(ann, chat, 'one');
  assert.equal((await world.pushed(phone)).length, 1);
  await world.as(bob, 'conversation.read', { conversation: chat, seq });
  const [closed] = await world.pushed(phone);
  assert.deepEqual(closed?.payload, { type: 'close', tag: chat, badge: 0 });
  const next = await world.say(ann, chat, 'two');
  assert.equal((await world.pushed(phone)).length, 1);
  await world.as(ann, 'message.recall', { clientId: newId('t'), conversation: chat, seq: next });
  assert.deepEqual(
    (await world.pushed(phone)).map(({ payload }) => payload['type']),
    ['close'],
  );
});

test('[PN15] nothing is pushed while the person is at one of their devices', async () => {
  const { ann, bob, phone, chat } = await pair();
  const peer = await RawPeer.open(world.server.origin);
  await peer.hello(bob.accessToken);
  await world.say(ann, chat, 'seen on the PC');
  assert.deepEqual(await world.pushed(phone), []);
  await peer.ask('presence.report', { active: false });
  await world.say(ann, chat, 'away');
  assert.deepEqual(shown(await world.pushed(phone)), [['message', 'Ann (2)', 'away']]);
  peer.ws.terminate();
});

test('[PN4] an address that is gone is forgotten; who is out of reach is tried again, alone', async () => {
  const { ann, bob, phone, chat } = await pair();
  const tablet = await world.subscribe({ ...bob, device: (await world.person('Bob')).device });
  world.fake.answers.set(tablet, 503);
  await world.say(ann, chat, 'hello');
  assert.equal((await world.pushed(phone)).length, 1);
  world.fake.answers.delete(tablet);
  assert.equal((await world.pushed(tablet)).length, 1);
  assert.deepEqual(await world.pushed(phone), [], 'no second time');
  world.fake.answers.set(phone, 410);
  await world.say(ann, chat, 'again');
  assert.deepEqual(await world.pushed(phone), []);
  assert.equal((await world.as(bob, 'push.state', {})).devices, 1);
});

test('[PN9] a call rings, and no longer when it is answered; it can be declined from the notification alone', async () => {
  const { ann, bob, phone, chat } = await pair();
  const { call } = await world.as(ann, 'call.start', { conversation: chat, mode: 'video' });
  const [ring] = await world.pushed(phone);
  assert.deepEqual(
    [ring?.payload['type'], ring?.payload['title'], ring?.payload['body']],
    ['call', 'Ann', 'Video call'],
  );
  assert.equal(ring?.urgency, 'high');
  assert.ok((ring?.ttl ?? 0) > 30 && (ring?.ttl ?? 0) <= 45);
  const decline = (pass: unknown) =>
    fetch(`${world.server.origin}/api/v1/push/decline`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pass }),
    });
  assert.equal((await decline('forged.pass')).status, 401);
  assert.equal((await decline(`${String(ring?.payload['pass'])}x`)).status, 401);
  assert.equal((await decline(ring?.payload['pass'])).status, 204);
  assert.deepEqual(
    (await world.pushed(phone)).map(({ payload }) => [payload['type'], payload['tag']]),
    [['close', `call:${call}`]],
  );
  assert.deepEqual(await world.as(ann, 'call.get', { call }), { outcome: 'declined' });
  await keep(bob, { calls: false });
  await world.as(ann, 'call.start', { conversation: chat, mode: 'voice' });
  assert.deepEqual(await world.pushed(phone), []);
});

test('[PN9] a call that was not taken is told of as missed', async () => {
  const { ann, phone, chat } = await pair();
  const { call } = await world.as(ann, 'call.start', { conversation: chat, mode: 'voice' });
  await world.pushed(phone);
  await world.as(ann, 'call.leave', { call });
  const got = await world.pushed(phone);
  assert.deepEqual(new Set(got.map(({ payload }) => payload['type'])), new Set(['close', 'message']));
  assert.equal(got.find(({ payload }) => payload['type'] === 'message')?.payload['body'], 'Missed voice call');
});

test('[PN20] [PN21] quiet hours keep everything back; who may not, and what is malformed', async () => {
  const { ann, bob, phone, chat } = await pair();
  const quiet = { from: 0, to: 1439, days: [0, 1, 2, 3, 4, 5, 6], zone: 'UTC' };
  await keep(bob, { quiet });
  await world.say(ann, chat, 'hush');
  await world.as(ann, 'call.start', { conversation: chat, mode: 'voice' });
  assert.deepEqual(await world.pushed(phone), []);
  await refused('request.invalid', keep(bob, { quiet: { ...quiet, zone: 'Nowhere/Land' } }));
  await refused('request.invalid', keep(bob, { quiet: { ...quiet, to: 0 } }));
});

test('[PN23] who organises a meeting is reminded of it, and who is invited by the line that says so', async () => {
  const { ann, bob, phone } = await pair();
  const own = await world.subscribe(ann);
  const at = world.clock.now() + 3_600_000;
  const start = new Date(at).toISOString().slice(0, 16);
  const when = { start, zone: 'UTC', minutes: 30, remind: 10 };
  await world.as(ann, 'plan.create', { clientId: newId('t'), title: 'Budget', ...when, people: [bob.user] });
  assert.deepEqual(await world.pushed(own), []);
  assert.deepEqual(shown(await world.pushed(phone)), [['message', 'Ann', '[Meeting] Budget']]);
  world.clock.set(at - 10 * 60_000 - 2000);
  assert.deepEqual(shown(await world.pushed(own)), [['notice', 'Budget', 'The meeting begins in 10 min']]);
  assert.deepEqual(shown(await world.pushed(phone)), [['message', 'Ann (2)', '[Meeting reminder] Budget']]);
});

test('[PN22] a test is for the device that asks', async () => {
  const { ann, bob, phone } = await pair();
  await world.as(bob, 'push.test', {});
  assert.deepEqual(shown(await world.pushed(phone)), [['notice', 'Yiqi', 'Notifications work on this device.']]);
  await refused('push.unregistered', world.as(ann, 'push.test', {}));
  world.fake.answers.set(phone, 500);
  await refused('push.unreachable', world.as(bob, 'push.test', {}));
});
