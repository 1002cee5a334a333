import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { PushPayload } from '#protocol/push-payload.ts';
import type { PushMessage } from '#server/push/ports.ts';
import { Apns } from './apns.ts';
import { type FakeApns, startFakeApns } from './testing/fake-apns.ts';

/** docs/spec/push.md */

const folder = mkdtempSync(join(tmpdir(), 'yiqi-apns-'));
const clock = new ManualClock(Date.UTC(2026, 10, 20, 10));
const payload: PushPayload = {
  ...{ type: 'message', tag: 'c_1', title: 'Ann', body: '你好', path: '/c/c_1', badge: 3, at: 5 },
};
const message: PushMessage = { payload, ttlSeconds: 60, urgency: 'high', topic: 'a-digest' };
let fake: FakeApns;
let apns: Apns;

before(async () => {
  fake = await startFakeApns(folder, clock);
  apns = new Apns({ ...fake.options, log: silentLog });
});
after(async () => {
  apns.close();
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

const tokenOf = (digit: string): string => digit.repeat(64);

test('[PN43] a message is an alert: with its place, its end, its badge, and no more than it says', async () => {
  assert.equal(await apns.send(tokenOf('a'), message), 'sent');
  const got = fake.deliveries.at(-1);
  assert.equal(got?.token, tokenOf('a'));
  assert.deepEqual(got?.body, {
    aps: { alert: { title: 'Ann', body: '你好' }, 'thread-id': 'a-digest', badge: 3, sound: 'default' },
    yiqi: { id: 'a-digest', type: 'message', tag: 'c_1', path: '/c/c_1', badge: 3, at: 5 },
  });
  const { 'apns-push-type': kind, 'apns-priority': priority, 'apns-expiration': until } = got?.headers ?? {};
  assert.deepEqual([kind, priority, until], ['alert', '10', String(clock.now() / 1000 + 60)]);
  assert.deepEqual([got?.headers['apns-topic'], got?.headers['apns-collapse-id']], ['org.example.app', 'a-digest']);
  await apns.send(tokenOf('a'), { ...message, urgency: 'normal', payload: { ...payload, quiet: true } });
  const quiet = fake.deliveries.at(-1);
  assert.equal(quiet?.headers['apns-priority'], '5');
  assert.equal(quiet?.body.aps['sound'], undefined);
});

test('[PN43] what takes a notification away shows nothing, and a call asks to be noticed', async () => {
  await apns.send(tokenOf('b'), { ...message, payload: { type: 'close', tag: 'c_1', badge: 0 } });
  const closed = fake.deliveries.at(-1);
  assert.deepEqual(closed?.body, {
    aps: { 'content-available': 1 },
    yiqi: { id: 'a-digest', type: 'close', tag: 'c_1', badge: 0 },
  });
  assert.deepEqual([closed?.headers['apns-push-type'], closed?.headers['apns-priority']], ['background', '5']);
  const call: PushPayload = {
    ...{ type: 'call', tag: 'call:x', title: 'Ann', body: 'Voice call', path: '/?answer=x', until: 9 },
    ...{ answer: 'Answer', decline: 'Decline', pass: 'p' },
  };
  await apns.send(tokenOf('b'), { ...message, payload: call });
  assert.equal(fake.deliveries.at(-1)?.body.aps['category'], 'call');
  assert.equal(fake.deliveries.at(-1)?.body.yiqi['pass'], 'p');
});

test('[PN42] the provider token is kept for 50 minutes, and made again when Apple finds it too old', async () => {
  await apns.send(tokenOf('c'), message);
  const before = fake.tokens.size;
  clock.advance(20 * 60_000);
  await apns.send(tokenOf('c'), message);
  assert.equal(fake.tokens.size, before);
  clock.advance(31 * 60_000);
  assert.equal(await apns.send(tokenOf('c'), message), 'sent');
  assert.equal(fake.tokens.size, before + 1);
  clock.advance(1000);
  fake.answers.set(tokenOf('c'), [{ status: 403, reason: 'ExpiredProviderToken' }]);
  assert.equal(await apns.send(tokenOf('c'), message), 'later');
  assert.equal(await apns.send(tokenOf('c'), message), 'sent');
  assert.equal(fake.tokens.size, before + 2);
});

test('[PN4] what Apple answers decides what becomes of the registration', async () => {
  const rows: [number, string, string][] = [
    [410, 'Unregistered', 'gone'],
    [400, 'BadDeviceToken', 'gone'],
    [400, 'BadTopic', 'refused'],
    [413, 'PayloadTooLarge', 'refused'],
    [403, 'InvalidProviderToken', 'later'],
    [429, 'TooManyRequests', 'later'],
    [500, 'InternalServerError', 'later'],
    [503, 'ServiceUnavailable', 'later'],
  ];
  for (const [status, reason, outcome] of rows) {
    fake.answers.set(tokenOf('d'), [{ status, reason }]);
    assert.equal(await apns.send(tokenOf('d'), message), outcome, reason);
  }
  assert.equal(
    await apns.send(tokenOf('d'), { ...message, payload: { ...payload, body: 'x'.repeat(5000) } }),
    'refused',
  );
  assert.equal(await apns.send('../../3/device/x', message), 'refused');
  assert.deepEqual(
    [tokenOf('a'), 'a'.repeat(63), 'a'.repeat(65), 'g'.repeat(64), 'a'.repeat(202)].map((one) => apns.accepts(one)),
    [true, false, false, false, false],
  );
});

test('[PN42] many go over one connection; one that ended is opened again; who is out of reach is tried later', async () => {
  const before = fake.connections();
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => apns.send(tokenOf('e'), message)));
  assert.ok(outcomes.every((outcome) => outcome === 'sent'));
  assert.equal(fake.connections(), before);
  await fake.hangUp();
  // The end may be noticed only with the first of them.
  let outcome = 'later';
  for (let tries = 0; outcome === 'later' && tries < 20; tries += 1) outcome = await apns.send(tokenOf('e'), message);
  assert.equal(outcome, 'sent');
  assert.equal(fake.connections(), before + 1);
  const nowhere = new Apns({ ...fake.options, origin: 'https://127.0.0.1:9', log: silentLog });
  assert.equal(await nowhere.send(tokenOf('e'), message), 'later');
  nowhere.close();
  const { authority: _, ...untrusted } = fake.options;
  const guarded = new Apns({ ...untrusted, log: silentLog });
  assert.equal(await guarded.send(tokenOf('e'), message), 'later', 'nobody else is taken for Apple');
  guarded.close();
});
