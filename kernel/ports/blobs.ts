/** A part of a blob: from the byte `start` to the byte `end`, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface BlobLink {
  /** How long it is good. */
  forMs: number;
  /** The `Content-Type` and `Content-Disposition` that it has. */
  type: string;
  disposition: string;
}

/**
 * Large files, which are never in memory whole. A store that is elsewhere throws Failure 'files.unavailable' of whatever it is asked while
 * it cannot be reached. A blob is written as a draft, piece by piece, and is there for reading
 * once it is finished. Keys are of our own making. A store that keeps drafts as parts (S3's multipart uploads) fits too:
 * pieces only ever follow each other, or begin again at a place that was durable.
 */
export interface Blobs {
  /**
   * Writes `chunks` into the draft from `offset` on; what it had from there on is gone. A chunk is its giver's again once the
   * next one is asked for. Resolves once all of it is durable.
   *
   * `told` hears up to which byte all is durable: now and then, one call after the other, while more is taken in; at the end; and
   * when `chunks` break off, of what came before. What it throws ends the writing. After a rejection the draft is good up to what
   * was told last, or up to `offset`.
   *
   * @throws Failure 'server.disk-full', 'files.unavailable'; what `chunks` and `told` throw
   */
  write(
    key: string,
    offset: number,
    chunks: AsyncIterable<Uint8Array>,
    told?: (until: number) => Promise<void>,
  ): Promise<void>;
  /** A small blob, whole, in place of what was under this key. Of several who do so at once one wins, whole. @throws as `write` */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * Makes a blob of the draft, in place of what was under this key. Nothing happens when that was done before. `apart`: another
   * process may still be writing into the draft; from now on nothing of that comes into the blob.
   */
  finish(key: string, apart?: boolean): Promise<void>;
  /** The blob's size in bytes; undefined when there is none. */
  size(key: string): Promise<number | undefined>;
  /** Rejects while it is read when the blob isn't there. */
  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /**
   * As `read`, where the store can do it with less: each piece is `take`'s until that resolves, and another's afterwards. Rejects as
   * `take` does.
   */
  pour?(key: string, range: ByteRange, take: (piece: Uint8Array) => Promise<void>): Promise<void>;
  /** The draft and the blob. Nothing happens when there is none. */
  remove(key: string): Promise<void>;
  /**
   * An address at which the store itself gives the blob to whoever has it; undefined, or absent, where it doesn't. Whether
   * somebody may is decided before.
   */
  link?(key: string, how: BlobLink): string | undefined;
  /** Whether such addresses are given: who has one learns the blob's name there, and since when it is there. */
  readonly givesLinks?: boolean;
  /** Whether it can be reached now; absent where it is the server's own. Never rejects. */
  works?(): Promise<boolean>;
  /** How much more fits, in bytes; undefined where nobody knows. */
  room(): Promise<number | undefined>;
}
