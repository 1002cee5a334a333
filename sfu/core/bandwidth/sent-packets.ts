const WINDOW = 4096;

/** When packets with a transport-wide sequence number left, and how large they were. */
export class SentPackets {
  readonly #sentAt = new Float64Array(WINDOW);
  readonly #size = new Uint16Array(WINDOW);
  readonly #sequence = new Int32Array(WINDOW).fill(-1);

  add(sequence: number, bytes: number, nowMs: number): void {
    const slot = sequence % WINDOW;
    this.#sequence[slot] = sequence;
    this.#sentAt[slot] = nowMs;
    this.#size[slot] = bytes;
  }

  /** When the packet left, or −1 if it is unknown. */
  sentAt(sequence: number): number {
    const slot = sequence % WINDOW;
    return this.#sequence[slot] === sequence ? (this.#sentAt[slot] ?? -1) : -1;
  }

  size(sequence: number): number {
    return this.#size[sequence % WINDOW] ?? 0;
  }

  /** Forgets a packet: it was acknowledged. */
  remove(sequence: number): void {
    this.#sequence[sequence % WINDOW] = -1;
  }
}
