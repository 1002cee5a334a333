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

/** Where in a slot what is kept; a slot is five words of 32 bits, so that a packet touches one line of cache. */
const [SEQUENCES, TIMESTAMP, PICTURE, REST, SENT_AT, WORDS] = [0, 1, 2, 3, 4, 5];

const NOTHING = new Uint32Array(0);

/** The last packets a down track sent, by outgoing sequence number. The bytes stay in the layer's history. */
export class SentLog {
  readonly #mask: number;
  /**
   * Sequence number and that of the source; timestamp; picture shift, layer, epoch; TL0 and KEYIDX shift, marker, tries;
   * milliseconds since the log was made.
   */
  #words: Uint32Array = NOTHING;
  #zeroMs = -1;

  /** `capacity` is a power of two. */
  constructor(capacity: number) {
    this.#mask = capacity - 1;
  }

  add(sequence: number, packet: SentPacket, nowMs: number): void {
    if (this.#zeroMs < 0) this.#begin(nowMs);
    const words = this.#words;
    const at = (sequence & this.#mask) * WORDS;
    words[at + SEQUENCES] = (sequence << 16) | packet.sourceSequence;
    words[at + TIMESTAMP] = packet.timestamp;
    words[at + PICTURE] = ((packet.pictureShift & 0xffff) << 16) | ((packet.layer & 0xff) << 8) | (packet.epoch & 0xff);
    const shifts = ((packet.tl0Shift & 0xff) << 24) | ((packet.keyIdxShift & 0xff) << 16);
    words[at + REST] = shifts | (packet.marker ? 0x100 : 0);
    words[at + SENT_AT] = nowMs - this.#zeroMs;
  }

  /** Who resends nothing has no memory for it. */
  #begin(nowMs: number): void {
    this.#zeroMs = nowMs;
    this.#words = new Uint32Array((this.#mask + 1) * WORDS);
    for (let at = PICTURE; at < this.#words.length; at += WORDS) this.#words[at] = EMPTY << 8;
  }

  /**
   * Fills `into` and counts an attempt, if the packet is known, was sent again less than 10 times, and did not leave
   * within the last `quietMs`: such a question was asked before the packet, late itself, could arrive.
   */
  find(sequence: number, quietMs: number, nowMs: number, into: SentPacket): boolean {
    const at = (sequence & this.#mask) * WORDS;
    const rest = this.#words[at + REST] ?? 0;
    const age = nowMs - this.#zeroMs - (this.#words[at + SENT_AT] ?? 0);
    if ((rest & 0xff) >= MAX_TRIES || age < quietMs || !this.peek(sequence, into)) return false;
    this.#words[at + REST] = rest + 1;
    this.#words[at + SENT_AT] = nowMs - this.#zeroMs;
    return true;
  }

  /** Fills `into` if the packet is known. */
  peek(sequence: number, into: SentPacket): boolean {
    const at = (sequence & this.#mask) * WORDS;
    const sequences = this.#words[at + SEQUENCES] ?? 0;
    const picture = this.#words[at + PICTURE] ?? EMPTY << 8;
    const rest = this.#words[at + REST] ?? 0;
    const layer = (picture >>> 8) & 0xff;
    if (layer === EMPTY || sequences >>> 16 !== sequence) return false;
    into.layer = layer;
    into.epoch = picture & 0xff;
    into.sourceSequence = sequences & 0xffff;
    into.timestamp = this.#words[at + TIMESTAMP] ?? 0;
    into.pictureShift = picture >>> 16;
    into.tl0Shift = rest >>> 24;
    into.keyIdxShift = (rest >>> 16) & 0xff;
    into.marker = (rest & 0x100) !== 0;
    return true;
  }
}
