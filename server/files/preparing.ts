import { Failure } from '#kernel/failure.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import type { FileId } from '#protocol/files.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Checking } from './checking.ts';
import { type Prepared, preparePicture } from './pictures.ts';
import { HEAD_BYTES, isPicture, isVideo, sniff } from './sniff.ts';
import { findFile, updateFile } from './store.ts';
import type { FileRow, FileTables } from './tables.ts';
import { putBlob, readBlob } from './whole-blobs.ts';

/** Pictures that are worked on at a time: each may take hundreds of MB. */
const AT_ONCE = 2;

/** What is made of a file stands beside it: smaller pictures, the picture of a video, sound in another container. */
export const BESIDE = ['small', 'large', 'caf'] as const;

export function keyOf(id: FileId, size: (typeof BESIDE)[number]): string {
  return `${id}.${size}`;
}

/** What is done with a file once all of it is there. Doing it again changes nothing, so a crash in between is no harm. */
export class Preparing {
  readonly #database: Database<FileTables>;
  readonly #blobs: Blobs;
  readonly #checking: Checking;
  readonly #underWay = new Map<FileId, Promise<FileRow>>();
  #working = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(database: Database<FileTables>, blobs: Blobs, checking: Checking) {
    this.#database = database;
    this.#blobs = blobs;
    this.#checking = checking;
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
    await this.#blobs.finish(id);
    await this.#check(row);
    const type = sniff(await readBlob(this.#blobs, id, { start: 0, end: HEAD_BYTES - 1 }));
    const picture = row.as_picture === 1 && isPicture(type) && row.size <= LIMITS.pictureBytes;
    if (picture) return this.#note(row, { type, ...(await this.#inTurn(() => this.#picture(row))) });
    return this.#note(row, isVideo(type) ? { type } : { type, width: null, height: null, blur: null });
  }

  /** [FI60] What harms goes at once; its sender is told. */
  async #check(row: FileRow): Promise<void> {
    const fault = await this.#checking.faultOf(row);
    if (fault === undefined) return;
    await this.#note(row, { state: fault === 'file.infected' ? 'infected' : 'uncheckable', size: 0, received: 0 });
    await this.#blobs.remove(row.id);
    throw new Failure(fault);
  }

  /**
   * The picture of a video, which its sender made: it is shown until the video plays. Forgotten when it turns out to be
   * none. @throws Failure 'picture.invalid'
   */
  async poster(row: FileRow, bytes: Buffer): Promise<void> {
    if (!isPicture(sniff(bytes.subarray(0, HEAD_BYTES)))) throw new Failure('picture.invalid');
    const made = await this.#inTurn(() => preparePicture(bytes));
    await putBlob(this.#blobs, keyOf(row.id, 'small'), made.small);
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
    const made = await preparePicture(await readBlob(this.#blobs, row.id)).catch(async (error: unknown) => {
      await this.#note(row, { state: 'refused' });
      throw error;
    });
    await putBlob(this.#blobs, keyOf(row.id, 'small'), made.small);
    if (made.large !== undefined) await putBlob(this.#blobs, keyOf(row.id, 'large'), made.large);
    if (made.bare !== undefined) await putBlob(this.#blobs, row.id, made.bare);
    const size = (await this.#blobs.size(row.id)) ?? row.size;
    return { ...shape(made), size, received: size };
  }

  async #note(row: FileRow, change: Partial<FileRow>): Promise<FileRow> {
    const told = { state: 'ready' as const, ...change };
    await this.#database.write((db) => updateFile(db, row.id, told));
    return { ...row, ...told };
  }
}

function shape({ width, height, blur, moving }: Prepared): Partial<FileRow> {
  return { width, height, blur, moving: moving ? 1 : 0 };
}
