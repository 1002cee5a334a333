import { randomBytes } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, type FileHandle, link, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '#kernel/failure.ts';
import { invariant } from '#kernel/invariant.ts';
import type { Blobs, ByteRange } from '#kernel/ports/blobs.ts';
import { type Told, writeDraft } from './disk-draft.ts';

const KEY = /^[a-z]_[a-z0-9]{20}(\.[a-z]{1,20})?$/;
const READ_BYTES = 256 * 1024;
/** What is put whole stands under such a name, its writer's own, until all of it is there. */
const NEW = /\.[0-9a-f]{16}\.new$/;

/**
 * A file each, in folders of at most 36² that only the server's user reads; drafts stand beside them as `.part`, and what is
 * put whole as `.new`.
 */
export class DiskBlobs implements Blobs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(key: string, offset: number, chunks: AsyncIterable<Uint8Array>, told?: Told): Promise<void> {
    const path = `${this.#path(key)}.part`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await inFile(path, offset === 0 ? 'w' : 'r+', async (file) => {
      invariant((await file.stat()).size >= offset, 'a draft has what was told to be durable');
      await file.truncate(offset);
      await writeDraft(file, offset, chunks, told);
    });
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.#path(key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const own = newName(path);
    try {
      await inFile(own, 'wx', async (file) => {
        await file.writeFile(bytes);
        await file.datasync();
      });
      await rename(own, path);
    } catch (error) {
      await rm(own, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
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
    const names = [path, `${path}.part`, ...(await this.#leftOf(path))];
    await Promise.all(names.map((name) => rm(name, { force: true })));
  }

  /** What a process left that was killed while it put the blob. */
  async #leftOf(path: string): Promise<string[]> {
    const folder = dirname(path);
    const names = await readdir(folder).catch((): string[] => []);
    return names.map((name) => join(folder, name)).filter((one) => one.replace(NEW, '') === path && one !== path);
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

/** The file is closed in the end. @throws Failure 'server.disk-full' */
async function inFile(path: string, flags: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    const file = await open(path, flags, 0o600);
    try {
      await work(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw isFull(error) ? new Failure('server.disk-full') : error;
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

/**
 * Who has the one open doesn't have the other open. A copy costs nothing where the file system shares what two files have. Of several
 * processes that do it at once, the first one's stays: what is written into the draft meanwhile comes into nothing.
 */
async function moveCopy(from: string, to: string): Promise<void> {
  const own = newName(to);
  try {
    await copyFile(from, own, constants.COPYFILE_FICLONE);
    await inFile(own, 'r+', (file) => file.datasync());
    await link(own, to).catch(async (error: NodeJS.ErrnoException) => {
      // Where files have one name only, the last one's stays.
      if (error.code !== 'EEXIST') await rename(own, to);
    });
  } finally {
    await rm(own, { force: true });
  }
  await rm(from, { force: true });
}

/** Nobody else's. */
function newName(path: string): string {
  return `${path}.${randomBytes(8).toString('hex')}.new`;
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
