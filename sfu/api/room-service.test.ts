import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RoomServiceClient } from 'livekit-server-sdk';
import { WebSocket } from 'ws';
import type { Sfu } from '../index.ts';
import { mintToken, startTestSfu, testKey, testSecret } from '../testing/test-sfu.ts';

let sfu: Sfu & { lines: string[] };
let service: RoomServiceClient;

before(async () => {
  sfu = await startTestSfu({ autoCreate: false });
  service = new RoomServiceClient(sfu.url, testKey, testSecret);
});
after(() => sfu.close());

const methods: Record<string, object> = {
  CreateRoom: { name: 'room' },
  ListRooms: {},
  DeleteRoom: { room: 'room' },
  UpdateRoomMetadata: { room: 'room', metadata: 'm' },
  ListParticipants: { room: 'room' },
  GetParticipant: { room: 'room', identity: 'ann' },
  RemoveParticipant: { room: 'room', identity: 'ann' },
  MutePublishedTrack: { room: 'room', identity: 'ann', trackSid: 'TR_1', muted: true },
  UpdateParticipant: { room: 'room', identity: 'ann', metadata: 'm' },
  UpdateSubscriptions: { room: 'room', identity: 'ann', trackSids: ['TR_1'], subscribe: true },
  SendData: { room: 'room', data: 'aGk=' },
  PerformRpc: { room: 'room', destinationIdentity: 'ann', method: 'ask', payload: '' },
  MoveParticipant: { room: 'room', identity: 'ann', destinationRoom: 'other' },
  ForwardParticipant: { room: 'room', identity: 'ann', destinationRoom: 'other' },
};

async function call(
  method: string,
  token: string,
  body: string | object = methods[method] ?? {},
): Promise<{ status: number; code: string }> {
  const response = await fetch(`${sfu.url}/twirp/livekit.RoomService/${method}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token === '' ? {} : { Authorization: `Bearer ${token}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as { code?: string };
  return { status: response.status, code: answer.code ?? 'ok' };
}

/** Opens a signalling socket and waits for its first message. */
async function join(identity: string, room: string): Promise<{ socket: WebSocket; closed: Promise<unknown> }> {
  const token = await mintToken({ identity, video: { roomJoin: true, room } });
  const socket = new WebSocket(`${sfu.url.replace('http', 'ws')}/rtc?access_token=${token}`);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve, reject) => {
    socket.once('message', resolve);
    socket.once('error', reject);
  });
  return { socket, closed };
}

test('every method refuses strangers, bad signatures and tokens without the right grant', async () => {
  const joiner = await mintToken({ video: { roomJoin: true, room: 'room', canPublish: true } });
  const forged = await mintToken({
    secret: 'not the secret, but long enough too',
    video: { roomAdmin: true, roomCreate: true, roomList: true, room: 'room' },
  });
  const elsewhere = await mintToken({ video: { roomAdmin: true, room: 'another room' } });
  const nowhere = await mintToken({ video: { roomAdmin: true } });
  for (const method of Object.keys(methods)) {
    assert.deepEqual(await call(method, ''), { status: 401, code: 'unauthenticated' }, method);
    assert.deepEqual(await call(method, forged), { status: 401, code: 'unauthenticated' }, method);
    for (const token of [joiner, elsewhere, nowhere]) {
      assert.deepEqual(await call(method, token), { status: 403, code: 'permission_denied' }, method);
    }
  }
});

test('malformed and unknown calls get clear errors', async () => {
  const token = await mintToken({ video: { roomCreate: true, roomAdmin: true, room: 'room' } });
  assert.deepEqual(await call('CreateRoom', token, '{"name":'), { status: 400, code: 'malformed' });
  assert.deepEqual(await call('CreateRoom', token, { name: '' }), { status: 400, code: 'invalid_argument' });
  assert.deepEqual(await call('CreateRoom', token, { name: 'x'.repeat(300) }), {
    status: 400,
    code: 'invalid_argument',
  });
  assert.deepEqual(await call('CreateRoom', token, `"${'x'.repeat(3_000_000)}"`), {
    status: 429,
    code: 'resource_exhausted',
  });
  assert.deepEqual(await call('SendData', token, { room: 'room', nonce: 'AAAA' }), {
    status: 400,
    code: 'invalid_argument',
  });
  assert.deepEqual(await call('PerformRpc', token), { status: 404, code: 'not_found' });
  assert.deepEqual(await call('MoveParticipant', token), { status: 501, code: 'unimplemented' });
  assert.deepEqual(await call('CreateRoom', token, { name: 'film', egress: { tracks: {} } }), {
    status: 501,
    code: 'unimplemented',
  });
  assert.deepEqual(await call('toString', token), { status: 404, code: 'bad_route' });
  assert.deepEqual(await call('DeleteRoom', token, { room: 'no such room' }), { status: 404, code: 'not_found' });
  assert.deepEqual(await call('GetParticipant', token), { status: 404, code: 'not_found' });
});

test("LiveKit's own client creates, lists, changes and deletes rooms", async () => {
  const room = await service.createRoom({
    name: 'lesson',
    emptyTimeout: 660,
    departureTimeout: 660,
    metadata: 'first',
  });
  assert.deepEqual([room.name, room.emptyTimeout, room.metadata], ['lesson', 660, 'first']);
  assert.equal((await service.createRoom({ name: 'lesson' })).sid, room.sid);
  assert.deepEqual(
    (await service.listRooms(['lesson', 'other'])).map((one) => one.sid),
    [room.sid],
  );
  assert.equal((await service.updateRoomMetadata('lesson', 'second')).metadata, 'second');
  await service.deleteRoom('lesson');
  assert.deepEqual(await service.listRooms(['lesson']), []);
});

test('participants are listed, changed and removed', async () => {
  await service.createRoom({ name: 'club' });
  const ann = await join('ann', 'club');
  const bob = await join('bob', 'club');
  assert.deepEqual((await service.listParticipants('club')).map((one) => one.identity).sort(), ['ann', 'bob']);
  const changed = await service.updateParticipant('club', 'ann', {
    metadata: 'm',
    name: 'Ann',
    attributes: { hand: 'up' },
    permission: { canSubscribe: true, canPublish: false },
  });
  assert.deepEqual(
    [changed.metadata, changed.name, changed.attributes, changed.permission?.canPublish],
    ['m', 'Ann', { hand: 'up' }, false],
  );
  assert.equal((await service.getParticipant('club', 'ann')).name, 'Ann');
  await assert.rejects(service.mutePublishedTrack('club', 'ann', 'TR_none', true));
  await service.sendData('club', new TextEncoder().encode('hi'), 0, {});
  await service.removeParticipant('club', 'ann');
  await ann.closed;
  await assert.rejects(service.getParticipant('club', 'ann'));
  await service.deleteRoom('club');
  await bob.closed;
  await assert.rejects(service.listParticipants('club'));
  await assert.rejects(join('bob', 'club'), /404/);
});

test('validate tells browsers of any origin whether and why not', async () => {
  await service.createRoom({ name: 'open' });
  const check = async (path: string, token: string) => {
    const response = await fetch(`${sfu.url}${path}?access_token=${token}`);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    return [response.status, await response.text()];
  };
  const token = await mintToken({ video: { roomJoin: true, room: 'open' } });
  assert.deepEqual(await check('/rtc/validate', token), [200, 'success']);
  assert.deepEqual(await check('/rtc/v1/validate', token), [400, 'join_request is missing']);
  assert.equal((await check('/rtc/validate', 'rubbish'))[0], 401);
  assert.equal((await check('/rtc/validate', await mintToken({ video: { room: 'open' } })))[0], 401);
  const closed = await mintToken({ video: { roomJoin: true, room: 'closed' } });
  assert.deepEqual(await check('/rtc/validate', closed), [404, 'requested room does not exist']);
  const preflight = await fetch(`${sfu.url}/rtc/v1/validate`, { method: 'OPTIONS' });
  assert.equal(preflight.status, 204);
});

test('statistics are for those who may list rooms', async () => {
  const ask = async (token: string) => {
    const response = await fetch(`${sfu.url}/stats`, { headers: { Authorization: `Bearer ${token}` } });
    return { status: response.status, body: await response.text() };
  };
  assert.equal((await ask('rubbish')).status, 401);
  assert.equal((await ask(await mintToken({ video: { roomAdmin: true, room: 'open' } }))).status, 403);
  const { status, body } = await ask(await mintToken({ video: { roomList: true } }));
  assert.equal(status, 200);
  assert.ok(Array.isArray(JSON.parse(body)));
});

test('a join request that is no join request, or a bomb, is refused before a socket is opened', async () => {
  const { gzipSync } = await import('node:zlib');
  const { WrappedJoinRequest, WrappedJoinRequest_Compression } = await import('@livekit/protocol');
  const token = await mintToken({ video: { roomJoin: true, room: 'open' } });
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const wrapped = new WrappedJoinRequest({
    compression: WrappedJoinRequest_Compression.GZIP,
    joinRequest: bomb,
  }).toBinary();
  for (const request of ['AAAA', Buffer.from(wrapped).toString('base64url')]) {
    const response = await fetch(`${sfu.url}/rtc/v1/validate?access_token=${token}&join_request=${request}`);
    assert.equal(response.status, 400);
  }
});

test('a socket that sends nonsense or too much is closed, and the server goes on', async () => {
  await service.createRoom({ name: 'fuzz' });
  for (const frame of ['{', Buffer.alloc(3 * 1024 * 1024)]) {
    const { socket, closed } = await join('ann', 'fuzz');
    for (let i = 0; i < 20; i++) socket.send(frame, () => {});
    await closed;
  }
  const fine = await join('bob', 'fuzz');
  fine.socket.close();
  await fine.closed;
});

test('no token, identity or address is in the log', async () => {
  const log = sfu.lines.join('\n');
  assert.ok(sfu.lines.length > 5);
  assert.doesNotMatch(log, /eyJ|\bann\b|\bbob\b|127\.0\.0\.1|lesson|club/);
});
