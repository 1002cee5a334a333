import { constants, createReadStream } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '#kernel/failure.ts';
import { invariant } from '#kernel/invariant.ts';
import type { Blobs, ByteRange } from '#kernel/ports/blobs.ts';

const KEY = /^[a-z]_[a-z0-9]{20}(\.[a-z]{1,20})?$/;
const READ_BYTES = 256 * 1024;
/** What comes in small chunks is written together. */
const WRITE_BYTES = 1024 * 1024;

/** A file each, in folders of at most 36² that only the server's user reads; drafts stand beside them as `.part`. */
export class DiskBlobs implements Blobs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(key: string, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const path = `${this.#path(key)}.part`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      const file = await open(path, offset === 0 ? 'w' : 'r+', 0o600);
      try {
        invariant((await file.stat()).size >= offset, 'a draft has what was told to be durable');
        await file.truncate(offset);
        await writeAll(file, offset, chunks);
        await file.datasync();
      } finally {
        await file.close();
      }
    } catch (error) {
      throw isFull(error) ? new Failure('server.disk-full') : error;
    }
  }

  async finish(key: string, apart = false): Promise<void> {
    const path = this.#path(key);
    try {
      if (apart) await moveCopy(`${path}.part`, path);
      else await rename(`${path}.part`, path);
    } catch (error) {
      if (!isMissing(error) || (await this.size(key)) === undefined) throw error;
      return;
    }
    await syncFolder(dirname(path));
  }

  async size(key: string): Promise<number | undefined> {
    try {
      return (await stat(this.#path(key))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    return createReadStream(this.#path(key), { highWaterMark: READ_BYTES, ...range });
  }

  async pour(key: string, { start, end }: ByteRange, take: (piece: Uint8Array) => Promise<void>): Promise<void> {
    const file = await open(this.#path(key), 'r');
    try {
      await pourFrom(file, { start, end }, take);
    } finally {
      await file.close();
    }
  }

  async remove(key: string): Promise<void> {
    const path = this.#path(key);
    const names = [path, `${path}.part`, `${path}.copy`];
    await Promise.all(names.map((name) => rm(name, { force: true })));
  }

  async room(): Promise<number> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  #path(key: string): string {
    invariant(KEY.test(key), 'a key of our own making');
    return join(this.#folder, key.slice(2, 4), key);
  }
}

/** Buffers that are used again and again: new ones for every piece would keep the collector busy. */
const spare: Buffer[] = [];
const MOST_SPARE = 64;
const POUR_BYTES = 128 * 1024;

/** The next piece is read while the last one is taken. */
async function pourFrom(file: FileHandle, range: ByteRange, take: (piece: Uint8Array) => Promise<void>): Promise<void> {
  const buffers = [
    spare.pop() ?? Buffer.allocUnsafeSlow(POUR_BYTES),
    spare.pop() ?? Buffer.allocUnsafeSlow(POUR_BYTES),
  ];
  const read = async (turn: number, at: number): Promise<Uint8Array> => {
    const buffer = buffers[turn % 2] ?? Buffer.alloc(0);
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, range.end + 1 - at), at);
    return buffer.subarray(0, bytesRead);
  };
  let reading = read(0, range.start);
  try {
    for (let [turn, at] = [0, range.start]; at <= range.end; turn += 1) {
      const piece = await reading;
      if (piece.byteLength === 0) throw new Error('the blob is shorter than it was');
      at += piece.byteLength;
      if (at <= range.end) reading = read(turn + 1, at);
      await take(piece);
    }
  } finally {
    await reading.catch(() => {});
    if (spare.length < MOST_SPARE) spare.push(...buffers);
  }
}

/** The next chunks come in while the last ones are written. */
async function writeAll(file: FileHandle, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let [at, waiting, bytes] = [offset, [] as Uint8Array[], 0];
  let writing = Promise.resolve();
  const flush = async () => {
    await writing;
    writing = writeTogether(file, waiting, at);
    // Told when it is waited for.
    writing.catch(() => {});
    at += bytes;
    [waiting, bytes] = [[], 0];
  };
  try {
    for await (const chunk of chunks) {
      waiting.push(chunk);
      bytes += chunk.byteLength;
      if (bytes >= WRITE_BYTES) await flush();
    }
    await flush();
  } finally {
    await writing;
  }
}

async function writeTogether(file: FileHandle, chunks: readonly Uint8Array[], at: number): Promise<void> {
  let [left, place] = [chunks, at];
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left, place);
    place += bytesWritten;
    left = without(left, bytesWritten);
  }
}

/** The chunks without their first bytes. */
function without(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let gone = bytes;
  return chunks.flatMap((chunk) => {
    const skipped = Math.min(gone, chunk.byteLength);
    gone -= skipped;
    return skipped === chunk.byteLength ? [] : [chunk.subarray(skipped)];
  });
}

/** Who has the one open doesn't have the other open. A copy costs nothing where the file system shares what two files have. */
async function moveCopy(from: string, to: string): Promise<void> {
  const copy = `${to}.copy`;
  await copyFile(from, copy, constants.COPYFILE_FICLONE);
  const file = await open(copy, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(copy, to);
  await rm(from, { force: true });
}

/** So that the new name is on the disk too. Not every system opens folders. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
