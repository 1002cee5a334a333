import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { PushPayload } from '#protocol/push-payload.ts';
import type { PushMessage } from '#server/push/ports.ts';
import { Fcm } from './fcm.ts';
import { type FakeFcm, startFakeFcm } from './testing/fake-fcm.ts';

/** docs/spec/push.md */

const clock = new ManualClock(Date.UTC(2026, 10, 20, 10));
const payload: PushPayload = {
  ...{ type: 'message', tag: 'c_1', title: 'Ann', body: '你好', path: '/c/c_1', badge: 3, at: 5 },
};
const message: PushMessage = { payload, ttlSeconds: 60, urgency: 'high', topic: 'a-digest' };
const TOKEN = 'token:of-an_app-0001';
let fake: FakeFcm;
let fcm: Fcm;

before(async () => {
  fake = await startFakeFcm(clock);
  fcm = new Fcm({ ...fake.options, log: silentLog });
});
after(() => fake.close());

test('[PN44] a message is a notification under its tag, with the data that the app needs', async () => {
  assert.equal(await fcm.send(TOKEN, message), 'sent');
  assert.deepEqual(fake.deliveries.at(-1), {
    token: TOKEN,
    data: { yiqi: JSON.stringify({ id: 'a-digest', ...payload }) },
    notification: { title: 'Ann', body: '你好' },
    android: {
      ...{ collapse_key: 'a-digest', priority: 'HIGH', ttl: '60s' },
      notification: { tag: 'a-digest', channel_id: 'messages', notification_count: 3 },
    },
  });
});

test('[PN44] calls and what takes a notification away are data alone', async () => {
  await fcm.send(TOKEN, { ...message, payload: { type: 'close', tag: 'c_1', badge: 0 } });
  const closed = fake.deliveries.at(-1);
  assert.deepEqual(closed?.android, { collapse_key: 'a-digest', priority: 'NORMAL', ttl: '60s' });
  assert.equal(closed?.notification, undefined);
  const call: PushPayload = {
    ...{ type: 'call', tag: 'call:x', title: 'Ann', body: 'Voice call', path: '/?answer=x', until: 9 },
    ...{ answer: 'Answer', decline: 'Decline', pass: 'p' },
  };
  await fcm.send(TOKEN, { ...message, payload: call });
  const ring = fake.deliveries.at(-1);
  assert.deepEqual([ring?.notification, ring?.android['priority']], [undefined, 'HIGH']);
  assert.deepEqual(JSON.parse(ring?.data.yiqi ?? ''), { id: 'a-digest', ...call });
});

test('[PN42] an access token is asked for once and kept until shortly before its end, or until it is refused', async () => {
  const fresh = new Fcm({ ...fake.options, log: silentLog });
  const before = fake.given.size;
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => fresh.send(TOKEN, message)));
  assert.ok(outcomes.every((outcome) => outcome === 'sent'));
  assert.equal(fake.given.size, before + 1);
  clock.advance(54 * 60_000);
  await fresh.send(TOKEN, message);
  assert.equal(fake.given.size, before + 1);
  clock.advance(60_000);
  assert.equal(await fresh.send(TOKEN, message), 'sent');
  assert.equal(fake.given.size, before + 2);
  fake.given.clear();
  assert.equal(await fresh.send(TOKEN, message), 'later');
  assert.equal(await fresh.send(TOKEN, message), 'sent');
});

test('[PN42] without access nothing is lost: it is tried again', async () => {
  const fresh = new Fcm({ ...fake.options, log: silentLog });
  fake.refusals.push(400, 503);
  assert.equal(await fresh.send(TOKEN, message), 'later');
  assert.equal(await fresh.send(TOKEN, message), 'later');
  assert.equal(await fresh.send(TOKEN, message), 'sent');
});

test('[PN4] what Google answers decides what becomes of the registration', async () => {
  const rows: [number, string, string][] = [
    [404, 'UNREGISTERED', 'gone'],
    [403, 'SENDER_ID_MISMATCH', 'gone'],
    [403, 'THIRD_PARTY_AUTH_ERROR', 'later'],
    [400, 'INVALID_ARGUMENT', 'refused'],
    [429, 'QUOTA_EXCEEDED', 'later'],
    [500, 'INTERNAL', 'later'],
    [503, 'UNAVAILABLE', 'later'],
  ];
  for (const [status, code, outcome] of rows) {
    fake.answers.set(TOKEN, [{ status, code }]);
    assert.equal(await fcm.send(TOKEN, message), outcome, code);
  }
  assert.equal(await fcm.send(TOKEN, { ...message, payload: { ...payload, body: 'x'.repeat(5000) } }), 'refused');
  const nowhere = new Fcm({ ...fake.options, origin: 'http://127.0.0.1:9', log: silentLog });
  assert.equal(await nowhere.send(TOKEN, message), 'later');
});

test('[PN45] nothing is asked of Google before the time that it says, and no longer than a minute', async () => {
  for (const [retryAfter, waitMs] of [
    ['20', 20_000],
    [new Date(clock.now() + 40_000).toUTCString(), 20_000],
    ['86400', 60_000],
  ] as const) {
    fake.answers.set(TOKEN, [{ status: 429, code: 'QUOTA_EXCEEDED', retryAfter }]);
    assert.equal(await fcm.send(TOKEN, message), 'later');
    const asked = fake.asked();
    clock.advance(waitMs - 1);
    assert.equal(await fcm.send('another-app-of-them', message), 'later');
    assert.equal(fake.asked(), asked);
    clock.advance(1);
    assert.equal(await fcm.send(TOKEN, message), 'sent');
  }
});
