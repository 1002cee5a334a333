/** How many packets are remembered: some at first, more as long as answers come late. Powers of two. */
const [FIRST_WINDOW, MOST] = [512, 4096];
/** A packet without an answer is worth more memory for so long. */
const AWAITED_MS = 2000;
/** Of a slot: when the packet left, and its sequence number with its size. */
const [SENT_AT, PACKET, SLOT] = [0, 1, 2];
const SIZES = 65_536;

/** When packets with a transport-wide sequence number left, and how large they were. */
export class SentPackets {
  /** Made with the first packet: those who only publish have none. */
  #slots: Float64Array | null = null;
  #window = FIRST_WINDOW;

  add(sequence: number, bytes: number, nowMs: number): void {
    let slots = this.#slots ?? new Float64Array(FIRST_WINDOW * SLOT).fill(-1);
    if (this.#window < MOST && this.#awaits((sequence % this.#window) * SLOT, nowMs)) slots = this.#grown(slots);
    this.#slots = slots;
    const at = (sequence % this.#window) * SLOT;
    slots[at + SENT_AT] = nowMs;
    slots[at + PACKET] = sequence * SIZES + bytes;
  }

  /** When the packet left, or −1 if it is unknown. */
  sentAt(sequence: number): number {
    const at = (sequence % this.#window) * SLOT;
    const packet = this.#slots?.[at + PACKET] ?? -1;
    return Math.floor(packet / SIZES) === sequence ? (this.#slots?.[at + SENT_AT] ?? -1) : -1;
  }

  size(sequence: number): number {
    return Math.max(0, this.#slots?.[(sequence % this.#window) * SLOT + PACKET] ?? 0) % SIZES;
  }

  /** Forgets a packet: it was acknowledged. */
  remove(sequence: number): void {
    if (this.#slots) this.#slots[(sequence % this.#window) * SLOT + PACKET] = -1;
  }

  #awaits(at: number, nowMs: number): boolean {
    return (this.#slots?.[at + PACKET] ?? -1) >= 0 && nowMs - (this.#slots?.[at + SENT_AT] ?? 0) < AWAITED_MS;
  }

  #grown(slots: Float64Array): Float64Array {
    this.#window *= 2;
    const grown = new Float64Array(this.#window * SLOT).fill(-1);
    for (let from = 0; from < slots.length; from += SLOT) {
      const packet = slots[from + PACKET] ?? -1;
      if (packet < 0) continue;
      const at = (Math.floor(packet / SIZES) % this.#window) * SLOT;
      grown[at + SENT_AT] = slots[from + SENT_AT] ?? -1;
      grown[at + PACKET] = packet;
    }
    return grown;
  }
}
