const WINDOW = 4096;
/** Of a slot: when the packet left, and its sequence number with its size. */
const [SENT_AT, PACKET, SLOT] = [0, 1, 2];
const SIZES = 65_536;

/** When packets with a transport-wide sequence number left, and how large they were. */
export class SentPackets {
  /** Made with the first packet: those who only publish have none. */
  #slots: Float64Array | null = null;

  add(sequence: number, bytes: number, nowMs: number): void {
    this.#slots ??= new Float64Array(WINDOW * SLOT).fill(-1);
    const at = (sequence % WINDOW) * SLOT;
    this.#slots[at + SENT_AT] = nowMs;
    this.#slots[at + PACKET] = sequence * SIZES + bytes;
  }

  /** When the packet left, or −1 if it is unknown. */
  sentAt(sequence: number): number {
    const at = (sequence % WINDOW) * SLOT;
    const packet = this.#slots?.[at + PACKET] ?? -1;
    return Math.floor(packet / SIZES) === sequence ? (this.#slots?.[at + SENT_AT] ?? -1) : -1;
  }

  size(sequence: number): number {
    return Math.max(0, this.#slots?.[(sequence % WINDOW) * SLOT + PACKET] ?? 0) % SIZES;
  }

  /** Forgets a packet: it was acknowledged. */
  remove(sequence: number): void {
    if (this.#slots) this.#slots[(sequence % WINDOW) * SLOT + PACKET] = -1;
  }
}
