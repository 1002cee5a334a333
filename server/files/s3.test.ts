import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ConversationId } from '#protocol/common.ts';
import { S3Blobs } from '../adapters/blob/s3/s3-blobs.ts';
import { type FakeS3, startFakeS3 } from '../adapters/blob/s3/testing/fake-s3.ts';
import { type LiveServer, startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { perform } from '../testing/authorisation/scene.ts';
import { asks, begin, fetchFile, part, sendFiles, sha256, upload } from './testing/world.ts';

let s3: FakeS3;
let server: LiveServer;
let ann: Awaited<ReturnType<typeof signUp>>;
let place: ConversationId;

before(async () => {
  s3 = await startFakeS3();
  server = await startLiveServer({ inMemory: true, fileBlobs: new S3Blobs(s3.address, { direct: true }) });
  ann = await signUp(server.origin, 'ann');
  const bob = await signUp(server.origin, 'bob');
  place = (await server.as(ann.me.id, 'conversation.direct', { user: bob.me.id })).summary.id;
});

after(async () => {
  await server.stop();
  await s3.close();
});

async function keyOf(seq: number): Promise<string> {
  const told = await perform(
    server,
    ann.me.id,
    'file.keys',
    { conversation: place, seqs: [seq] },
    'member',
    ann.device,
  );
  return told.keys[0]?.key ?? '';
}

test('[FI80] uploads in parts, right and wrong, come whole out of an S3 store', async () => {
  const bytes = randomBytes(9_000_000);
  const path = (await begin(server, ann, { length: bytes.length })).headers.get('location') ?? '';
  await part(server, ann, path, 0, bytes.subarray(0, 1_000_000));
  const rest = bytes.subarray(1_000_000);
  const wrong = await part(server, ann, path, 1_000_000, rest, { 'upload-checksum': sha256(bytes) });
  assert.equal(wrong.status, 460);
  await part(server, ann, path, 1_000_000, rest, { 'upload-checksum': sha256(rest) });
  const { file } = await (await asks(server, ann, path)).json();
  const seq = await sendFiles(server, ann.me.id, place, [file]);
  const inside = await fetchFile(server, file.id, await keyOf(seq), {
    headers: { range: 'bytes=999990-1000009' },
  });
  assert.ok(Buffer.from(await inside.arrayBuffer()).equals(bytes.subarray(999_990, 1_000_010)));
  const whole = await fetchFile(server, file.id, await keyOf(seq));
  assert.ok(Buffer.from(await whole.arrayBuffer()).equals(bytes));
});

test('[FI81] who saves a file is sent to the store, under its name and as nothing a browser shows', async () => {
  const file = await upload(server, ann, Buffer.from('<html>计划'), { name: '计划.html' });
  const seq = await sendFiles(server, ann.me.id, place, [file]);
  const sent = await fetchFile(server, file.id, await keyOf(seq), { save: true, redirect: 'manual' });
  assert.deepEqual([sent.status, sent.headers.get('cache-control')], [302, 'no-store']);
  const answer = await fetch(sent.headers.get('location') ?? '');
  assert.equal(await answer.text(), '<html>计划');
  assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; .*%E8%AE%A1/);
  const wrong = await fetchFile(server, file.id, 'none', { save: true, redirect: 'manual' });
  assert.equal(wrong.status, 403);
  await wrong.arrayBuffer();
});
