/** Small files that are read and written whole: pictures of people, not what they send. Keys are of our own making. */
export interface SmallBlobs {
  /** Whole or not at all; resolves when it is durable. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  /** Nothing happens when there is none. */
  remove(key: string): Promise<void>;
}
