import { createHash, type Hash } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId, randomText } from '#kernel/ids.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import type { UserId } from '#protocol/common.ts';
import type { FileId } from '#protocol/files.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Database } from '../adapters/sql/database.ts';
import { acceptName } from './file-name.ts';
import type { Rooms } from './rooms.ts';
import { findFile, forget, isPlaced, updateFile, updateWritten } from './store.ts';
import { blobOf, type FileRow, type FileTables, nextWriter } from './tables.ts';
import type { Checksum } from './tus-headers.ts';

export interface NewUpload {
  /** In bytes. */
  length: number;
  name: string;
  asPicture: boolean;
}

/** What a client sends, which can be broken off. */
export interface Source extends AsyncIterable<Uint8Array> {
  destroy(): void;
}

export interface Part {
  offset: number;
  checksum: Checksum | undefined;
}

/** How long what nobody sends or goes on with is kept. */
const KEPT_MS = 24 * 3_600_000;

interface Writing {
  stop(): void;
  done: Promise<void>;
}

/** Called in the transaction by which all of a file is there. */
type Complete = (within: object, id: FileId) => Promise<void>;

/** Files on their way in: docs/spec/files.md [FI10] … */
export class Uploads {
  readonly #database: Database<FileTables>;
  readonly #blobs: Blobs;
  readonly #clock: Clock;
  readonly #rooms: Rooms;
  readonly #complete: Complete;
  readonly #several: boolean;
  /** This process. */
  readonly #name = randomText(10);
  readonly #writing = new Map<FileId, Writing>();

  /** `several`: other processes take uploads, too. */
  constructor(
    database: Database<FileTables>,
    blobs: Blobs,
    clock: Clock,
    rooms: Rooms,
    complete: Complete,
    several = false,
  ) {
    this.#several = several;
    this.#complete = complete;
    this.#database = database;
    this.#blobs = blobs;
    this.#clock = clock;
    this.#rooms = rooms;
  }

  /** @throws Failure 'file.too-large', 'file.no-room', 'file.storage-full', 'file.too-many', before anything is sent */
  async create(owner: UserId, { length, name, asPicture }: NewUpload): Promise<FileRow> {
    const now = this.#clock.now();
    const row: FileRow = {
      ...{ id: newId('f'), owner, state: 'uploading', name: acceptName(name), size: length, received: 0 },
      ...{ as_picture: asPicture ? 1 : 0, made_at: now, expires_at: now + KEPT_MS },
      ...{
        type: null,
        width: null,
        height: null,
        blur: null,
        moving: null,
        blob: newId('b'),
        hash: null,
        writer: null,
      },
    };
    const free = await this.#blobs.room();
    await this.#database.write(async (db) => {
      await this.#rooms.check(db, owner, length, free);
      await db.insertInto('files').values(row).execute();
    });
    return length === 0 ? this.#receive(row, undefined, nothing) : row;
  }

  /** An own upload as it is; one that is being written is broken off, so that what is told holds. */
  async look(owner: UserId, id: FileId): Promise<FileRow> {
    await this.#own(owner, id);
    await this.#stop(id);
    return this.#takeOver(await this.#own(owner, id));
  }

  /** An own upload that is still coming. @throws Failure 'file.unknown', 'request.invalid' */
  async open(owner: UserId, id: FileId): Promise<FileRow> {
    const row = await this.#own(owner, id);
    if (row.state !== 'uploading' || row.as_picture === 1) throw new Failure('request.invalid');
    return row;
  }

  /**
   * Goes on with an upload. @returns it as it is then
   *
   * @throws Failure 'file.offset', 'file.checksum', 'request.too-large' for more than was announced
   */
  async append(owner: UserId, id: FileId, { offset, checksum }: Part, source: Source): Promise<FileRow> {
    await this.#own(owner, id);
    await this.#stop(id);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#writing.set(id, { stop: () => source.destroy(), done: promise });
    try {
      const row = await this.#takeOver(await this.#own(owner, id));
      if (row.received !== offset) throw new Failure('file.offset');
      if (row.state !== 'uploading') return row;
      return await this.#receive(row, checksum, source);
    } finally {
      this.#writing.delete(id);
      resolve();
    }
  }

  /** Takes an own file away that is in no message. @throws Failure 'file.sent' */
  async remove(owner: UserId, id: FileId): Promise<void> {
    await this.#own(owner, id);
    await this.#stop(id);
    await this.#database.write(async (db) => {
      if (await isPlaced(db, id)) throw new Failure('file.sent');
      await forget(db, id);
    });
  }

  /** Breaks everything off that is being written. */
  async close(): Promise<void> {
    await Promise.all([...this.#writing.keys()].map((id) => this.#stop(id)));
  }

  /** [FI18] From here on no other process gets any further with it. @returns it as it is then */
  async #takeOver(row: FileRow): Promise<FileRow> {
    if (!this.#several || row.state !== 'uploading') return row;
    const writer = await this.#database.write(async (db) => {
      const before = (await findFile(db, row.id))?.writer ?? null;
      const next = nextWriter(before, this.#name);
      await updateFile(db, row.id, { writer: next });
      return next;
    });
    return { ...(await this.#own(row.owner, row.id)), writer };
  }

  async #own(owner: UserId, id: FileId): Promise<FileRow> {
    const row = await findFile(this.#database.read, id);
    if (row?.owner !== owner) throw new Failure('file.unknown');
    return row;
  }

  /** A connection that is dead for the client is often not yet dead for us: the newer one goes on. */
  async #stop(id: FileId): Promise<void> {
    for (let one = this.#writing.get(id); one !== undefined; one = this.#writing.get(id)) {
      one.stop();
      await one.done;
    }
  }

  async #receive(row: FileRow, checksum: Checksum | undefined, source: AsyncIterable<Uint8Array>): Promise<FileRow> {
    const most = row.size - row.received;
    const hash = checksum && createHash(checksum.algorithm);
    const coming = new Coming(source, checksum === undefined ? most : Math.min(most, LIMITS.checkedPartBytes), hash);
    let now = row;
    const note = async (until: number) => {
      now = await this.#note(now, until);
    };
    // With a checksum nothing counts before all of it is right.
    await this.#blobs.write(blobOf(row), row.received, coming, checksum === undefined ? note : undefined);
    if (checksum === undefined) return now;
    if (hash?.digest().equals(checksum.digest) !== true) throw new Failure('file.checksum');
    return this.#note(now, row.received + coming.bytes);
  }

  /** What is on the disk counts for good. */
  async #note(row: FileRow, received: number): Promise<FileRow> {
    const expires_at = this.#clock.now() + KEPT_MS;
    const state = received === row.size ? ('received' as const) : row.state;
    await this.#database.write(async (db) => {
      if (!(await updateWritten(db, row, { received, expires_at, state }))) throw new Failure('file.offset');
      if (state === 'received') await this.#complete(db, row.id);
    });
    return { ...row, received, expires_at, state };
  }
}

const nothing: AsyncIterable<Uint8Array> = { async *[Symbol.asyncIterator]() {} };

/** What a part brings: counted, hashed where that is asked for, and never more than it may have. */
class Coming implements AsyncIterable<Uint8Array> {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #most: number;
  readonly #hash: Hash | undefined;
  bytes = 0;

  constructor(source: AsyncIterable<Uint8Array>, most: number, hash: Hash | undefined) {
    this.#source = source;
    this.#most = most;
    this.#hash = hash;
  }

  /** @throws Failure 'request.too-large' before a chunk that goes past the end; what the source throws */
  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for await (const chunk of this.#source) {
      if (this.bytes + chunk.byteLength > this.#most) throw new Failure('request.too-large');
      this.bytes += chunk.byteLength;
      this.#hash?.update(chunk);
      yield chunk;
    }
  }
}
