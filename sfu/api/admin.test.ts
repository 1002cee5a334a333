import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import type { Sfu } from '../index.ts';
import { mintToken, startTestSfu, type TokenOptions } from '../testing/test-sfu.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'yiqi-admin-'));
const routes: [method: string, path: string][] = [
  ['GET', '/admin/rooms/r%C3%B6om/dump'],
  ['GET', '/admin/rooms/r%C3%B6om/participants/ann/capture'],
  ['POST', '/admin/rooms/r%C3%B6om/participants/ann/capture'],
  ['DELETE', '/admin/rooms/r%C3%B6om/participants/ann/capture'],
];

let sfu: Sfu;
let socket: WebSocket;

before(async () => {
  sfu = await startTestSfu({ metricsToken: 'for figures', captureFolder: folder });
  const token = await mintToken({ identity: 'ann', video: { roomJoin: true, room: 'röom' } });
  socket = new WebSocket(`${sfu.url.replace('http', 'ws')}/rtc?access_token=${token}`);
  await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
});
after(async () => {
  socket.terminate();
  await sfu.close();
  rmSync(folder, { recursive: true });
});

async function ask(method: string, route: string, token: string): Promise<{ status: number; body: unknown }> {
  const headers = token === '' ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(`${sfu.url}${route}`, { method, headers });
  return { status: response.status, body: await response.json() };
}

test('only the admin of this very room may look: not strangers, joiners, list-makers nor admins of other rooms', async () => {
  const grants: [number, TokenOptions][] = [
    [401, { secret: 'not the secret, but long enough too', video: { roomAdmin: true, room: 'röom' } }],
    [401, { expiresIn: -600, video: { roomAdmin: true, room: 'röom' } }],
    [403, { video: { roomJoin: true, room: 'röom' } }],
    [403, { video: { roomList: true, roomCreate: true } }],
    [403, { video: { roomAdmin: true, room: 'another' } }],
    [403, { video: { roomAdmin: true } }],
  ];
  for (const [method, route] of routes) {
    assert.equal((await ask(method, route, '')).status, 401);
    for (const [status, options] of grants) {
      const answer = await ask(method, route, await mintToken(options));
      assert.equal(answer.status, status, `${method} ${route} ${JSON.stringify(options)}`);
    }
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('the admin gets the picture, starts a capture, sees it and ends it', async () => {
  const token = await mintToken({ video: { roomAdmin: true, room: 'röom' } });
  const [dump, state, start, stop] = routes.map(
    ([method, route]) =>
      () =>
        ask(method, route, token),
  );
  assert.ok(dump && state && start && stop);
  const picture = await dump();
  assert.equal(picture.status, 200);
  assert.equal((picture.body as { name: string }).name, 'röom');
  assert.equal((await state()).status, 404);
  assert.equal((await start()).status, 201);
  assert.equal((await start()).status, 409);
  assert.equal((await state()).status, 200);
  const ended = await stop();
  assert.equal(ended.status, 200);
  assert.deepEqual(readdirSync(folder), [(ended.body as { file: string }).file]);
  assert.equal((await stop()).status, 404);
});

test('nonsense gets a clear answer', async () => {
  const token = await mintToken({ video: { roomAdmin: true, room: 'röom' } });
  const capture = '/admin/rooms/r%C3%B6om/participants/ann/capture';
  for (const limits of ['seconds=0', 'seconds=601', 'seconds=x', 'bytes=1', 'bytes=1e12', 'seconds=1.5', 'bytes=-5']) {
    assert.equal((await ask('POST', `${capture}?${limits}`, token)).status, 400, limits);
  }
  assert.equal((await ask('PUT', capture, token)).status, 405);
  assert.equal((await ask('POST', '/admin/rooms/r%C3%B6om/dump', token)).status, 405);
  for (const route of [
    '/admin/',
    '/admin/rooms/%FF/dump',
    '/admin/rooms/a/b/c/dump',
    '/admin/rooms/x/participants/%E0/capture',
  ])
    assert.equal((await ask('GET', route, token)).status, 404, route);
  const elsewhere = await mintToken({ video: { roomAdmin: true, room: 'none' } });
  assert.equal((await ask('GET', '/admin/rooms/none/dump', elsewhere)).status, 404);
});

test('metrics: this machine or the token; not through a proxy, nor for web pages of elsewhere', async () => {
  const status = async (headers: Record<string, string>): Promise<number> => {
    const response = await fetch(`${sfu.url}/metrics`, { headers });
    await response.text();
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    return response.status;
  };
  assert.equal(await status({}), 200);
  assert.equal(await status({ authorization: 'Bearer for figures', 'x-forwarded-for': '192.0.2.1' }), 200);
  assert.equal(await status({ authorization: 'Bearer wrong' }), 403);
  assert.equal(await status({ 'x-forwarded-for': '192.0.2.1' }), 403);
  assert.equal(await status({ forwarded: 'for=192.0.2.1' }), 403);
  assert.equal(await status({ origin: 'https://example.com' }), 403);
});
