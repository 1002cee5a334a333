/** Frames whose fate is remembered: 1.4 s of three layers at 60 pictures a second. */
const REMEMBERED = 256;
/** What is further back than this, or has been missing for so long, does not come any more. */
const MAX_DISTANCE = 200;
const MAX_AGE_MS = 1500;
const NONE: readonly number[] = [];

/**
 * Which frames of one stream were passed on to a subscriber, and so which ones it can decode: those whose references were
 * passed on, were decodable, and have come or may still come.
 */
export class FrameFates {
  /** Both made with the first frame: most streams carry no layers inside. */
  #units: Int32Array | null = null;
  #passed: Uint8Array | null = null;
  readonly #fdiffs: (readonly number[])[] = [];
  /** Frames that have not come although passed ones refer to them, and since when that is known. */
  readonly #missing = new Map<number, number>();

  clear(): void {
    this.#units?.fill(-1);
    this.#missing.clear();
  }

  /** Whether a frame was passed on and can be decoded; undefined if nothing of it has come. */
  passed(unit: number): boolean | undefined {
    const slot = unit % REMEMBERED;
    return this.#units?.[slot] === unit ? this.#passed?.[slot] === 1 : undefined;
  }

  /** The first packet of a frame came. `fdiffs`: how many frames back its references are. */
  note(unit: number, passed: boolean, fdiffs: readonly number[] = NONE, nowMs = 0): void {
    const slot = unit % REMEMBERED;
    this.#units ??= new Int32Array(REMEMBERED).fill(-1);
    this.#passed ??= new Uint8Array(REMEMBERED);
    this.#units[slot] = unit;
    this.#passed[slot] = passed ? 1 : 0;
    this.#fdiffs[slot] = fdiffs;
    if (this.#missing.delete(unit) && !passed) this.#spoil(unit);
    if (!passed) return;
    for (const diff of fdiffs) {
      const reference = (unit - diff) & 0xffff;
      if (this.passed(reference) === undefined && !this.#missing.has(reference)) this.#missing.set(reference, nowMs);
    }
  }

  /** Whether all references are there; unless `strictly`, those that may still come count. */
  hasReferences(unit: number, fdiffs: readonly number[], strictly: boolean): boolean {
    return fdiffs.every((diff) => this.passed((unit - diff) & 0xffff) ?? !strictly);
  }

  /** Gives up what has been missing for too long: whatever was predicted from it cannot be decoded. */
  expire(newest: number, nowMs: number): void {
    for (const [unit, since] of this.#missing) {
      if (nowMs - since <= MAX_AGE_MS && ((newest - unit) & 0xffff) <= MAX_DISTANCE) return;
      this.note(unit, false);
    }
  }

  #spoil(unit: number): void {
    for (let i = 1; i < REMEMBERED; i++) {
      const later = (unit + i) & 0xffff;
      const slot = later % REMEMBERED;
      if (!this.#passed || !this.passed(later)) continue;
      if (!this.hasReferences(later, this.#fdiffs[slot] ?? NONE, false)) this.#passed[slot] = 0;
    }
  }
}
