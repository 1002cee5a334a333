import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Blobs, ByteRange } from '#kernel/ports/blobs.ts';
import type { Seq } from '#protocol/common.ts';
import type { FileSize } from '#protocol/file-path.ts';
import type { FileId } from '#protocol/files.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Conversations } from '../conversations/api.ts';
import type { Caller, Identity } from '../identity/api.ts';
import type { GuestAt } from './api.ts';
import type { FileKeys, Opened } from './links.ts';
import { BESIDE, keyOf } from './preparing.ts';
import type { Sounds } from './sounds.ts';
import { findFile, isIn, placesAmong } from './store.ts';
import { blobOf, type FileRow, type FileTables } from './tables.ts';

interface ReadingOptions {
  database: Database<FileTables>;
  blobs: Blobs;
  sounds: Sounds;
  keys: FileKeys;
  identity: Pick<Identity, 'isSignedIn'>;
  seen: Conversations['seen'];
  guestSees: (at: GuestAt) => Promise<boolean>;
  clock: Clock;
}

/** What is to be served of a file. */
export interface Served {
  row: FileRow;
  /** The blob's. */
  key: string;
  /** Of what is served, which may be a smaller picture. */
  type: string;
  size: number;
  /** Names these bytes for good. */
  tag: string;
  /** How much longer the key is good, in ms. */
  goodForMs: number;
  read(range?: ByteRange): AsyncIterable<Uint8Array>;
  /** As the store's own, where it has one. */
  pour: ((range: ByteRange, take: (piece: Uint8Array) => Promise<void>) => Promise<void>) | undefined;
  /** An address at which the store itself gives it under this `Content-Disposition`. */
  link(disposition: string): string | undefined;
}

/** What is made of files. */
const TYPES = { small: 'image/webp', large: 'image/webp', caf: 'audio/x-caf', original: '' } as const;

/** Long enough to begin, too short to be handed on. */
const LINK_MS = 60_000;
/** What is only saved is of no type that a browser would show. */
const SAVED_TYPE = 'application/octet-stream';

/** What may be asked for of a file; anything else is the original. */
export function sizeNamed(name: string): FileSize {
  return BESIDE.find((size) => size === name) ?? 'original';
}

/** Who gets at the bytes of files: docs/spec/files.md [FI30] … */
export class Reading {
  readonly #options: ReadingOptions;

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  /** Keys for those of the messages that have files and that the caller sees. @throws Failure 'conversation.unknown' */
  async keys(caller: Caller, { conversation, seqs }: ParamsOf<'file.keys'>): Promise<ResultOf<'file.keys'>> {
    const { database, keys, clock, seen } = this.#options;
    const visible = await seen(caller.user, conversation, seqs);
    const withFiles = visible.length === 0 ? new Set<Seq>() : await placesAmong(database.read, conversation, visible);
    const { user, device } = caller;
    const until = keys.until();
    return {
      keys: visible
        .filter((seq) => withFiles.has(seq))
        .map((seq) => ({ seq, key: keys.make({ user, device, conversation, seq }) })),
      until,
      forMs: until - clock.now(),
    };
  }

  keyForGuest({ user, seat, conversation, seq }: GuestAt): string {
    return this.#options.keys.make({ user, device: seat, conversation, seq });
  }

  /**
   * Each time it is looked at anew whether the person may: they are signed in there, see the message now, and it has
   * the file.
   *
   * @throws Failure 'file.link-ended', 'file.unknown'
   */
  async open(id: FileId, size: FileSize, key: string): Promise<Served> {
    const { database, keys, clock } = this.#options;
    const opened = keys.check(key);
    const row = (await this.#mayRead(id, opened)) ? await findFile(database.read, id) : undefined;
    if (row?.state !== 'ready') throw new Failure('file.unknown');
    return { ...(await this.#found(row, size)), goodForMs: keys.until() - clock.now() };
  }

  /** Its bytes may just have gone to where others of the same content have them. */
  async #found(row: FileRow, size: FileSize): Promise<Omit<Served, 'goodForMs'>> {
    const found = await this.#served(row, size);
    if (found !== undefined) return found;
    const now = await findFile(this.#options.database.read, row.id);
    const moved = now?.state === 'ready' ? await this.#served(now, size) : undefined;
    if (moved === undefined) throw new Failure('file.unknown');
    return moved;
  }

  async #mayRead(id: FileId, { user, device, conversation, seq }: Opened): Promise<boolean> {
    const { database, identity, seen, guestSees } = this.#options;
    if (device.startsWith('g_')) {
      const there = await isIn(database.read, id, conversation, seq);
      return there && guestSees({ user, seat: device, conversation, seq });
    }
    if (!(await identity.isSignedIn(device))) throw new Failure('file.link-ended');
    if (!(await isIn(database.read, id, conversation, seq))) return false;
    const visible = await seen(user, conversation, [seq]).catch((error: unknown): Seq[] => {
      if (error instanceof Failure) return [];
      throw error;
    });
    return visible.includes(seq);
  }

  async #served(row: FileRow, size: FileSize): Promise<Omit<Served, 'goodForMs'> | undefined> {
    const { blobs, sounds } = this.#options;
    if (size === 'caf') await sounds.make(row);
    const blob = blobOf(row);
    const beside = size === 'original' ? undefined : keyOf(size === 'caf' || isMade(row) ? blob : row.id, size);
    const besideBytes = beside === undefined ? undefined : await blobs.size(beside);
    const key = beside !== undefined && besideBytes !== undefined ? beside : blob;
    const bytes = key === blob ? await blobs.size(blob) : besideBytes;
    if (bytes === undefined) return undefined;
    const link = (disposition: string) => blobs.link?.(key, { forMs: LINK_MS, type: SAVED_TYPE, disposition });
    const type = key === blob ? (row.type ?? 'application/octet-stream') : TYPES[size];
    // By the file's own id: whose bytes else are kept there shows nowhere.
    const tag = key === blob ? `"${row.id}"` : `"${row.id}.${size}"`;
    const read = (range?: ByteRange) => blobs.read(key, range);
    const pour: Served['pour'] =
      blobs.pour === undefined ? undefined : (range, take) => blobs.pour?.(key, range, take) ?? Promise.resolve();
    return { row, key, type, size: bytes, tag, read, pour, link };
  }
}

/** Whether its smaller pictures were made of its bytes, rather than by its sender. */
function isMade(row: FileRow): boolean {
  return row.as_picture === 1;
}
