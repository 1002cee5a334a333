import { Buffer } from 'node:buffer';
import { invariant } from '#kernel/invariant.ts';
import type { Blobs, ByteRange } from '#kernel/ports/blobs.ts';

/** Kept as long as the process lives. */
export class MemoryBlobs implements Blobs {
  readonly #drafts = new Map<string, Buffer>();
  readonly #blobs = new Map<string, Buffer>();

  async write(
    key: string,
    offset: number,
    chunks: AsyncIterable<Uint8Array>,
    told?: (until: number) => Promise<void>,
  ): Promise<void> {
    const before = this.#drafts.get(key)?.subarray(0, offset) ?? Buffer.alloc(0);
    invariant(before.length === offset, 'a draft has what was told to be durable');
    const pieces: Uint8Array[] = [before];
    const keep = async () => {
      const draft = Buffer.concat(pieces);
      this.#drafts.set(key, draft);
      await told?.(draft.length);
    };
    try {
      // A copy: `Buffer.slice` would be none.
      for await (const chunk of chunks) pieces.push(Buffer.from(chunk));
    } catch (error) {
      if (told !== undefined) await keep();
      throw error;
    }
    await keep();
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#blobs.set(key, Buffer.from(bytes));
  }

  async finish(key: string): Promise<void> {
    const draft = this.#drafts.get(key);
    invariant(draft !== undefined || this.#blobs.has(key), 'what is finished was written');
    if (draft !== undefined) this.#blobs.set(key, draft);
    this.#drafts.delete(key);
  }

  async size(key: string): Promise<number | undefined> {
    return this.#blobs.get(key)?.length;
  }

  async *read(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const blob = this.#blobs.get(key);
    if (blob === undefined) throw new Error('there is no such blob');
    yield range === undefined ? blob : blob.subarray(range.start, range.end + 1);
  }

  async remove(key: string): Promise<void> {
    this.#drafts.delete(key);
    this.#blobs.delete(key);
  }

  async room(): Promise<undefined> {
    return undefined;
  }
}
