import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomConfiguration } from '@livekit/protocol';
import { SignJWT, UnsecuredJWT } from 'jose';
import { AccessToken } from 'livekit-server-sdk';
import { mintToken, testKey, testSecret } from '../testing/test-sfu.ts';
import { TokenVerifier } from './token.ts';

const verifier = new TokenVerifier({ [testKey]: testSecret, other: 'another secret that is long enough' });

async function reason(token: string): Promise<string> {
  const result = await verifier.verify(token, Date.now());
  return result.ok ? 'accepted' : result.reason;
}

test('a token of a known key is taken with what it grants and no more', async () => {
  const result = await verifier.verify(await mintToken({ identity: 'ann', name: 'Ann', metadata: 'm' }), Date.now());
  assert.ok(result.ok);
  const { grants, key } = result;
  assert.equal(key, testKey);
  assert.deepEqual([grants.identity, grants.name, grants.metadata, grants.room], ['ann', 'Ann', 'm', 'room']);
  assert.deepEqual(
    [grants.roomJoin, grants.roomAdmin, grants.roomCreate, grants.roomList],
    [true, false, false, false],
  );
  assert.deepEqual(
    [grants.canPublish, grants.canSubscribe, grants.canPublishData, grants.hidden],
    [true, true, true, false],
  );
});

test('what a token denies is denied; data follows publishing unless told otherwise', async () => {
  const grantsOf = async (video: Record<string, unknown>) => {
    const result = await verifier.verify(await mintToken({ video }), Date.now());
    assert.ok(result.ok);
    return result.grants;
  };
  const silent = await grantsOf({ roomJoin: true, room: 'r', canPublish: false });
  assert.deepEqual([silent.canPublish, silent.canPublishData, silent.canSubscribe], [false, false, true]);
  const talking = await grantsOf({
    canPublish: false,
    canPublishData: true,
    canSubscribe: false,
    canPublishSources: ['CAMERA', 7],
  });
  assert.deepEqual(
    [talking.canPublishData, talking.canSubscribe, talking.canPublishSources],
    [true, false, ['camera']],
  );
  const odd = await grantsOf({ roomJoin: 'yes', room: 5, roomAdmin: 1 });
  assert.deepEqual([odd.roomJoin, odd.room, odd.roomAdmin], [false, '', false]);
});

test('how a room is to be is read from LiveKit’s own tokens, and nonsense there does no harm', async () => {
  const token = new AccessToken(testKey, testSecret, { identity: 'ann' });
  token.addGrant({ roomJoin: true, room: 'room' });
  token.roomConfig = new RoomConfiguration({
    metadata: 'm',
    departureTimeout: 9,
    maxParticipants: 3,
    tags: { 'yiqi.lastN': '6', other: 'x' },
  });
  const read = await verifier.verify(await token.toJwt(), Date.now());
  assert.deepEqual(read.ok && read.grants.roomSetup, {
    metadata: 'm',
    emptyTimeoutSeconds: 0,
    departureTimeoutSeconds: 9,
    maxParticipants: 3,
    lastN: 6,
  });
  const plain = await verifier.verify(await mintToken(), Date.now());
  assert.equal(plain.ok && plain.grants.roomSetup, undefined);
});

test('tokens that are not to be trusted are refused, and why', async () => {
  assert.match(await reason(''), /no access token/);
  assert.match(await reason('rubbish'), /unknown key/);
  assert.match(await reason('a.b.c'), /unknown key/);
  assert.match(await reason('x'.repeat(20_000)), /too long/);
  assert.match(await reason(await mintToken({ key: 'nobody' })), /unknown key/);
  assert.match(await reason(await mintToken({ secret: 'a wrong secret, also long enough' })), /wrong signature/);
  assert.match(await reason(await mintToken({ key: 'other' })), /wrong signature/);
  assert.match(await reason(await mintToken({ expiresIn: -60 })), /expired/);
  assert.match(await reason(await mintToken({ notBefore: 60 })), /not valid yet/);
});

test('a token without signature, with another algorithm or without an end is refused', async () => {
  const unsigned = new UnsecuredJWT({ video: { roomJoin: true } }).setIssuer(testKey).setExpirationTime('1h').encode();
  assert.match(await reason(unsigned), /not valid/);
  const secret = new TextEncoder().encode(testSecret.padEnd(64, '!'));
  const other = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS512' })
    .setIssuer(testKey)
    .setExpirationTime('1h')
    .sign(secret);
  assert.match(await reason(other), /not valid/);
  const endless = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(testKey)
    .sign(new TextEncoder().encode(testSecret));
  assert.match(await reason(endless), /not valid/);
});

test('a refreshed token grants the same', async () => {
  const first = await verifier.verify(
    await mintToken({ identity: 'ann', video: { roomJoin: true, room: 'r', canPublish: false } }),
    Date.now(),
  );
  assert.ok(first.ok);
  const second = await verifier.verify(await verifier.refresh(first.grants, first.key, Date.now()), Date.now());
  assert.ok(second.ok);
  assert.deepEqual(second.grants, first.grants);
});
