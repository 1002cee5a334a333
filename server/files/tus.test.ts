import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import type { Session } from '#protocol/accounts.ts';
import { FILES_PATH } from '#protocol/file-path.ts';
import { type LiveServer, startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { asks, begin, part, sha256, TUS, upload } from './testing/world.ts';

const HOUR_MS = 3_600_000;

const clock = new ManualClock(1_800_000_000_000);
let server: LiveServer;
let ann: Session;
let eve: Session;

before(async () => {
  server = await startLiveServer({ inMemory: true, clock });
  [ann, eve] = [await signUp(server.origin, 'ann'), await signUp(server.origin, 'eve')];
});
after(() => server.stop());

async function begun(length: number): Promise<string> {
  return (await begin(server, ann, { length })).headers.get('location') ?? '';
}

async function codeOf(answer: Response | Promise<Response>): Promise<string> {
  return (await (await answer).json()).code;
}

/** Sessions are renewed, as clients do it. */
async function later(hours: number): Promise<void> {
  clock.advance(hours * HOUR_MS);
  ann = await renewed(ann);
  eve = await renewed(eve);
}

async function renewed({ refreshToken }: Session): Promise<Session> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.origin}/api/v1/auth/refresh`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ refreshToken }),
  });
  return (await answer.json()) as Session;
}

const offsetOf = async (path: string) =>
  (await asks(server, ann, path, { method: 'HEAD' })).headers.get('upload-offset');

test('[FI10] what is offered is told, and what is not offered is refused rather than half done', async () => {
  const told = await fetch(server.origin + FILES_PATH, { method: 'OPTIONS' });
  assert.equal(told.status, 204);
  const named = ['tus-version', 'tus-extension', 'tus-checksum-algorithm'].map((name) => told.headers.get(name));
  assert.deepEqual(named, ['1.0.0', 'creation,checksum,termination,expiration', 'sha256,sha1']);
  const create = (headers: Record<string, string>) => asks(server, ann, FILES_PATH, { method: 'POST', headers });
  const [one, other] = [await begun(2), await begun(2)];
  for (const headers of [
    { 'upload-concat': `final;${one} ${other}` },
    { 'upload-concat': 'partial', 'upload-length': '2' },
    { 'upload-defer-length': '1' },
    { 'upload-defer-length': '1', 'upload-length': '2' },
  ])
    assert.equal(await codeOf(create(headers as Record<string, string>)), 'request.invalid', JSON.stringify(headers));
});

test('[FI12] a part in the middle that is wrong leaves what was there, and the right one follows it', async () => {
  const bytes = randomBytes(200_000);
  const path = await begun(bytes.length);
  const [first, middle, last] = [bytes.subarray(0, 50_000), bytes.subarray(50_000, 120_000), bytes.subarray(120_000)];
  await part(server, ann, path, 0, first);
  const damaged = Buffer.from(middle);
  damaged[69_999] = (damaged[69_999] ?? 0) ^ 1;
  const wrong = await part(server, ann, path, 50_000, damaged, { 'upload-checksum': sha256(middle) });
  assert.deepEqual([wrong.status, await codeOf(wrong), await offsetOf(path)], [460, 'file.checksum', '50000']);
  assert.equal((await part(server, ann, path, 50_000, middle, { 'upload-checksum': sha256(middle) })).status, 204);
  assert.equal(await offsetOf(path), '120000');
  await part(server, ann, path, 120_000, last);
  const { file } = await (await asks(server, ann, path)).json();
  assert.equal(file.size, bytes.length);
});

test('[FI16] the end of an upload moves on with its parts, and then it is gone', async () => {
  const path = await begun(4);
  const expires = async () =>
    Date.parse((await asks(server, ann, path, { method: 'HEAD' })).headers.get('upload-expires') ?? '');
  assert.equal(await expires(), clock.now() + 24 * HOUR_MS);
  await later(23);
  const answer = await part(server, ann, path, 0, 'ab');
  assert.equal(Date.parse(answer.headers.get('upload-expires') ?? ''), clock.now() + 24 * HOUR_MS);
  await later(23);
  await server.files.sweep();
  assert.equal(await offsetOf(path), '2', 'a part was there within a day');
  await later(2);
  await server.files.sweep();
  assert.equal((await asks(server, ann, path, { method: 'HEAD' })).status, 404);
  assert.equal(await codeOf(part(server, ann, path, 2, 'cd')), 'file.unknown');
  const whole = await upload(server, ann, Buffer.from('ab'));
  const done = await asks(server, ann, `${FILES_PATH}/${whole.id}`, { method: 'HEAD' });
  assert.deepEqual([done.headers.get('upload-offset'), done.headers.get('upload-expires')], ['2', null]);
});

test('[FI14] others, and who is not signed in, reach neither an upload nor a complete file by any method', async () => {
  const [under, { id }] = [await begun(4), await upload(server, ann, Buffer.from('done'))];
  const poster = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"picture":"AAAA"}' };
  for (const path of [under, `${FILES_PATH}/${id}`, `${FILES_PATH}/f_${'0'.repeat(20)}`]) {
    for (const method of ['HEAD', 'GET', 'DELETE'])
      assert.equal((await asks(server, eve, path, { method })).status, 404, `${method} ${path}`);
    assert.equal(await codeOf(part(server, eve, path, 0, 'abcd')), 'file.unknown');
    assert.equal(await codeOf(asks(server, eve, `${path}/poster`, poster)), 'file.unknown');
    for (const method of ['HEAD', 'GET', 'DELETE', 'PATCH']) {
      const headers = { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
      assert.equal((await fetch(server.origin + path, { method, headers })).status, 401, `${method} ${path}`);
    }
  }
  assert.equal(await offsetOf(under), '0');
});

test('[FI15] a part of another type, or without a place, is refused', async () => {
  const path = await begun(4);
  for (const type of ['text/plain', 'application/json', 'application/octet-stream']) {
    const refused = await part(server, ann, path, 0, 'abcd', { 'content-type': type });
    assert.ok(refused.status >= 400 && refused.status < 500, `${type}: ${refused.status}`);
  }
  assert.equal(await codeOf(part(server, ann, path, 0, 'abcd', { 'upload-offset': '' })), 'request.invalid');
  assert.equal(await codeOf(part(server, ann, path, 0, 'abcd', { 'upload-offset': '-1' })), 'request.invalid');
  assert.equal(await offsetOf(path), '0');
  assert.equal((await part(server, ann, path, 0, 'abcd')).status, 204);
});
