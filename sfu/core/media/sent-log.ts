/** No layer: the slot was never used. */
const EMPTY = 255;
const MAX_TRIES = 10;

/** What was done to one packet when it was sent, enough to send it again. Overwritten by the next `find`. */
export interface SentPacket {
  layer: number;
  epoch: number;
  sourceSequence: number;
  timestamp: number;
  pictureShift: number;
  tl0Shift: number;
  keyIdxShift: number;
  marker: boolean;
}

/** The last packets a down track sent, by outgoing sequence number. The bytes stay in the layer's history. */
export class SentLog {
  readonly #mask: number;
  readonly #sequence: Uint16Array;
  readonly #source: Uint16Array;
  readonly #layer: Uint8Array;
  readonly #epoch: Uint8Array;
  readonly #timestamp: Uint32Array;
  readonly #picture: Uint16Array;
  readonly #tl0: Uint8Array;
  readonly #keyIdx: Uint8Array;
  readonly #marker: Uint8Array;
  readonly #tries: Uint8Array;
  /** Milliseconds since the log was made. */
  readonly #sentAt: Uint32Array;
  #zeroMs = -1;

  /** `capacity` is a power of two. */
  constructor(capacity: number) {
    this.#mask = capacity - 1;
    this.#sequence = new Uint16Array(capacity);
    this.#source = new Uint16Array(capacity);
    this.#layer = new Uint8Array(capacity).fill(EMPTY);
    this.#epoch = new Uint8Array(capacity);
    this.#timestamp = new Uint32Array(capacity);
    this.#picture = new Uint16Array(capacity);
    this.#tl0 = new Uint8Array(capacity);
    this.#keyIdx = new Uint8Array(capacity);
    this.#marker = new Uint8Array(capacity);
    this.#tries = new Uint8Array(capacity);
    this.#sentAt = new Uint32Array(capacity);
  }

  add(sequence: number, packet: SentPacket, nowMs: number): void {
    if (this.#zeroMs < 0) this.#zeroMs = nowMs;
    const slot = sequence & this.#mask;
    this.#sequence[slot] = sequence;
    this.#source[slot] = packet.sourceSequence;
    this.#layer[slot] = packet.layer;
    this.#epoch[slot] = packet.epoch;
    this.#timestamp[slot] = packet.timestamp;
    this.#picture[slot] = packet.pictureShift;
    this.#tl0[slot] = packet.tl0Shift;
    this.#keyIdx[slot] = packet.keyIdxShift;
    this.#marker[slot] = packet.marker ? 1 : 0;
    this.#tries[slot] = 0;
    this.#sentAt[slot] = nowMs - this.#zeroMs;
  }

  /**
   * Fills `into` and counts an attempt, if the packet is known, was sent again less than 10 times, and did not leave
   * within the last `quietMs`: such a question was asked before the packet, late itself, could arrive.
   */
  find(sequence: number, quietMs: number, nowMs: number, into: SentPacket): boolean {
    const slot = sequence & this.#mask;
    const tries = this.#tries[slot] ?? 0;
    const age = nowMs - this.#zeroMs - (this.#sentAt[slot] ?? 0);
    if (tries >= MAX_TRIES || age < quietMs || !this.peek(sequence, into)) return false;
    this.#tries[slot] = tries + 1;
    this.#sentAt[slot] = nowMs - this.#zeroMs;
    return true;
  }

  /** Fills `into` if the packet is known. */
  peek(sequence: number, into: SentPacket): boolean {
    const slot = sequence & this.#mask;
    if (this.#layer[slot] === EMPTY || this.#sequence[slot] !== sequence) return false;
    into.layer = this.#layer[slot] ?? 0;
    into.epoch = this.#epoch[slot] ?? 0;
    into.sourceSequence = this.#source[slot] ?? 0;
    into.timestamp = this.#timestamp[slot] ?? 0;
    into.pictureShift = this.#picture[slot] ?? 0;
    into.tl0Shift = this.#tl0[slot] ?? 0;
    into.keyIdxShift = this.#keyIdx[slot] ?? 0;
    into.marker = this.#marker[slot] === 1;
    return true;
  }
}
