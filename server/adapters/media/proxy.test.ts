import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { isMediaPath, proxyRequest, proxyUpgrade } from './proxy.ts';

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close().closeAllConnections();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

async function mediaServer(): Promise<number> {
  const server = createServer((request, response) => {
    if (request.url === '/rtc/abort') {
      request.socket.destroy();
      return;
    }
    response.writeHead(201, { 'x-path': request.url ?? '', 'x-auth': request.headers.authorization ?? '' });
    request.pipe(response);
  });
  const echo = new WebSocketServer({ server });
  echo.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
  return listen(server);
}

async function front(port: number | undefined): Promise<number> {
  const server = createServer((request, response) => proxyRequest(request, response, port));
  server.on('upgrade', (request, socket, head) => proxyUpgrade(request, socket, head, port));
  return listen(server);
}

test('requests keep path, body and authorization', async () => {
  const port = await front(await mediaServer());
  const answer = await fetch(`http://127.0.0.1:${port}/twirp/livekit.RoomService/ListRooms?x=1`, {
    method: 'POST',
    body: 'payload',
    headers: { authorization: 'Bearer abc' },
  });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get('x-path'), '/twirp/livekit.RoomService/ListRooms?x=1');
  assert.equal(answer.headers.get('x-auth'), 'Bearer abc');
  assert.equal(await answer.text(), 'payload');
});

test('upgrades carry frames both ways and end together', async () => {
  const port = await front(await mediaServer());
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rtc/v1?access_token=x`);
  await once(socket, 'open');
  socket.send(Buffer.alloc(100_000, 7));
  const [data] = (await once(socket, 'message')) as [Buffer];
  assert.equal(data.length, 100_000);
  socket.close();
  await once(socket, 'close');
});

test('without a media process: 503 for requests and upgrades', async () => {
  const port = await front(undefined);
  assert.equal((await fetch(`http://127.0.0.1:${port}/rtc/validate`)).status, 503);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rtc`);
  const [error] = (await once(socket, 'error')) as [Error];
  assert.match(error.message, /503/);
});

test('a media process that breaks off or is gone: 503, and nothing thrown', async () => {
  const media = await mediaServer();
  const port = await front(media);
  assert.equal((await fetch(`http://127.0.0.1:${port}/rtc/abort`)).status, 503);
  const dead = servers.at(-2);
  dead?.close().closeAllConnections();
  assert.equal((await fetch(`http://127.0.0.1:${port}/rtc`)).status, 503);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rtc`);
  await once(socket, 'error');
});

test('only the LiveKit surface is media', () => {
  for (const path of ['/rtc', '/rtc/v1?x', '/rtc/validate', '/twirp/livekit.RoomService/X', '/whip/v1']) {
    assert.ok(isMediaPath(path), path);
  }
  for (const path of ['/admin/rooms/r%20x/dump', '/admin/rooms/r/participants/p/capture?seconds=5']) {
    assert.ok(isMediaPath(path), path);
  }
  for (const path of ['/admin', '/admin/rooms', '/admin/rooms/r', '/admin/rooms/r/dump/x', '/metrics', '/stats']) {
    assert.ok(!isMediaPath(path), path);
  }
  for (const path of ['/', '/rtcx', '/api/v1/me', '/ws', undefined]) assert.ok(!isMediaPath(path), String(path));
});
