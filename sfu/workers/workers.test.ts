import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { LeaveRequest_Action, SignalResponse } from '@livekit/protocol';
import { RoomServiceClient } from 'livekit-server-sdk';
import { WebSocket } from 'ws';
import { mintToken, testKey, testSecret } from '../testing/test-sfu.ts';
import { ServerLines, startWorkers } from '../testing/worker-server.ts';
import type { MediaServer } from './start.ts';

async function withServer(work: (server: MediaServer, lines: ServerLines) => Promise<void>): Promise<void> {
  const lines = new ServerLines();
  const server = await startWorkers(lines.log);
  try {
    await work(server, lines);
  } finally {
    await server.close();
  }
  assert.deepEqual(
    lines.all.filter((line) => line.message.includes('bug')),
    [],
  );
}

function serviceOf(server: MediaServer): RoomServiceClient {
  return new RoomServiceClient(server.url, testKey, testSecret, { failover: false });
}

/** How many rooms each worker has, by its figures. */
async function roomsByWorker(server: MediaServer): Promise<number[]> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return [0, 1].map((worker) =>
    Number(new RegExp(`^yiqi_sfu_rooms\\{worker="${worker}"\\} (\\d+)$`, 'm').exec(text)?.[1]),
  );
}

/** A client of the older protocol, as far as its first messages. */
async function join(server: MediaServer, room: string, identity: string): Promise<WebSocket> {
  const token = await mintToken({ identity, video: { roomJoin: true, room } });
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/rtc?access_token=${token}&protocol=15`);
  const [data] = (await once(socket, 'message')) as [Buffer];
  assert.equal(SignalResponse.fromBinary(data).message.case, 'join');
  return socket;
}

/** The status with which a join is refused. */
async function refusal(server: MediaServer, video: Record<string, unknown>): Promise<string> {
  const token = await mintToken({ video });
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/rtc?access_token=${token}`);
  const [error] = (await once(socket, 'error')) as [Error];
  return /\d{3}/.exec(error.message)?.[0] ?? error.message;
}

test('rooms are spread over workers behind one port, and looked into through it', async () => {
  await withServer(async (server) => {
    const service = serviceOf(server);
    assert.equal(new Set(server.udpPorts).size, 2);
    for (const name of ['a', 'b', 'c', 'd']) await service.createRoom({ name, metadata: `of ${name}` });
    assert.deepEqual(await roomsByWorker(server), [2, 2]);
    const names = (await service.listRooms()).map((room) => room.name);
    assert.deepEqual(names.sort(), ['a', 'b', 'c', 'd']);
    assert.deepEqual((await service.listRooms(['b', 'c', 'x'])).map((room) => room.metadata).sort(), ['of b', 'of c']);
    const sockets = await Promise.all(['a', 'b', 'c', 'd'].map((room) => join(server, room, `in ${room}`)));
    for (const room of ['a', 'b', 'c', 'd']) {
      assert.deepEqual(
        (await service.listParticipants(room)).map((one) => one.identity),
        [`in ${room}`],
      );
      const token = await mintToken({ video: { roomAdmin: true, room } });
      const picture = await fetch(`${server.url}/admin/rooms/${room}/dump`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      assert.equal(((await picture.json()) as { name: string }).name, room);
    }
    const list = await mintToken({ video: { roomList: true } });
    const stats = await (await fetch(`${server.url}/stats`, { headers: { Authorization: `Bearer ${list}` } })).json();
    assert.equal((stats as object[]).length, 4);
    const gone = once(sockets[0] as WebSocket, 'close');
    await service.deleteRoom('a');
    await gone;
    assert.deepEqual((await service.listRooms()).map((room) => room.name).sort(), ['b', 'c', 'd']);
    for (const socket of sockets) socket.terminate();
  });
});

test('the front lets nobody in whom a worker would not', async () => {
  await withServer(async (server) => {
    await serviceOf(server).createRoom({ name: 'room' });
    assert.equal(await refusal(server, { roomJoin: false, room: 'room' }), '401');
    assert.equal(await refusal(server, { roomJoin: true, room: 'nobody made it' }), '404');
    const call = async (method: string, video: Record<string, unknown> | null, body: object): Promise<number> => {
      const headers: Record<string, string> = { 'Content-Type': 'application/json' };
      if (video) headers['Authorization'] = `Bearer ${await mintToken({ video })}`;
      const url = `${server.url}/twirp/livekit.RoomService/${method}`;
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    };
    assert.equal(await call('ListRooms', null, {}), 401);
    assert.equal(await call('ListRooms', { roomCreate: true }, {}), 403);
    assert.equal(await call('CreateRoom', { roomList: true }, { name: 'x' }), 403);
    assert.equal(await call('DeleteRoom', { roomList: true }, { room: 'room' }), 403);
    assert.equal(await call('ListParticipants', { roomAdmin: true, room: 'other' }, { room: 'room' }), 403);
    assert.equal(await call('ListParticipants', { roomAdmin: true, room: 'room' }, { room: 'room' }), 200);
    assert.equal(await call('Nonsense', { roomAdmin: true }, {}), 404);
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    assert.equal((await fetch(`${server.url}/metrics`, { headers: elsewhere })).status, 403);
    assert.equal((await fetch(`${server.url}/stats`)).status, 401);
    assert.deepEqual(await roomsByWorker(server), [1, 0]);
  });
});

test('a worker that dies loses only its rooms: they are made again elsewhere, and it is started again', async () => {
  await withServer(async (server, lines) => {
    const service = serviceOf(server);
    await service.createRoom({ name: 'a', metadata: 'kept', maxParticipants: 7 });
    await service.createRoom({ name: 'b' });
    assert.deepEqual(await roomsByWorker(server), [1, 1]);
    const [lost, untouched] = await Promise.all([join(server, 'a', 'ann'), join(server, 'b', 'bob')]);
    let disturbed = false;
    untouched.on('close', () => {
      disturbed = true;
    });
    const closed = once(lost, 'close');
    const again = lines.next((line) => line.message === 'a media worker is up' && line.worker === 0);
    const moved = lines.next((line) => line.message.includes('made again elsewhere'));
    const dead = lines.pidOf(0);
    process.kill(dead, 'SIGKILL');
    await closed;
    await moved;
    const back = await join(server, 'a', 'ann');
    const [room] = await service.listRooms(['a']);
    assert.deepEqual([room?.metadata, room?.maxParticipants], ['kept', 7]);
    assert.deepEqual(
      (await service.listParticipants('b')).map((one) => one.identity),
      ['bob'],
    );
    assert.notEqual((await again).pid, dead);
    assert.deepEqual(await roomsByWorker(server), [0, 2]);
    await service.createRoom({ name: 'c' });
    assert.deepEqual(await roomsByWorker(server), [1, 2]);
    const text = await (await fetch(`${server.url}/metrics`)).text();
    assert.match(text, /^yiqi_sfu_worker_restarts_total 1$/m);
    assert.equal(disturbed, false);
    for (const socket of [back, untouched]) socket.terminate();
  });
});

test('the end of the server is told to everybody in every worker', async () => {
  const lines = new ServerLines();
  const server = await startWorkers(lines.log, { autoCreate: true });
  const sockets = await Promise.all(['a', 'b'].map((room) => join(server, room, 'ann')));
  const farewells = sockets.map(async (socket) => {
    let last: SignalResponse | undefined;
    socket.on('message', (data: Buffer) => {
      last = SignalResponse.fromBinary(data);
    });
    await once(socket, 'close');
    return last?.message.case === 'leave' ? last.message.value.action : null;
  });
  await server.close();
  assert.deepEqual(await Promise.all(farewells), [LeaveRequest_Action.DISCONNECT, LeaveRequest_Action.DISCONNECT]);
  for (const worker of [0, 1]) assert.throws(() => process.kill(lines.pidOf(worker), 0), { code: 'ESRCH' });
});

test('a worker that cannot start ends the others, and why is said', async () => {
  const taken = await startWorkers(new ServerLines().log, { workers: 1 });
  try {
    const udpPort = taken.udpPorts[0] ?? 0;
    await assert.rejects(startWorkers(new ServerLines().log, { udpPort }), /already in use/);
  } finally {
    await taken.close();
  }
});
