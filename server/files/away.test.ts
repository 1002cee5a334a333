import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import sharp from 'sharp';
import { ManualClock } from '#kernel/clock.ts';
import { S3Blobs } from '../adapters/blob/s3/s3-blobs.ts';
import { startFakeS3 } from '../adapters/blob/s3/testing/fake-s3.ts';
import { startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { perform } from '../testing/authorisation/scene.ts';
import { asks, begin, fetchFile, part, sendFiles, sha256, upload } from './testing/world.ts';

/** A server over a store that may go away. */
async function world(context: TestContext) {
  const s3 = await startFakeS3();
  const clock = new ManualClock(1_800_000_000_000);
  const fileBlobs = new S3Blobs(s3.address, { firstWaitMs: 1 });
  const server = await startLiveServer({ inMemory: true, clock, fileBlobs });
  context.after(async () => {
    await server.stop();
    await s3.close();
  });
  const [ann, bob] = [await signUp(server.origin, 'ann'), await signUp(server.origin, 'bob')];
  const place = (await server.as(ann.me.id, 'conversation.direct', { user: bob.me.id })).summary.id;
  const keyOf = async (seq: number) => {
    const told = await perform(
      server,
      ann.me.id,
      'file.keys',
      { conversation: place, seqs: [seq] },
      'member',
      ann.device,
    );
    return told.keys[0]?.key ?? '';
  };
  return { s3, clock, server, ann, place, keyOf };
}

async function assertAway(answer: Response, language: 'zh' | 'en' = 'en'): Promise<void> {
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '5']);
  const { code, message } = (await answer.json()) as { code: string; message: string };
  assert.equal(code, 'files.unavailable');
  assert.match(message, language === 'zh' ? /文件存储暂时连不上/ : /cannot be reached at the moment/);
}

for (const how of ['silent', 'refusing'] as const) {
  test(`[FI82] an upload while the store is away (${how}) is told so, and goes on where it was`, async (context) => {
    const { s3, server, ann } = await world(context);
    const bytes = randomBytes(300_000);
    const path = (await begin(server, ann, { length: bytes.length })).headers.get('location') ?? '';
    await part(server, ann, path, 0, bytes.subarray(0, 100_000));
    s3.leave(how);
    const rest = bytes.subarray(100_000);
    await assertAway(await part(server, ann, path, 100_000, rest));
    const checked = { 'upload-checksum': sha256(rest), 'accept-language': 'zh-CN' };
    await assertAway(await part(server, ann, path, 100_000, rest, checked), 'zh');
    const head = await asks(server, ann, path, { method: 'HEAD' });
    assert.equal(head.headers.get('upload-offset'), '100000', 'what is in the store counts, and nothing else');
    s3.leave(undefined);
    assert.equal((await part(server, ann, path, 100_000, rest)).status, 204);
    s3.leave(how);
    await assertAway(await asks(server, ann, path));
    s3.leave(undefined);
    assert.equal((await (await asks(server, ann, path)).json()).file.size, bytes.length);
  });
}

test('[FI82] downloads and small pictures while the store is away are told so, and come afterwards', async (context) => {
  const { s3, server, ann, place, keyOf } = await world(context);
  const background = { r: 1, g: 2, b: 3 };
  const picture = await sharp({ create: { width: 900, height: 700, channels: 3, background } })
    .png()
    .toBuffer();
  const file = await upload(server, ann, new Uint8Array(picture), { name: 'a.png', picture: true });
  const seq = await sendFiles(server, ann.me.id, place, [file]);
  s3.leave('silent');
  for (const size of ['original', 'small'] as const)
    await assertAway(await fetchFile(server, file.id, await keyOf(seq), { size }));
  s3.leave(undefined);
  for (const size of ['original', 'small'] as const) {
    const answer = await fetchFile(server, file.id, await keyOf(seq), { size });
    assert.equal(answer.status, 200);
    assert.ok((await answer.arrayBuffer()).byteLength > 0);
  }
});

test('[FI82] a picture that came before the store went away is made ready by its job, however long that takes', async (context) => {
  const { s3, clock, server, ann } = await world(context);
  const background = { r: 1, g: 2, b: 3 };
  const picture = await sharp({ create: { width: 900, height: 700, channels: 3, background } })
    .jpeg()
    .toBuffer();
  const begun = await begin(server, ann, { length: picture.length, picture: true });
  const path = begun.headers.get('location') ?? '';
  // All of it is in the store, and then it is gone before anything is made of it.
  const [id = ''] = path.split('/').slice(-1);
  const stateOf = async () =>
    (await server.database.read.selectFrom('files').select('state').where('id', '=', id).executeTakeFirst())?.state;
  await part(server, ann, path, 0, new Uint8Array(picture.subarray(0, -1)));
  const last = part(server, ann, path, picture.length - 1, new Uint8Array(picture.subarray(-1)));
  assert.equal((await last).status, 204);
  s3.leave('silent');
  for (let attempt = 0; attempt < 14; attempt += 1) {
    clock.advance(3_600_000);
    await server.jobs.settle();
  }
  const counts = await server.jobs.counts();
  assert.ok(
    counts.every(({ dead }) => dead === 0),
    'nothing was given up within half a day',
  );
  s3.leave(undefined);
  clock.advance(3_600_000);
  await server.jobs.settle();
  assert.equal(await stateOf(), 'ready');
});
