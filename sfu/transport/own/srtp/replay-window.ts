const WORDS = 32;
/** Packets that may come late, as against 64 of RFC 3711 §3.3.2: retransmissions come late. */
export const WINDOW_PACKETS = WORDS * 32;

/** Which of the last indices were seen. Indices are whole numbers up to 2^48. */
export class ReplayWindow {
  /** -1 before the first. */
  #highest = -1;
  readonly #seen = new Uint32Array(WORDS);

  get highest(): number {
    return this.#highest;
  }

  /** False for an index that was seen, or is older than the window can tell. */
  isNew(index: number): boolean {
    if (index > this.#highest) return true;
    if (this.#highest - index >= WINDOW_PACKETS) return false;
    const place = index % WINDOW_PACKETS;
    return (((this.#seen[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 0;
  }

  /** To be called once the packet is known to be authentic. */
  add(index: number): void {
    if (index > this.#highest) this.#advance(index);
    const place = index % WINDOW_PACKETS;
    this.#seen[place >>> 5] = (this.#seen[place >>> 5] ?? 0) | (1 << (place & 31));
  }

  #advance(index: number): void {
    const from = Math.max(this.#highest + 1, index - WINDOW_PACKETS + 1);
    for (let passed = from; passed <= index; passed++) {
      const place = passed % WINDOW_PACKETS;
      this.#seen[place >>> 5] = (this.#seen[place >>> 5] ?? 0) & ~(1 << (place & 31));
    }
    this.#highest = index;
  }
}

/**
 * The index of an RTP packet (RFC 3711 §3.3.1, appendix A): its sequence number with the roll-over count that brings it
 * nearest to the highest index seen. May be negative at the very beginning, which no packet has.
 */
export function indexOf(sequence: number, highest: number): number {
  if (highest < 0) return sequence;
  const rollOver = Math.floor(highest / 65_536);
  const last = highest % 65_536;
  const index = rollOver * 65_536 + sequence;
  if (sequence - last > 32_768) return index - 65_536;
  if (last - sequence > 32_768) return index + 65_536;
  return index;
}
