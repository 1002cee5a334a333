/** The last packets of one layer, kept for retransmission to every subscriber. Slots are reused, so it stops allocating. */
export class PacketHistory {
  readonly #sequences: Float64Array;
  readonly #lengths: Uint16Array;
  readonly #slots: (Uint8Array | undefined)[];

  /** `capacity` in packets. */
  constructor(capacity: number) {
    this.#sequences = new Float64Array(capacity).fill(-1);
    this.#lengths = new Uint16Array(capacity);
    this.#slots = new Array(capacity);
  }

  /** Copies a packet without its padding in, under its extended sequence number. */
  put(extended: number, bytes: Uint8Array): void {
    const index = extended % this.#slots.length;
    let slot = this.#slots[index];
    if (!slot || slot.length < bytes.length) {
      slot = new Uint8Array(Math.ceil(bytes.length / 256) * 256);
      this.#slots[index] = slot;
    }
    slot.set(bytes);
    slot[0] = (slot[0] ?? 0) & ~0x20;
    this.#sequences[index] = extended;
    this.#lengths[index] = bytes.length;
  }

  has(extended: number): boolean {
    return this.#sequences[extended % this.#slots.length] === extended;
  }

  get(extended: number): Uint8Array | undefined {
    const index = extended % this.#slots.length;
    if (this.#sequences[index] !== extended) return undefined;
    return this.#slots[index]?.subarray(0, this.#lengths[index]);
  }

  /** Forgets all packets and their memory. */
  clear(): void {
    this.#sequences.fill(-1);
    this.#slots.fill(undefined);
  }
}
