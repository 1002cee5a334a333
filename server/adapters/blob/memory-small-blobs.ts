import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';

/** Kept as long as the process lives. */
export class MemorySmallBlobs implements SmallBlobs {
  readonly #blobs = new Map<string, Uint8Array>();

  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#blobs.set(key, bytes.slice());
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#blobs.get(key)?.slice();
  }

  async remove(key: string): Promise<void> {
    this.#blobs.delete(key);
  }
}
