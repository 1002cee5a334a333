const SIZE = 128;

/**
 * How incoming sequence numbers (extended) of one stream became outgoing ones. Each packet left out moves what follows
 * by one, so late packets need the offset which held at their place: the last 128 changes are remembered.
 */
export class OffsetMap {
  readonly #from = new Float64Array(SIZE);
  readonly #offset = new Float64Array(SIZE);
  readonly #pictureShift = new Int32Array(SIZE);
  #first = 0;
  #count = 0;

  /** Forgets everything: from incoming `from` on, outgoing = incoming − `offset`, picture id − `pictureShift`. */
  start(from: number, offset: number, pictureShift: number): void {
    this.#first = 0;
    this.#count = 0;
    this.#push(from, offset, pictureShift);
  }

  /** Leaves `count` packets up to incoming `last`, the highest so far, out; with a picture if `wholePicture` says so. */
  leaveOut(last: number, count: number, wholePicture: boolean): void {
    const slot = this.#slot(this.#count - 1);
    const offset = (this.#offset[slot] ?? 0) + count;
    const shift = (this.#pictureShift[slot] ?? 0) + (wholePicture ? 1 : 0);
    if (this.#from[slot] === last) this.#count--;
    this.#push(last + 1, offset, shift);
  }

  /** Whether the place of `sequence` was left out: what follows has its number. False for what is forgotten. */
  wasLeftOut(sequence: number): boolean {
    for (let i = this.#count - 1; i > 0; i--) {
      const [slot, before] = [this.#slot(i), this.#slot(i - 1)];
      const from = this.#from[slot] ?? 0;
      if (from - ((this.#offset[slot] ?? 0) - (this.#offset[before] ?? 0)) > sequence) continue;
      return from > sequence;
    }
    return false;
  }

  /** The entry valid for `sequence`, for `offset` and `pictureShift`; −1 if it is from before all that is remembered. */
  find(sequence: number): number {
    for (let i = this.#count - 1; i >= 0; i--) {
      const slot = this.#slot(i);
      if ((this.#from[slot] ?? 0) <= sequence) return slot;
    }
    return -1;
  }

  offset(entry: number): number {
    return this.#offset[entry] ?? 0;
  }

  pictureShift(entry: number): number {
    return this.#pictureShift[entry] ?? 0;
  }

  #push(from: number, offset: number, pictureShift: number): void {
    if (this.#count === SIZE) {
      this.#first = (this.#first + 1) % SIZE;
      this.#count--;
    }
    const slot = this.#slot(this.#count++);
    this.#from[slot] = from;
    this.#offset[slot] = offset;
    this.#pictureShift[slot] = pictureShift;
  }

  #slot(index: number): number {
    return (this.#first + index) % SIZE;
  }
}
