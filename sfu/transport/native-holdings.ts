/** A wrapper of node-datachannel: `close` also frees its callbacks, which keep the process alive. */
interface Closable {
  close(): void;
}

/** Events of tracks and channels may come a little after that of their connection. */
const AFTER_CLOSE_MS = 500;
const held = new Set<NativeHoldings>();

/**
 * The native objects of one transport, kept until they have reported their end.
 *
 * node-datachannel keeps plain pointers to its wrappers until their last event has been delivered. One that is collected
 * before leaves a dangling pointer behind, and the process dies at the next clean-up. So none is let go too early.
 */
export class NativeHoldings {
  readonly #objects: Closable[] = [];

  constructor() {
    held.add(this);
  }

  add(native: Closable): void {
    this.#objects.push(native);
  }

  /** To be called when the connection has reported that it is closed. */
  release(): void {
    setTimeout(() => this.#close(), AFTER_CLOSE_MS).unref();
  }

  /** Closes all there are, before the native library is cleaned up. */
  static closeAll(): void {
    for (const holdings of held) holdings.#close();
  }

  #close(): void {
    held.delete(this);
    for (const native of this.#objects.splice(0)) native.close();
  }
}
