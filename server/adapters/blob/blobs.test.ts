import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Blobs, ByteRange } from '#kernel/ports/blobs.ts';
import { DiskBlobs } from './disk-blobs.ts';
import { MemoryBlobs } from './memory-blobs.ts';
import { S3Blobs } from './s3/s3-blobs.ts';
import { startFakeS3 } from './s3/testing/fake-s3.ts';

const KEY = `f_${'a1'.repeat(10)}`;

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-blobs-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'made', 'on', 'demand');
}

async function* chunks(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* breaking(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
  throw new Error('broken off');
}

async function textOf(blobs: Blobs, key: string, range?: ByteRange): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of blobs.read(key, range)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** Every store of blobs passes it. */
function contract(kind: string, open: (context: TestContext) => Blobs | Promise<Blobs>) {
  test(`${kind}: pieces follow each other, and nothing is there before the end`, async (context) => {
    const blobs = await open(context);
    await blobs.write(KEY, 0, chunks('one ', 'two '));
    await blobs.write(KEY, 8, chunks('three'));
    assert.equal(await blobs.size(KEY), undefined);
    await assert.rejects(textOf(blobs, KEY));
    await blobs.finish(KEY);
    await blobs.finish(KEY);
    assert.equal(await blobs.size(KEY), 13);
    assert.equal(await textOf(blobs, KEY), 'one two three');
    assert.equal(await textOf(blobs, KEY, { start: 4, end: 6 }), 'two');
    assert.equal(await textOf(blobs, KEY, { start: 12, end: 12 }), 'e');
  });

  test(`${kind}: what is poured is what is read, and whoever takes it may break off`, async (context) => {
    const blobs = await open(context);
    if (blobs.pour === undefined) return;
    const bytes = randomBytes(1_000_001);
    await blobs.write(KEY, 0, chunks(bytes.toString('latin1')));
    await blobs.finish(KEY);
    const whole = Buffer.from(bytes.toString('latin1'));
    for (const [start, end] of [
      [0, whole.length - 1],
      [131_072, 131_072],
      [5, 400_000],
    ] as const) {
      const pieces: Buffer[] = [];
      await blobs.pour(KEY, { start, end }, async (piece) => void pieces.push(Buffer.from(piece)));
      assert.ok(Buffer.concat(pieces).equals(whole.subarray(start, end + 1)));
    }
    const broken = blobs.pour(KEY, { start: 0, end: 9 }, async () => Promise.reject(new Error('enough')));
    await assert.rejects(broken, /enough/);
    await assert.rejects(blobs.pour(`f_${'0'.repeat(20)}`, { start: 0, end: 1 }, async () => {}));
  });

  test(`${kind}: a piece that broke off is written again from where it began`, async (context) => {
    const blobs = await open(context);
    await blobs.write(KEY, 0, chunks('good'));
    await assert.rejects(blobs.write(KEY, 4, breaking('half a piece that is lost')));
    await blobs.write(KEY, 4, chunks(' again'));
    await blobs.write(KEY, 5, chunks('AG'));
    await blobs.finish(KEY);
    assert.equal(await textOf(blobs, KEY), 'good AG');
  });

  test(`${kind}: what is durable is told, also of what broke off, and who is told may end it`, async (context) => {
    const blobs = await open(context);
    const told: number[] = [];
    const tell = async (until: number) => void told.push(until);
    await assert.rejects(blobs.write(KEY, 0, breaking('what came'), tell), /broken off/);
    await blobs.write(KEY, 9, chunks(' goes', ' on'), tell);
    assert.deepEqual(told, [9, 17]);
    const refuse = async () => Promise.reject(new Error('not yours'));
    await assert.rejects(blobs.write(KEY, 17, chunks('lost'), refuse), /not yours/);
    await blobs.write(KEY, 17, chunks(), tell);
    await blobs.finish(KEY);
    assert.equal(await textOf(blobs, KEY), 'what came goes on');
  });

  test(`${kind}: a chunk may be used for something else once the next is asked for`, async (context) => {
    const blobs = await open(context);
    const buffer = Buffer.alloc(400_000);
    await blobs.write(
      KEY,
      0,
      (async function* () {
        for (let n = 0; n < 6; n += 1) yield buffer.fill(97 + n);
      })(),
    );
    await blobs.finish(KEY);
    assert.ok((await textOf(blobs, KEY)) === [...'abcdef'].map((letter) => letter.repeat(400_000)).join(''));
  });

  test(`${kind}: what is put is there whole, in place of what was; of many at once one wins, whole`, async (context) => {
    const blobs = await open(context);
    await blobs.write(KEY, 0, chunks('the original'));
    await blobs.finish(KEY);
    await blobs.put(KEY, Buffer.from('another'));
    assert.equal(await textOf(blobs, KEY), 'another');
    const texts = Array.from({ length: 8 }, (_, n) => String(n).repeat(200_000 + n));
    await Promise.all(texts.map((text) => blobs.put(KEY, Buffer.from(text))));
    assert.ok(texts.includes(await textOf(blobs, KEY)));
    await blobs.remove(KEY);
    assert.equal(await blobs.size(KEY), undefined);
  });

  test(`${kind}: a blob may be empty, is replaced whole, and is removed with its draft`, async (context) => {
    const blobs = await open(context);
    await blobs.write(KEY, 0, chunks());
    await blobs.finish(KEY);
    assert.equal(await blobs.size(KEY), 0);
    await blobs.write(KEY, 0, chunks('other'));
    assert.equal(await blobs.size(KEY), 0);
    await blobs.finish(KEY);
    assert.equal(await textOf(blobs, KEY), 'other');
    await blobs.write(KEY, 0, chunks('third'));
    await blobs.remove(KEY);
    await blobs.remove(KEY);
    assert.equal(await blobs.size(KEY), undefined);
    await assert.rejects(blobs.finish(KEY));
  });
}

contract('in memory', () => new MemoryBlobs());
contract('on disk', (context) => new DiskBlobs(folderOf(context)));
contract('in S3', async (context) => {
  const s3 = await startFakeS3();
  context.after(() => s3.close());
  return new S3Blobs(s3.address);
});

test('on disk: a large draft is told of while it grows, and nothing is told that is not there', async (context) => {
  const folder = folderOf(context);
  const blobs = new DiskBlobs(folder);
  const path = join(folder, 'a1', `${KEY}.part`);
  const told: number[] = [];
  const piece = randomBytes(3_000_000);
  let taken = 0;
  async function* many() {
    for (; taken < 40; taken += 1) yield piece;
  }
  await blobs.write(KEY, 0, many(), async (until) => {
    assert.ok(until <= statSync(path).size && until > (told.at(-1) ?? -1));
    told.push(until);
  });
  assert.ok(told.length > 1, 'it was told before the end');
  assert.equal(told.at(-1), 120_000_000);
  await blobs.finish(KEY);
  const hash = createHash('sha256');
  for (let n = 0; n < 40; n += 1) hash.update(piece);
  const own = createHash('sha256');
  for await (const bytes of blobs.read(KEY)) own.update(bytes);
  assert.equal(own.digest('hex'), hash.digest('hex'));
});

test('on disk: processes that put the same blob at once each write a file of their own', async (context) => {
  const folder = folderOf(context);
  const [one, other] = [new DiskBlobs(folder), new DiskBlobs(folder)];
  const [long, short] = [Buffer.alloc(4_000_000, 'l'), Buffer.alloc(1000, 's')];
  await Promise.all([long, short, long, short].map((bytes, n) => (n % 2 === 0 ? one : other).put(KEY, bytes)));
  const kept = await textOf(one, KEY);
  assert.ok(kept === String(long) || kept === String(short));
  assert.deepEqual(readdirSync(join(folder, 'a1')), [KEY]);
  // One that was killed in the middle leaves its own, which goes with the blob.
  const left = `${KEY}.${'0f'.repeat(8)}.new`;
  writeFileSync(join(folder, 'a1', left), 'half');
  writeFileSync(join(folder, 'a1', `${KEY}.small`), 'another');
  assert.equal(await textOf(one, KEY), kept);
  await one.remove(KEY);
  assert.deepEqual(readdirSync(join(folder, 'a1')), [`${KEY}.small`]);
});

test('on disk: of processes that finish the same draft at once the first one’s stays, whole', async (context) => {
  const folder = folderOf(context);
  const stores = Array.from({ length: 4 }, () => new DiskBlobs(folder));
  const [one] = stores as [DiskBlobs];
  const whole = randomBytes(3_000_000);
  await one.write(
    KEY,
    0,
    (async function* () {
      yield whole;
    })(),
  );
  await Promise.all(stores.map((blobs) => blobs.finish(KEY, true)));
  // A process that was killed before it took the draft away; an older one wrote into that.
  writeFileSync(join(folder, 'a1', `${KEY}.part`), 'what an older process wrote');
  await one.finish(KEY, true);
  assert.deepEqual(readdirSync(join(folder, 'a1')), [KEY]);
  const pieces: Uint8Array[] = [];
  for await (const piece of one.read(KEY)) pieces.push(piece);
  assert.ok(Buffer.concat(pieces).equals(whole));
});

test('on disk: files are the server’s alone, and keys lead nowhere else', async (context) => {
  const folder = folderOf(context);
  const blobs = new DiskBlobs(folder);
  await blobs.write(KEY, 0, chunks('x'));
  assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), ['a1', `a1/${KEY}.part`]);
  await blobs.finish(KEY);
  assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), ['a1', `a1/${KEY}`]);
  assert.equal(statSync(join(folder, 'a1', KEY)).mode & 0o777, 0o600);
  assert.ok((await blobs.room()) > 0);
  for (const key of ['../k', '.', '', 'a/b', `f_${'A'.repeat(20)}`, `${KEY}.part.`, `${KEY}.`]) {
    await assert.rejects(blobs.size(key), key);
  }
});
