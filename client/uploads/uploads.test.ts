import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import type { FileItem } from '#protocol/files.ts';
import type { SendMore } from '../api.ts';
import { systemTimers, type Timers } from '../ports.ts';
import { Deliveries } from './deliveries.ts';
import { nextPart, SLOWEST } from './pace.ts';
import type { UploadSource } from './source.ts';
import type { Tus } from './tus.ts';
import { Uploads } from './uploads.ts';

/** A server in memory that fails as it is told. */
class FakeTus implements Tus {
  readonly files = new Map<string, { name: string; size: number; bytes: Buffer }>();
  readonly removed: string[] = [];
  readonly parts: string[] = [];
  /** Thrown once each, before a part, or after half of it. */
  readonly faults: { failure: Failure; half?: boolean }[] = [];

  async begin({ name, size }: Pick<UploadSource, 'name' | 'size'>) {
    if (name.startsWith('huge')) throw new Failure('file.too-large');
    this.files.set(name, { name, size, bytes: Buffer.alloc(0) });
    return { id: name, offset: 0, length: size };
  }

  async look(id: string) {
    const { name, size, bytes } = this.#of(id);
    const file: FileItem = { id: `f_${name}`, name, size, type: 'text/plain' };
    return { id, offset: bytes.length, length: size, ...(bytes.length === size ? { file } : {}) };
  }

  async append(id: string, offset: number, bytes: Uint8Array<ArrayBuffer>) {
    const file = this.#of(id);
    const fault = this.faults.shift();
    const came = fault === undefined ? bytes : fault.half ? bytes.subarray(0, bytes.length >> 1) : Buffer.alloc(0);
    if (offset !== file.bytes.length) throw new Failure('file.offset');
    file.bytes = Buffer.concat([file.bytes, came]);
    this.parts.push(id);
    if (fault !== undefined) throw fault.failure;
  }

  async illustrate() {}

  async remove(id: string) {
    this.removed.push(id);
  }

  #of(id: string) {
    const file = this.files.get(id);
    if (file === undefined) throw new Failure('file.unknown');
    return file;
  }
}

/** Waiting costs nothing. */
const hasty: Timers = { now: systemTimers.now, after: (_ms, callback) => systemTimers.after(0, callback) };

function source(name: string, bytes: Buffer): UploadSource {
  return {
    name,
    size: bytes.length,
    picture: false,
    read: async (start, end) => Uint8Array.from(bytes.subarray(start, end)),
  };
}

function world(parallel?: number) {
  const tus = new FakeTus();
  const options = { tus, timers: hasty, random: () => 0.5 };
  const uploads = new Uploads(parallel === undefined ? options : { ...options, parallel });
  return { tus, uploads };
}

function until(uploads: Uploads, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = uploads.on('changed', look);
    look();
  });
}

test('a file is sent part by part and is whole, whatever breaks on the way', async () => {
  const { tus, uploads } = world();
  const bytes = randomBytes(3_000_000);
  tus.faults.push(
    { failure: new Failure('network.unreachable'), half: true },
    { failure: new Failure('file.checksum') },
  );
  const key = uploads.add(source('a', bytes));
  await until(uploads, () => uploads.view(key)?.at === 'ready');
  assert.ok(tus.files.get('a')?.bytes.equals(bytes));
});

test('[FI82] while the store of files is away an upload waits, says why, and goes on by itself', async () => {
  const { tus, uploads } = world();
  const bytes = randomBytes(300_000);
  const away = new Failure('files.unavailable', { retryAfterMs: 5000 });
  tus.faults.push({ failure: away }, { failure: away, half: true });
  const told = new Set<string>();
  const key = uploads.add(source('a', bytes));
  uploads.on('changed', () => {
    const view = uploads.view(key);
    if (view?.at === 'waiting' && view.why !== undefined) told.add(view.why);
    assert.notEqual(view?.at, 'failed');
  });
  await until(uploads, () => uploads.view(key)?.at === 'ready');
  assert.deepEqual([...told], ['files.unavailable']);
  assert.ok(tus.files.get('a')?.bytes.equals(bytes));
});

test('files take turns, so that a short one isn’t kept waiting by a long one', async () => {
  const { tus, uploads } = world(1);
  const [long, short] = [
    uploads.add(source('long', Buffer.alloc(9_000_000))),
    uploads.add(source('short', Buffer.alloc(9))),
  ];
  await until(uploads, () => uploads.view(short)?.at === 'ready');
  assert.notEqual(uploads.view(long)?.at, 'ready');
  await until(uploads, () => uploads.view(long)?.at === 'ready');
  assert.deepEqual(tus.parts.slice(0, 2).toSorted(), ['long', 'short']);
});

test('a pause holds until it is over; what is cancelled goes on the server too', async () => {
  const { tus, uploads } = world();
  const [one, two] = [
    uploads.add(source('one', Buffer.alloc(5_000_000))),
    uploads.add(source('two', Buffer.alloc(5_000_000))),
  ];
  await until(uploads, () => (uploads.view(one)?.sent ?? 0) > 0 && (uploads.view(two)?.sent ?? 0) > 0);
  uploads.pause(one);
  uploads.cancel(two);
  assert.deepEqual([uploads.view(one)?.at, uploads.view(two), tus.removed], ['paused', undefined, ['two']]);
  uploads.resume(one);
  await until(uploads, () => uploads.view(one)?.at === 'ready');
});

test('what is refused for good fails with the reason, and may be tried again', async () => {
  const { uploads } = world();
  const key = uploads.add(source('huge', Buffer.alloc(10)));
  await until(uploads, () => uploads.view(key)?.at === 'failed');
  const view = uploads.view(key);
  assert.ok(view?.at === 'failed' && view.failure.code === 'file.too-large');
  uploads.resume(key);
  await until(uploads, () => uploads.view(key)?.at === 'failed');
});

test('parts grow with the speed, and shrink with it', () => {
  let pace = SLOWEST;
  for (let n = 0; n < 20; n += 1) pace = nextPart(pace, pace.partBytes, 10);
  assert.equal(pace.partBytes, 8 * 1024 * 1024);
  for (let n = 0; n < 40; n += 1) pace = nextPart(pace, pace.partBytes, 60_000);
  assert.equal(pace.partBytes, 256 * 1024);
});

test('a message goes out once all its files are there, and without those that were taken out', async () => {
  const { uploads } = world();
  const sent: [string, string, SendMore | undefined][] = [];
  const client = {
    send(id: string, text: string, more?: SendMore) {
      sent.push([id, text, more]);
      return 'client-id';
    },
    call: async () => Promise.reject(new Failure('request.unknown')),
  };
  const deliveries = new Deliveries(client, uploads);
  const sources = [source('a', randomBytes(600_000)), source('huge', Buffer.alloc(1)), source('b', Buffer.alloc(3))];
  deliveries.send({ conversation: 'c', text: 'look', more: {} }, sources, 5);
  const [delivery] = deliveries.all();
  assert.ok(delivery !== undefined && delivery.files.length === 3);
  const at = (n: number) => uploads.view(delivery.files[n]?.key ?? 0)?.at;
  await until(uploads, () => at(0) === 'ready' && at(1) === 'failed' && at(2) === 'ready');
  assert.equal(sent.length, 0);
  deliveries.instead(delivery.key, delivery.files[1]?.key ?? 0, source('huge too', Buffer.alloc(1)));
  const other = deliveries.all()[0]?.files[1]?.key ?? 0;
  await until(uploads, () => uploads.view(other)?.at === 'failed');
  deliveries.drop(delivery.key, other);
  assert.deepEqual(deliveries.all(), []);
  const content = sent[0]?.[2]?.content;
  const names = content?.type === 'files' ? content.items.map(({ name }) => name) : [];
  assert.deepEqual([sent.length, sent[0]?.[0], sent[0]?.[1], names], [1, 'c', 'look', ['a', 'b']]);
});
