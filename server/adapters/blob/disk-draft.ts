import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';

/** Hears up to which byte all is on the disk. */
export type Told = (until: number) => Promise<void>;

/** What comes in small chunks is written together. */
const WRITE_BYTES = 1024 * 1024;
/** After so much the disk is told to keep it: each time costs a commit of the database. */
const SYNC_BYTES = 32 * 1024 * 1024;
/** A disk that is slower than the network may be so far behind, and no further. */
const MOST_UNSYNCED_BYTES = 4 * SYNC_BYTES;

/** Buffers that are used again and again: what uploads need doesn't grow with them. */
const spare: Buffer[] = [];
const MOST_SPARE = 16;

/** Writes a draft from `offset` on: see `Blobs.write`. */
export async function writeDraft(
  file: FileHandle,
  offset: number,
  chunks: AsyncIterable<Uint8Array>,
  told?: Told,
): Promise<void> {
  const writer = new DraftWriter(file, offset, told);
  try {
    await takeAll(writer, chunks, told !== undefined);
  } finally {
    await writer.close();
  }
}

/** `keep`: what came before the end counts, also when the chunks break off. */
async function takeAll(writer: DraftWriter, chunks: AsyncIterable<Uint8Array>, keep: boolean): Promise<void> {
  try {
    for await (const chunk of chunks) await writer.take(chunk);
  } catch (error) {
    if (keep) await writer.end();
    throw error;
  }
  await writer.end();
}

/** While one buffer fills the other one is written, and the disk keeps what was written before. */
class DraftWriter {
  readonly #file: FileHandle;
  readonly #told: Told | undefined;
  #filling = spare.pop() ?? Buffer.allocUnsafeSlow(WRITE_BYTES);
  #resting = spare.pop() ?? Buffer.allocUnsafeSlow(WRITE_BYTES);
  #filled = 0;
  /** Where the buffer that fills belongs. */
  #at: number;
  #written: number;
  #synced: number;
  #writing: Promise<void> = Promise.resolve();
  #syncing: Promise<void> | undefined;
  #fault: unknown;

  constructor(file: FileHandle, offset: number, told: Told | undefined) {
    this.#file = file;
    this.#told = told;
    this.#at = offset;
    this.#written = offset;
    this.#synced = offset;
  }

  async take(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.byteLength; ) {
      const part = chunk.subarray(from, from + WRITE_BYTES - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.byteLength;
      from += part.byteLength;
      if (this.#filled === WRITE_BYTES) await this.#flush();
    }
  }

  /** Resolves once all that was taken is on the disk, and told. */
  async end(): Promise<void> {
    await this.#flush();
    await this.#writing;
    await this.#syncing;
    this.#check();
    const all = this.#synced === this.#written && this.#written > 0;
    if (!all) await this.#sync();
    this.#check();
  }

  /** Gives its buffers back, once nothing is written out of them any more. */
  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#syncing;
    if (spare.length < MOST_SPARE) spare.push(this.#filling, this.#resting);
  }

  async #flush(): Promise<void> {
    await this.#writing;
    this.#check();
    const [full, bytes, at] = [this.#filling, this.#filled, this.#at];
    [this.#filling, this.#resting, this.#filled, this.#at] = [this.#resting, full, 0, at + bytes];
    this.#writing = this.#write(full.subarray(0, bytes), at);
    // Told when it is waited for.
    this.#writing.catch(() => {});
    await this.#syncSometimes();
  }

  async #write(bytes: Buffer, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    }
    this.#written = at + bytes.length;
  }

  async #syncSometimes(): Promise<void> {
    if (this.#told === undefined) return;
    if (this.#written - this.#synced >= MOST_UNSYNCED_BYTES) await this.#syncing;
    if (this.#written - this.#synced >= SYNC_BYTES) this.#syncing ??= this.#sync();
  }

  /** Never rejects: who goes on checks. */
  async #sync(): Promise<void> {
    const until = this.#written;
    try {
      await this.#file.datasync();
      await this.#told?.(until);
      this.#synced = until;
    } catch (error) {
      this.#fault = error;
    }
    this.#syncing = undefined;
  }

  #check(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }
}
