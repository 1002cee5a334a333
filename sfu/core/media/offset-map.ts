const SIZE = 128;

/** Entries by slot. */
interface Entries {
  readonly from: Float64Array;
  readonly offset: Float64Array;
  readonly pictureShift: Int32Array;
}

/**
 * How incoming sequence numbers (extended) of one stream became outgoing ones. Each packet left out moves what follows
 * by one, so late packets need the offset which held at their place: the last 128 changes are remembered. The latest one,
 * which most packets need, is kept by itself as well; a stream without changes has no memory for more.
 */
export class OffsetMap {
  #latest = 0;
  #latestFrom = 0;
  #latestOffset = 0;
  #latestShift = 0;
  #entries: Entries | null = null;
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
    const offset = this.#latestOffset + count;
    const shift = this.#latestShift + (wholePicture ? 1 : 0);
    if (this.#latestFrom === last) this.#count--;
    this.#push(last + 1, offset, shift);
  }

  /** Whether the place of `sequence` was left out: what follows has its number. False for what is forgotten. */
  wasLeftOut(sequence: number): boolean {
    for (let i = this.#count - 1; i > 0; i--) {
      const [slot, before] = [this.#slot(i), this.#slot(i - 1)];
      const from = this.#entries?.from[slot] ?? 0;
      if (from - (this.offset(slot) - this.offset(before)) > sequence) continue;
      return from > sequence;
    }
    return false;
  }

  /** The entry valid for `sequence`, for `offset` and `pictureShift`; −1 if it is from before all that is remembered. */
  find(sequence: number): number {
    if (this.#count > 0 && this.#latestFrom <= sequence) return this.#latest;
    for (let i = this.#count - 2; i >= 0; i--) {
      const slot = this.#slot(i);
      if ((this.#entries?.from[slot] ?? 0) <= sequence) return slot;
    }
    return -1;
  }

  offset(entry: number): number {
    return entry === this.#latest ? this.#latestOffset : (this.#entries?.offset[entry] ?? 0);
  }

  pictureShift(entry: number): number {
    return entry === this.#latest ? this.#latestShift : (this.#entries?.pictureShift[entry] ?? 0);
  }

  #push(from: number, offset: number, pictureShift: number): void {
    if (this.#count > 0 && this.#entries === null) this.#remember();
    if (this.#count === SIZE) {
      this.#first = (this.#first + 1) % SIZE;
      this.#count--;
    }
    this.#latest = this.#slot(this.#count++);
    this.#latestFrom = from;
    this.#latestOffset = offset;
    this.#latestShift = pictureShift;
    if (this.#entries) this.#keepLatest(this.#entries);
  }

  /** There is more than one now. */
  #remember(): void {
    const from = new Float64Array(SIZE);
    this.#entries = { from, offset: new Float64Array(SIZE), pictureShift: new Int32Array(SIZE) };
    this.#keepLatest(this.#entries);
  }

  #keepLatest({ from, offset, pictureShift }: Entries): void {
    from[this.#latest] = this.#latestFrom;
    offset[this.#latest] = this.#latestOffset;
    pictureShift[this.#latest] = this.#latestShift;
  }

  #slot(index: number): number {
    return (this.#first + index) % SIZE;
  }
}
