import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import type { FileRoom } from '#protocol/files.ts';
import { LIMITS } from '#protocol/limits.ts';
import { usedBy, usedByAll } from './store.ts';
import type { FileTables } from './tables.ts';

/** In bytes; 0: no limit. */
export interface FileLimits {
  largest: number;
  mine: number;
  all: number;
}

/** Of the disk, files never take the last of it: messages need some too. */
const RESERVE_BYTES = 256 * 1024 * 1024;

/** Who has how much room: docs/spec/files.md [FI20] … */
export class Rooms {
  readonly #limits: FileLimits;

  constructor(limits: FileLimits) {
    this.#limits = limits;
  }

  async of(db: Kysely<FileTables>, owner: UserId): Promise<FileRoom> {
    const { bytes } = await usedBy(db, owner);
    return { used: bytes, mine: this.#limits.mine, largest: this.#largest() };
  }

  /**
   * Whether one more file fits. `free`: bytes that the store has, where that is known.
   *
   * @throws Failure 'file.too-large', 'file.no-room', 'file.storage-full', 'file.too-many'
   */
  async check(db: Kysely<FileTables>, owner: UserId, length: number, free: number | undefined): Promise<void> {
    if (length > this.#largest()) throw new Failure('file.too-large');
    const { bytes, uploading } = await usedBy(db, owner);
    if (uploading >= LIMITS.uploads) throw new Failure('file.too-many');
    if (exceeds(bytes + length, this.#limits.mine)) throw new Failure('file.no-room');
    const all = await usedByAll(db);
    if (exceeds(all.bytes + length, this.#limits.all)) throw new Failure('file.storage-full');
    if (free !== undefined && all.coming + length + RESERVE_BYTES > free) throw new Failure('file.storage-full');
  }

  #largest(): number {
    return this.#limits.largest === 0 ? Number.MAX_SAFE_INTEGER : this.#limits.largest;
  }
}

function exceeds(bytes: number, limit: number): boolean {
  return limit !== 0 && bytes > limit;
}
