import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { type LiveServer, startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { asks, begin, type Peer, part, sha256, TUS, upload } from './testing/world.ts';

let server: LiveServer;
let ann: Peer;
let eve: Peer;

before(async () => {
  const fileSettings = { file_largest_mb: 3, file_person_mb: 5, file_total_mb: 9 };
  server = await startLiveServer({ inMemory: true, fileSettings });
  [ann, eve] = [await signUp(server.origin, 'ann'), await signUp(server.origin, 'eve')];
});
after(() => server.stop());

async function begun(peer: Peer, length: number, name?: string): Promise<string> {
  const answer = await begin(server, peer, { length, ...(name === undefined ? {} : { name }) });
  assert.equal(answer.status, 201, await answer.text());
  return answer.headers.get('location') ?? '';
}

async function codeOf(answer: Response | Promise<Response>): Promise<string> {
  return (await (await answer).json()).code;
}

test('[FI10] an upload is begun, asked for, gone on with, and complete', async () => {
  const path = await begun(ann, 10, 'notes.txt');
  const head = await asks(server, ann, path, { method: 'HEAD' });
  assert.deepEqual(
    ['upload-offset', 'upload-length', 'cache-control', 'tus-resumable'].map((name) => head.headers.get(name)),
    ['0', '10', 'no-store', '1.0.0'],
  );
  assert.ok(Date.parse(head.headers.get('upload-expires') ?? '') > Date.now());
  const first = await part(server, ann, path, 0, 'hello');
  assert.deepEqual([first.status, first.headers.get('upload-offset')], [204, '5']);
  assert.equal((await (await asks(server, ann, path)).json()).offset, 5);
  const second = await part(server, ann, path, 5, 'world');
  assert.deepEqual([second.status, second.headers.get('upload-offset')], [204, '10']);
  const { file, ...state } = await (await asks(server, ann, path)).json();
  assert.deepEqual([state.offset, state.length], [10, 10]);
  assert.deepEqual([file.name, file.size, file.type, file.width], ['notes.txt', 10, 'text/plain', undefined]);
});

test('[FI11] a part at another place, and more than was announced, are refused; what fitted before is there', async () => {
  const path = await begun(ann, 6);
  assert.equal(await codeOf(part(server, ann, path, 3, 'abc')), 'file.offset');
  assert.equal((await part(server, ann, path, 0, 'abc')).status, 204);
  assert.equal(await codeOf(part(server, ann, path, 0, 'abc')), 'file.offset');
  assert.equal(await codeOf(part(server, ann, path, 3, 'defgh')), 'request.too-large');
  assert.equal((await part(server, ann, path, 3, 'def')).status, 204);
  assert.equal((await (await asks(server, ann, path)).json()).file.size, 6);
});

test('[FI12] a part with a checksum counts only when it is right', async () => {
  const bytes = randomBytes(70_000);
  const path = await begun(ann, bytes.length);
  const wrong = { 'upload-checksum': sha256(randomBytes(3)) };
  const refused = await part(server, ann, path, 0, bytes, wrong);
  assert.deepEqual([refused.status, await codeOf(refused)], [460, 'file.checksum']);
  assert.equal((await asks(server, ann, path, { method: 'HEAD' })).headers.get('upload-offset'), '0');
  for (const header of ['md5 AAAA', 'sha256 AAAA', 'sha256', `sha1 ${'A'.repeat(44)}`]) {
    assert.equal(await codeOf(part(server, ann, path, 0, bytes, { 'upload-checksum': header })), 'request.invalid');
  }
  const right = { 'upload-checksum': sha256(bytes) };
  assert.equal((await part(server, ann, path, 0, bytes, right)).status, 204);
});

test('[FI13] a part that breaks off leaves what came, and the next one goes on there', async () => {
  const bytes = randomBytes(300_000);
  const path = await begun(ann, bytes.length);
  const ending = new AbortController();
  async function* dribble() {
    yield bytes.subarray(0, 100_000);
    ending.abort();
    await new Promise(() => {});
  }
  const body = Readable.toWeb(Readable.from(dribble())) as unknown as BodyInit;
  const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  const init = { method: 'PATCH', headers, body, duplex: 'half', signal: ending.signal };
  await assert.rejects(asks(server, ann, path, init as RequestInit));
  const head = await asks(server, ann, path, { method: 'HEAD' });
  const offset = Number(head.headers.get('upload-offset'));
  assert.ok(offset <= 100_000);
  assert.equal((await part(server, ann, path, offset, bytes.subarray(offset))).status, 204);
});

test('[FI14] only the owner reaches an upload, and only with the version that is spoken', async () => {
  const path = await begun(ann, 4);
  for (const method of ['GET', 'DELETE'])
    assert.equal(await codeOf(asks(server, eve, path, { method })), 'file.unknown');
  assert.equal((await asks(server, eve, path, { method: 'HEAD' })).status, 404);
  assert.equal(await codeOf(part(server, eve, path, 0, 'abcd')), 'file.unknown');
  assert.equal(await codeOf(part(server, ann, path, 0, 'abcd', { 'tus-resumable': '0.2.2' })), 'tus.version');
  assert.equal(await codeOf(fetch(server.origin + path, { headers: TUS })), 'session.required');
  assert.equal((await asks(server, ann, path, { method: 'DELETE' })).status, 204);
  assert.equal(await codeOf(asks(server, ann, path)), 'file.unknown');
});

test('[FI20] whether there is room is answered before anything is sent', async () => {
  const mib = 1024 * 1024;
  const zoe = await signUp(server.origin, 'zoe');
  assert.equal(await codeOf(begin(server, zoe, { length: 3 * mib + 1 })), 'file.too-large');
  const path = await begun(zoe, 3 * mib);
  const room = await (await asks(server, zoe, '/api/v1/files')).json();
  assert.deepEqual(room, { used: 3 * mib, mine: 5 * mib, largest: 3 * mib });
  assert.equal(await codeOf(begin(server, zoe, { length: 2 * mib + 1 })), 'file.no-room');
  const yan = await signUp(server.origin, 'yan');
  const other = await begun(yan, 3 * mib);
  assert.equal(await codeOf(begin(server, yan, { length: 3 * mib })), 'file.no-room');
  const xia = await signUp(server.origin, 'xia');
  assert.equal(await codeOf(begin(server, xia, { length: 3 * mib })), 'file.storage-full');
  for (const [peer, one] of [
    [zoe, path],
    [yan, other],
  ] as const)
    await asks(server, peer, one, { method: 'DELETE' });
  assert.equal((await (await asks(server, zoe, '/api/v1/files')).json()).used, 0);
});

test('[FI15] what is malformed is refused, and an empty file is one', async () => {
  const create = (headers: Record<string, string>) => asks(server, ann, '/api/v1/files', { method: 'POST', headers });
  const bad = [
    {},
    { 'upload-length': '-1' },
    { 'upload-length': '1e3' },
    { 'upload-length': '99999999999999999' },
    { 'upload-length': '1', 'upload-metadata': 'filename ***' },
    { 'upload-length': '1', 'upload-metadata': 'a YQ==,a YQ==' },
    { 'upload-length': '1', 'upload-metadata': 'filename /w==' },
  ];
  for (const headers of bad) assert.equal(await codeOf(create(headers as Record<string, string>)), 'request.invalid');
  const file = await upload(server, ann, Buffer.alloc(0), { name: '空.txt' });
  assert.deepEqual([file.size, file.name, file.type], [0, '空.txt', 'application/octet-stream']);
});
