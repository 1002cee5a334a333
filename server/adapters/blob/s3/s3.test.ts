import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Failure } from '#kernel/failure.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { readS3Address } from './s3-address.ts';
import { S3Blobs } from './s3-blobs.ts';
import { EMPTY_HASH, presigned, signed } from './sigv4.ts';
import { startFakeS3 } from './testing/fake-s3.ts';

const KEY = `f_${'b2'.repeat(10)}`;
const MIB = 1024 * 1024;

async function* chunks(...pieces: Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* pieces;
}

async function bytesOf(blobs: S3Blobs): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of blobs.read(KEY)) pieces.push(piece);
  return Buffer.concat(pieces);
}

test('signatures are those of the examples in the manual', () => {
  const credentials = {
    accessKey: 'AKIAIOSFODNN7EXAMPLE',
    secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
  };
  const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
  const now = Date.UTC(2013, 4, 24);
  const { authorization } = signed(
    { method: 'GET', url, headers: { range: 'bytes=0-9' }, bodyHash: EMPTY_HASH },
    credentials,
    now,
  );
  assert.match(authorization ?? '', /f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/);
  const link = presigned(url, credentials, now, 86_400);
  assert.match(link, /X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404$/);
});

test('addresses name key, secret, bucket and folder; what is wrong is said', () => {
  assert.deepEqual(readS3Address('https://ke%2By:s%2Fecret@s3.example.org:9000/files/yiqi?region=cn-north-1'), {
    origin: 'https://s3.example.org:9000',
    path: '/files/yiqi/',
    accessKey: 'ke+y',
    secretKey: 's/ecret',
    region: 'cn-north-1',
  });
  for (const bad of ['', 's3://k:s@h/b', 'https://host/bucket', 'https://k:s@host/', 'https://k:s@host/a%20b']) {
    assert.equal(typeof readS3Address(bad), 'string', bad);
  }
});

test('a large blob goes up in parts, begins again inside them, and leaves nothing else', async () => {
  const s3 = await startFakeS3();
  const blobs = new S3Blobs(s3.address);
  const whole = randomBytes(30 * MIB + 11);
  await blobs.write(KEY, 0, chunks(whole.subarray(0, 3 * MIB)));
  await blobs.write(KEY, 3 * MIB, chunks(whole.subarray(3 * MIB, 12 * MIB), whole.subarray(12 * MIB, 19 * MIB)));
  // The database didn't hear of the last two: they come again, cut in another way.
  await blobs.write(KEY, 19 * MIB, chunks(randomBytes(9 * MIB)));
  await assert.rejects(
    blobs.write(
      KEY,
      19 * MIB,
      (async function* () {
        yield randomBytes(9 * MIB);
        throw new Error('broken off');
      })(),
    ),
  );
  await blobs.write(KEY, 3 * MIB, chunks(whole.subarray(3 * MIB, 21 * MIB)));
  await blobs.write(KEY, 21 * MIB, chunks(whole.subarray(21 * MIB)));
  assert.equal(await blobs.size(KEY), undefined);
  await blobs.finish(KEY);
  assert.ok((await bytesOf(blobs)).equals(whole));
  assert.deepEqual([[...s3.objects.keys()], s3.uploads.size], [[`files/${KEY}`], 0]);
  await s3.close();
});

test('an end that was not heard of is an end; a store that is busy is asked again', async () => {
  const s3 = await startFakeS3();
  const blobs = new S3Blobs(s3.address);
  const whole = randomBytes(6 * MIB);
  await blobs.write(KEY, 0, chunks(whole));
  const draft = s3.objects.get(`files/${KEY}.draft`) ?? Buffer.alloc(0);
  await blobs.finish(KEY);
  s3.objects.set(`files/${KEY}.draft`, draft);
  s3.stumble(1);
  await blobs.finish(KEY);
  assert.ok((await bytesOf(blobs)).equals(whole));
  await blobs.write(KEY, 0, chunks(whole));
  await blobs.remove(KEY);
  assert.deepEqual([s3.objects.size, s3.uploads.size], [0, 0]);
  await s3.close();
});

test('links open one blob for a while, saved under its name, and are only made when that is wanted', async () => {
  const s3 = await startFakeS3();
  const blobs = new S3Blobs(s3.address, { direct: true });
  await blobs.write(KEY, 0, chunks(Buffer.from('secret')));
  await blobs.finish(KEY);
  const disposition = `attachment; filename="a (1)'s.txt"; filename*=UTF-8''%E8%AE%A1.txt`;
  const link = blobs.link(KEY, { forMs: 60_000, type: 'text/plain; charset=utf-8', disposition }) ?? '';
  const answer = await fetch(link);
  assert.equal(await answer.text(), 'secret');
  assert.equal(answer.headers.get('content-disposition'), disposition);
  assert.equal((await fetch(link.replace('bb2', 'bb3').replace('b2b2', 'b2b3'))).status, 403);
  assert.equal((await fetch(link.replace('Expires=60', 'Expires=6000'))).status, 403);
  assert.equal(new S3Blobs(s3.address).link(KEY, { forMs: 1, type: 'a/b', disposition }), undefined);
  const other = new S3Blobs({ ...s3.address, secretKey: 'other' });
  await assert.rejects(
    other.size(KEY),
    (error: Failure) => error.code === 'files.unavailable' && /403/.test(String(error.cause)),
  );
  await s3.close();
});

test('a store that is away is told as such by whatever it is asked, in the log once, and works again', async () => {
  const s3 = await startFakeS3();
  const lines: string[] = [];
  const say = (_: object, message: string) => void lines.push(message);
  const log = { ...silentLog, warn: say, info: say };
  const blobs = new S3Blobs(s3.address, { log, firstWaitMs: 1 });
  await blobs.write(KEY, 0, chunks(Buffer.from('before')));
  await blobs.finish(KEY);
  for (const how of ['silent', 'refusing'] as const) {
    s3.leave(how);
    const away = { code: 'files.unavailable' };
    assert.equal(await blobs.works(), false);
    await assert.rejects(blobs.size(KEY), away);
    await assert.rejects(bytesOf(blobs), away);
    await assert.rejects(blobs.write(KEY, 0, chunks(Buffer.from('x'))), away);
    await assert.rejects(blobs.put(KEY, Buffer.from('x')), away);
    await assert.rejects(blobs.finish(KEY), away);
    await assert.rejects(blobs.remove(KEY), away);
    s3.leave(undefined);
    assert.equal(await blobs.works(), true);
    assert.equal(String(await bytesOf(blobs)), 'before');
  }
  const both = ['the store of files cannot be reached', 'the store of files answers again'];
  assert.deepEqual(lines, [...both, ...both]);
  await s3.close();
  await assert.rejects(blobs.size(KEY), { code: 'files.unavailable' });
  assert.equal(await blobs.works(), false);
});

test('bytes that break off in the middle are told as a store that is away', async () => {
  const s3 = await startFakeS3();
  const blobs = new S3Blobs(s3.address, { firstWaitMs: 1 });
  await blobs.put(KEY, randomBytes(4 * MIB));
  s3.leave('midway');
  await assert.rejects(bytesOf(blobs), { code: 'files.unavailable' });
  await s3.close();
});

test('what a source throws is told as it is, also where the store is S3', async () => {
  const s3 = await startFakeS3();
  const blobs = new S3Blobs(s3.address, { firstWaitMs: 1 });
  const broken = (async function* () {
    yield Buffer.from('some');
    throw new Error('broken off');
  })();
  await assert.rejects(blobs.write(KEY, 0, broken), /broken off/);
  await s3.close();
});
