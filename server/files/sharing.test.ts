import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import sharp from 'sharp';
import { ManualClock } from '#kernel/clock.ts';
import { randomText } from '#kernel/ids.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import { DiskBlobs } from '../adapters/blob/disk-blobs.ts';
import { MemoryBlobs } from '../adapters/blob/memory-blobs.ts';
import { S3Blobs } from '../adapters/blob/s3/s3-blobs.ts';
import { startFakeS3 } from '../adapters/blob/s3/testing/fake-s3.ts';
import { startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { perform } from '../testing/authorisation/scene.ts';
import type { CheckingOptions } from './checking.ts';
import { asks, begin, fetchFile, part, sendFiles, upload } from './testing/world.ts';

const LATER_MS = 5 * 60_000;
const HALF_DAY_MS = 12 * 3_600_000;

/** Two people with a conversation, and a server over `blobs`. */
async function world(context: TestContext, blobs: Blobs, fileChecking: CheckingOptions = {}) {
  const clock = new ManualClock(1_800_000_000_000);
  const server = await startLiveServer({ inMemory: true, clock, fileBlobs: blobs, fileChecking });
  context.after(() => server.stop());
  const [ann, bob] = [await signUp(server.origin, 'ann'), await signUp(server.origin, 'bob')];
  const place = (await server.as(ann.me.id, 'conversation.direct', { user: bob.me.id })).summary.id;
  const bytesOf = async (seq: Seq, id: string, size: 'original' | 'small' = 'original') => {
    const told = await perform(server, ann.me.id, 'file.keys', asked(place, seq), 'member', ann.device);
    const answer = await fetchFile(server, id, told.keys[0]?.key ?? '', { size });
    return answer.status === 200 ? Buffer.from(await answer.arrayBuffer()) : answer.status;
  };
  return {
    ...{ server, clock, ann, bob, place, bytesOf },
    send: (who: typeof ann, item: FileItem) => sendFiles(server, who.me.id, place, [item]),
    recall: (who: typeof ann, seq: Seq) =>
      server.as(who.me.id, 'message.recall', { conversation: place, seq, clientId: randomText(20) }),
    rows: () => server.database.read.selectFrom('files').selectAll().orderBy('made_at').execute(),
    /** Until files were held against each other. */
    async settle() {
      clock.advance(LATER_MS);
      await server.jobs.settle();
    },
    /** Until what nobody needs is gone. */
    async halfDay() {
      clock.advance(HALF_DAY_MS);
      await server.jobs.settle();
      await server.files.sweep();
    },
  };
}

const asked = (conversation: ConversationId, seq: Seq) => ({ conversation, seqs: [seq] });

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-sharing-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const namesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name }) => name);

/** Every store keeps the same content once. */
function contract(kind: string, open: (context: TestContext) => Promise<{ blobs: Blobs; kept: () => number }>) {
  test(`[FI90] ${kind}: the same content is kept once, until the last who has it lets it go`, async (context) => {
    const { blobs, kept } = await open(context);
    const { server, ann, bob, settle, halfDay, send, bytesOf, recall } = await world(context, blobs);
    const bytes = randomBytes(70_000);
    const mine = await upload(server, ann, bytes, { name: 'mine.bin' });
    const yours = await upload(server, bob, bytes, { name: 'yours.bin' });
    const other = await upload(server, bob, randomBytes(70_000), { name: 'other.bin' });
    const [first, second] = [await send(ann, mine), await send(bob, yours)];
    await send(bob, other);
    assert.equal(kept(), 3, 'while somebody waits, each is as if it was the only one');
    await settle();
    for (const [seq, { id }] of [
      [first, mine],
      [second, yours],
    ] as const)
      assert.ok(bytes.equals((await bytesOf(seq, id)) as Buffer));
    for (const one of [ann, bob]) {
      const { used } = await (await asks(server, one, '/api/v1/files')).json();
      assert.equal(used, one === ann ? 70_000 : 140_000, 'each counts for whoever has it');
    }
    await halfDay();
    assert.equal(kept(), 2);
    await recall(ann, first);
    await settle();
    assert.equal(await bytesOf(first, mine.id), 403);
    assert.ok(bytes.equals((await bytesOf(second, yours.id)) as Buffer));
    await recall(bob, second);
    await halfDay();
    assert.equal(kept(), 1);
  });
}

contract('on disk', async (context) => {
  const folder = folderOf(context);
  return { blobs: new DiskBlobs(folder), kept: () => namesIn(folder).length };
});
contract('in S3', async (context) => {
  const s3 = await startFakeS3();
  context.after(() => s3.close());
  return { blobs: new S3Blobs(s3.address), kept: () => s3.objects.size };
});

test('[FI91] nothing that an upload is answered tells whether others have the content', async (context) => {
  const { server, ann, bob, settle, send } = await world(context, new MemoryBlobs());
  const bytes = randomBytes(9000);
  const answers = [];
  for (const one of [ann, bob]) {
    const begun = await begin(server, one, { length: bytes.length, name: 'same.bin' });
    const path = begun.headers.get('location') ?? '';
    const half = await part(server, one, path, 0, bytes.subarray(0, 4500));
    const rest = await part(server, one, path, 4500, bytes.subarray(4500));
    const { id, file, ...told } = await (await asks(server, one, path)).json();
    const headers = [begun, half, rest].map(({ headers: all }) => [all.get('upload-offset'), all.get('upload-length')]);
    answers.push({ headers, told, file: { ...file, id: '' } });
    assert.match(id, /^f_/);
    await send(one, file);
    await settle();
  }
  assert.deepEqual(answers[0], answers[1]);
});

test('[FI91] where the store itself is reached, people share nothing with each other', async (context) => {
  const s3 = await startFakeS3();
  context.after(() => s3.close());
  const { server, ann, bob, settle, halfDay, send, rows } = await world(
    context,
    new S3Blobs(s3.address, { direct: true }),
  );
  const bytes = randomBytes(9000);
  for (const one of [ann, bob, bob]) await send(one, await upload(server, one, bytes));
  await settle();
  await halfDay();
  assert.equal(s3.objects.size, 2);
  const blobs = (await rows()).map(({ owner, blob }) => `${owner === ann.me.id} ${blob}`);
  assert.equal(new Set(blobs).size, 2);
});

test('[FI92] many of the same that are complete at once become one', async (context) => {
  const folder = folderOf(context);
  const { server, ann, bob, settle, halfDay, send, bytesOf, rows } = await world(context, new DiskBlobs(folder));
  const bytes = randomBytes(50_000);
  const files = await Promise.all([ann, bob, ann, bob, ann, bob].map((one) => upload(server, one, bytes)));
  const seqs: Seq[] = [];
  for (const [n, file] of files.entries()) seqs.push(await send(n % 2 === 0 ? ann : bob, file));
  await settle();
  await halfDay();
  assert.equal(namesIn(folder).length, 1);
  assert.equal(new Set((await rows()).map(({ blob }) => blob)).size, 1);
  for (const [n, seq] of seqs.entries()) assert.ok(bytes.equals((await bytesOf(seq, files[n]?.id ?? '')) as Buffer));
});

test('[FI92] what a crash left between the steps is done again, and bytes that are needed never go', async (context) => {
  const folder = folderOf(context);
  const { server, ann, bob, settle, halfDay, send, bytesOf, rows } = await world(context, new DiskBlobs(folder));
  const bytes = randomBytes(50_000);
  const [mine, yours] = [await upload(server, ann, bytes), await upload(server, bob, bytes)];
  const seqs = [await send(ann, mine), await send(bob, yours)];
  await settle();
  const [{ blob }] = (await rows()) as unknown as [{ blob: string }];
  // As if somebody had noted the bytes as nobody's; and as if bytes that were dropped were still there.
  await server.database.write((db) => db.insertInto('file_removals').values({ file_id: blob, due: null }).execute());
  const gone = `b_${'0'.repeat(20)}`;
  writeFileSync(join(folder, namesIn(folder)[0]?.slice(2, 4) ?? '', gone), 'x');
  await server.database.write(async (db) => {
    await db.updateTable('files').set({ hash: null }).execute();
    await server.jobs.put(db, { kind: 'files.share', key: 'all', payload: null });
  });
  await halfDay();
  assert.ok(bytes.equals((await bytesOf(seqs[0] ?? 0, mine.id)) as Buffer));
  assert.ok(bytes.equals((await bytesOf(seqs[1] ?? 0, yours.id)) as Buffer));
});

test('[FI93] of pictures the small ones are shared; sent as files they are others', async (context) => {
  const { server, ann, bob, settle, send, bytesOf, rows } = await world(context, new MemoryBlobs());
  const bytes = await sharp({ create: { width: 900, height: 30, channels: 3, background: '#246' } })
    .withExif({ IFD0: { Make: 'Camera' } })
    .jpeg()
    .toBuffer();
  const plain = Buffer.from(bytes) as Buffer<ArrayBuffer>;
  const mine = await upload(server, ann, plain, { picture: true });
  const yours = await upload(server, bob, plain, { picture: true });
  const file = await upload(server, bob, plain);
  const seqs = [await send(ann, mine), await send(bob, yours), await send(bob, file)] as const;
  await settle();
  const blobs = (await rows()).map(({ blob }) => blob);
  assert.equal(new Set(blobs).size, 2);
  const small = await bytesOf(seqs[0], mine.id, 'small');
  assert.ok(Buffer.isBuffer(small) && small.equals((await bytesOf(seqs[1], yours.id, 'small')) as Buffer));
  assert.ok(plain.equals((await bytesOf(seqs[2], file.id)) as Buffer));
});

test('[FI94] what is found to harm goes wherever it is', async (context) => {
  let harmful = false;
  const scanner = { scan: async () => (harmful ? ('infected' as const) : ('clean' as const)) };
  const { server, ann, bob, settle, send, bytesOf, rows } = await world(context, new MemoryBlobs(), { scanner });
  const bytes = randomBytes(9000);
  const mine = await upload(server, ann, bytes);
  const seq = await send(ann, mine);
  const fine = await upload(server, ann, randomBytes(9000));
  const still = await send(ann, fine);
  harmful = true;
  await assert.rejects(upload(server, bob, bytes), /file\.infected/);
  await settle();
  assert.equal(await bytesOf(seq, mine.id), 404);
  assert.ok(Buffer.isBuffer(await bytesOf(still, fine.id)));
  assert.deepEqual((await rows()).map(({ state }) => state).sort(), ['infected', 'infected', 'ready']);
});

test('[FI94] [FI92] bytes that harm go also where files were united while they were looked for', async (context) => {
  const folder = folderOf(context);
  let whileRead: ((key: string) => Promise<void>) | undefined;
  class Watched extends DiskBlobs {
    override async *read(...asked: Parameters<DiskBlobs['read']>) {
      await whileRead?.(asked[0]);
      yield* super.read(...asked);
    }
  }
  let harmful = false;
  const scanner = { scan: async () => (harmful ? ('infected' as const) : ('clean' as const)) };
  const { server, ann, bob, settle, halfDay, rows } = await world(context, new Watched(folder), { scanner });
  const bytes = randomBytes(9000);
  for (let n = 0; n < 2; n += 1) await upload(server, ann, bytes);
  const [blob = '', left = ''] = (await rows()).map((row) => row.blob ?? '');
  whileRead = async (key) => {
    if (key !== blob && key !== left) return;
    whileRead = undefined;
    // As `unite` does it, in another process.
    await server.database.write(async (db) => {
      await db.updateTable('files').set({ blob }).where('blob', '=', left).execute();
      await db.insertInto('file_removals').values({ file_id: left, due: null }).execute();
    });
  };
  harmful = true;
  await assert.rejects(upload(server, bob, bytes), /file\.infected/);
  await settle();
  assert.equal(whileRead, undefined, 'they were looked for');
  await halfDay();
  assert.deepEqual(
    (await rows()).map(({ state }) => state),
    ['infected', 'infected', 'infected'],
  );
  assert.deepEqual(namesIn(folder), []);
});

test('[FI94] bytes that harm go also when the job that looks for their like was dropped', async (context) => {
  const folder = folderOf(context);
  const scanner = { scan: async () => 'infected' as const };
  const { server, ann, clock } = await world(context, new DiskBlobs(folder), { scanner });
  await assert.rejects(upload(server, ann, randomBytes(9000)), /file\.infected/);
  await server.database.write((db) => db.deleteFrom('jobs').where('kind', '=', 'files.condemn').execute());
  clock.advance(31 * 24 * 3_600_000);
  await server.files.sweep();
  assert.deepEqual(namesIn(folder), []);
});
