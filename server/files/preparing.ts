import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { FileId } from '#protocol/files.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Checking } from './checking.ts';
import { type Prepared, preparePicture } from './pictures.ts';
import type { Sharing } from './sharing.ts';
import { HEAD_BYTES, isPicture, isVideo, sniff } from './sniff.ts';
import { findFile, updateFile } from './store.ts';
import { blobOf, type FileRow, type FileTables, hadWriters, STORE_ATTEMPTS } from './tables.ts';
import { readBlob } from './whole-blobs.ts';

/** Pictures that are worked on at a time: each may take hundreds of MB. */
const AT_ONCE = 2;

const JOB = 'files.prepare';
/** Who received the file begins at once; the job is for when that process dies, or the scanner is away. */
const JOB_AFTER_MS = 10_000;
/** Nothing is left to do: it was refused for good, or taken back. */
const SETTLED: ReadonlySet<string> = new Set([
  'picture.invalid',
  'file.unknown',
  'file.infected',
  'file.not-checkable',
]);

/** What is made of a file stands beside it: smaller pictures, the picture of a video, sound in another container. */
export const BESIDE = ['small', 'large', 'caf'] as const;

/** `name`: a blob's, or of the file itself for what stands for a video. */
export function keyOf(name: string, size: (typeof BESIDE)[number]): string {
  return `${name}.${size}`;
}

interface PreparingOptions {
  database: Database<FileTables>;
  blobs: Blobs;
  checking: Checking;
  sharing: Sharing;
  jobs: Jobs;
  clock: Clock;
}

/**
 * What is done with a file once all of it is there: at once by who received the last of it, and by a job if that didn't come to
 * its end. Doing it again changes nothing, so a crash in between is no harm.
 */
export class Preparing {
  readonly #database: Database<FileTables>;
  readonly #blobs: Blobs;
  readonly #checking: Checking;
  readonly #sharing: Sharing;
  readonly #underWay = new Map<FileId, Promise<FileRow>>();
  readonly #jobs: Jobs;
  readonly #clock: Clock;
  #working = 0;
  readonly #waiting: (() => void)[] = [];

  constructor({ database, blobs, checking, sharing, jobs, clock }: PreparingOptions) {
    this.#database = database;
    this.#blobs = blobs;
    this.#checking = checking;
    this.#sharing = sharing;
    this.#jobs = jobs;
    this.#clock = clock;
    jobs.handle(JOB, {
      attempts: STORE_ATTEMPTS,
      run: (payload) => this.#run((payload as { file: FileId }).file),
    });
  }

  /** In the transaction by which all of it is there. */
  later(within: object, file: FileId): Promise<void> {
    const due = this.#clock.now() + JOB_AFTER_MS;
    return this.#jobs.put(within, { kind: JOB, key: file, payload: { file }, due });
  }

  async #run(file: FileId): Promise<void> {
    try {
      await this.ready(file);
    } catch (error) {
      if (!(error instanceof Failure) || !SETTLED.has(error.code)) throw error;
    }
  }

  /** The file, ready to be sent. @throws Failure 'picture.invalid', 'file.incomplete', 'file.unknown', as `Checking` */
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
    if (row.state === 'infected') throw new Failure('file.infected');
    if (row.state === 'uncheckable') throw new Failure('file.not-checkable');
    if (row.state === 'uploading') throw new Failure('file.incomplete');
    const blob = blobOf(row);
    await this.#blobs.finish(blob, hadWriters(row));
    await this.#check(row);
    const type = sniff(await readBlob(this.#blobs, blob, { start: 0, end: HEAD_BYTES - 1 }));
    const picture = row.as_picture === 1 && isPicture(type) && row.size <= LIMITS.pictureBytes;
    if (picture) return this.#note(row, { type, ...(await this.#inTurn(() => this.#picture(row))) });
    return this.#note(row, isVideo(type) ? { type } : { type, width: null, height: null, blur: null });
  }

  /** [FI60] What harms goes at once; its sender is told. */
  async #check(row: FileRow): Promise<void> {
    const fault = await this.#checking.faultOf(row);
    if (fault === undefined) return;
    const state = fault === 'file.infected' ? 'infected' : 'uncheckable';
    await this.#database.write(async (db) => {
      await updateFile(db, row.id, { state, size: 0, received: 0 });
      await this.#sharing.refused(db, row, state);
    });
    throw new Failure(fault);
  }

  /**
   * The picture of a video, which its sender made: it is shown until the video plays. Forgotten when it turns out to be
   * none. @throws Failure 'picture.invalid'
   */
  async poster(row: FileRow, bytes: Buffer): Promise<void> {
    if (!isPicture(sniff(bytes.subarray(0, HEAD_BYTES)))) throw new Failure('picture.invalid');
    const made = await this.#inTurn(() => preparePicture(bytes));
    await this.#blobs.put(keyOf(row.id, 'small'), made.small);
    const { width, height, blur } = made;
    await this.#database.write((db) => updateFile(db, row.id, { width, height, blur }));
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
    const blob = blobOf(row);
    const made = await preparePicture(await readBlob(this.#blobs, blob)).catch(async (error: unknown) => {
      await this.#database.write((db) => updateFile(db, row.id, { state: 'refused' }));
      throw error;
    });
    await this.#blobs.put(keyOf(blob, 'small'), made.small);
    if (made.large !== undefined) await this.#blobs.put(keyOf(blob, 'large'), made.large);
    if (made.bare !== undefined) await this.#blobs.put(blob, made.bare);
    const size = (await this.#blobs.size(blob)) ?? row.size;
    return { ...shape(made), size, received: size };
  }

  async #note(row: FileRow, change: Partial<FileRow>): Promise<FileRow> {
    const told = { ...change, state: 'ready' as const };
    await this.#database.write(async (db) => {
      await updateFile(db, row.id, told);
      await this.#jobs.drop(db, JOB, row.id);
      await this.#sharing.later(db);
    });
    return { ...row, ...told };
  }
}

function shape({ width, height, blur, moving }: Prepared): Partial<FileRow> {
  return { width, height, blur, moving: moving ? 1 : 0 };
}
