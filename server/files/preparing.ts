import { Buffer } from 'node:buffer';
import { Failure } from '#kernel/failure.ts';
import type { Blobs, ByteRange } from '#kernel/ports/blobs.ts';
import type { FileId } from '#protocol/files.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Database } from '../adapters/sql/database.ts';
import { type Prepared, preparePicture } from './pictures.ts';
import { HEAD_BYTES, isPicture, sniff } from './sniff.ts';
import { findFile, updateFile } from './store.ts';
import type { FileRow, FileTables } from './tables.ts';

/** Pictures that are worked on at a time: each may take hundreds of MB. */
const AT_ONCE = 2;

/** The smaller ones of a picture stand beside it. */
export function keyOf(id: FileId, size: 'small' | 'large'): string {
  return `${id}.${size}`;
}

/** What is done with a file once all of it is there. Doing it again changes nothing, so a crash in between is no harm. */
export class Preparing {
  readonly #database: Database<FileTables>;
  readonly #blobs: Blobs;
  readonly #underWay = new Map<FileId, Promise<FileRow>>();
  #working = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(database: Database<FileTables>, blobs: Blobs) {
    this.#database = database;
    this.#blobs = blobs;
  }

  /** The file, ready to be sent. @throws Failure 'picture.invalid', 'file.incomplete', 'file.unknown' */
  ready(id: FileId): Promise<FileRow> {
    const known = this.#underWay.get(id);
    if (known !== undefined) return known;
    const made = this.#prepare(id).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, made);
    return made;
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay.values());
  }

  async #prepare(id: FileId): Promise<FileRow> {
    const row = await findFile(this.#database.read, id);
    if (row === undefined) throw new Failure('file.unknown');
    if (row.state === 'ready') return row;
    if (row.state === 'refused') throw new Failure('picture.invalid');
    if (row.state === 'uploading') throw new Failure('file.incomplete');
    await this.#blobs.finish(id);
    const type = sniff(await this.#read(id, { start: 0, end: HEAD_BYTES - 1 }));
    const picture = row.as_picture === 1 && isPicture(type) && row.size <= LIMITS.pictureBytes;
    return this.#note(row, { type, ...(picture ? await this.#inTurn(() => this.#picture(row)) : {}) });
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#working >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#working += 1;
    try {
      return await work();
    } finally {
      this.#working -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #picture(row: FileRow): Promise<Partial<FileRow>> {
    const made = await preparePicture(await this.#read(row.id)).catch(async (error: unknown) => {
      await this.#note(row, { state: 'refused' });
      throw error;
    });
    await this.#put(keyOf(row.id, 'small'), made.small);
    if (made.large !== undefined) await this.#put(keyOf(row.id, 'large'), made.large);
    if (made.bare !== undefined) await this.#put(row.id, made.bare);
    const size = (await this.#blobs.size(row.id)) ?? row.size;
    return { ...shape(made), size, received: size };
  }

  async #note(row: FileRow, change: Partial<FileRow>): Promise<FileRow> {
    const told = { state: 'ready' as const, ...change };
    await this.#database.write((db) => updateFile(db, row.id, told));
    return { ...row, ...told };
  }

  async #read(key: string, range?: ByteRange): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    if ((await this.#blobs.size(key)) === 0) return Buffer.alloc(0);
    for await (const piece of this.#blobs.read(key, range)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async #put(key: string, bytes: Buffer): Promise<void> {
    const whole = {
      async *[Symbol.asyncIterator]() {
        yield bytes;
      },
    };
    await this.#blobs.write(key, 0, whole);
    await this.#blobs.finish(key);
  }
}

function shape({ width, height, blur, moving }: Prepared): Partial<FileRow> {
  return { width, height, blur, moving: moving ? 1 : 0 };
}
