import assert from 'node:assert/strict';
import { createECDH } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { systemClock } from '#kernel/clock.ts';
import type { PushPayload } from '#protocol/push-payload.ts';
import type { PushMessage } from '#server/push/ports.ts';
import { encrypt } from './encryption.ts';
import { type FakePushService, startFakePushService } from './testing/fake-push-service.ts';
import { WebPush } from './web-push.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiqi-push-'));
const secret = Buffer.alloc(32, 7).toString('base64url');
let service: FakePushService;

before(async () => {
  service = await startFakePushService(folder);
});
after(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const webPush = (more: object = {}) =>
  new WebPush({
    ...{ secret, subject: 'mailto:admin@example.org', clock: systemClock },
    ...{ reach: service.reach, authority: service.authority, ...more },
  });
const payload: PushPayload = { type: 'close', tag: '你好', badge: 1 };
const message: PushMessage = { payload, ttlSeconds: 60, urgency: 'high', topic: 'abc' };

test('[PN3] the example of RFC 8291, appendix A, is encrypted as it stands there', () => {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'));
  const address = {
    endpoint: 'https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV',
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const salt = Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url');
  const coded = encrypt(Buffer.from('When I grow up, I want to be a watermelon'), address, { ecdh, salt });
  const expected =
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';
  assert.equal(coded.toString('base64url'), expected);
});

test('[PN3] a device reads what was sent, and its service who sent it', async () => {
  const push = webPush();
  assert.equal(await push.send(service.subscribe('a'), message), 'sent');
  await service.delivered(1);
  const [got] = service.deliveries;
  assert.deepEqual(got?.payload, payload);
  assert.deepEqual([got?.ttl, got?.urgency, got?.topic], [60, 'high', 'abc']);
  assert.deepEqual([got?.claims.aud, got?.claims.sub], [service.origin, 'mailto:admin@example.org']);
  const days = ((got?.claims.exp ?? 0) * 1000 - Date.now()) / 86_400_000;
  assert.ok(days > 0.4 && days < 1);
});

test('[PN4] what the service answers decides what becomes of the address', async () => {
  const push = webPush();
  const address = service.subscribe('b');
  const outcomes: string[] = [];
  for (const status of [404, 410, 429, 503, 413, 302, 201]) {
    service.answers.set('b', status);
    outcomes.push(await push.send(address, message));
  }
  assert.deepEqual(outcomes, ['gone', 'gone', 'later', 'later', 'refused', 'refused', 'sent']);
  assert.equal(await push.send({ ...address, p256dh: 'AAAA' }, message), 'gone');
  assert.equal(await push.send(address, { ...message, payload: { ...payload, tag: 'x'.repeat(4100) } }), 'refused');
});

test('[PN5] nothing is sent to an address that is not public, by its name or as it stands, nor without TLS', async () => {
  const { reach: _, ...more } = { reach: undefined, authority: service.authority };
  const guarded = new WebPush({ secret, subject: 'mailto:a@example.org', clock: systemClock, ...more });
  const address = service.subscribe('c');
  assert.equal(await guarded.send(address, message), 'later');
  const named = webPush({ reach: { resolve: async () => ['10.0.0.1', '8.8.8.8'], permits: () => false } });
  assert.equal(await named.send({ ...address, endpoint: 'https://push.example.org/x' }, message), 'later');
  assert.equal(
    await webPush().send({ ...address, endpoint: address.endpoint.replace('https', 'http') }, message),
    'refused',
  );
  assert.ok(service.deliveries.every(({ device }) => device !== 'c'));
});
