/** A video that competes for a receiver's line. */
export interface Candidate {
  /** Bits a second of each of its levels, a layer and a frame rate each, lowest first; 0 = it sends nothing now. */
  readonly levelsBps: readonly number[];
  /** The level its viewer wants. */
  readonly ideal: number;
  /** The level it was given last, −1 = none: paused. */
  readonly current: number;
  /** Those with a higher one get all they want before others get more than their lowest level. */
  readonly priority: number;
}

export interface Allocation {
  /** A level for each candidate, −1 = paused. */
  readonly levels: readonly number[];
  /** Bits a second of all of them together. */
  readonly usedBps: number;
  /** The line that the next higher level of anybody would need; 0 = nobody wants more. */
  readonly neededBps: number;
}

/** A level not yet forwarded must fit with this much to spare, so that layers do not flap. */
const HEADROOM = 1.15;

/**
 * The level each candidate may have so that all fit into `limitBps`: the lowest for everybody first; those that come last
 * in the order given are paused if even that does not fit. Then one step after the other, by priority, in turns among
 * those of one priority. What was given before is kept without headroom, what is more needs it. Nobody is paused only to
 * let a queue drain: `sustainedBps` is what the line carries apart from that.
 */
export function allocate(
  candidates: readonly Candidate[],
  limitBps: number,
  sustainedBps: number = limitBps,
): Allocation {
  const share = new Share(candidates);
  const all = candidates.map((_, i) => i);
  for (const i of all) share.raise(i, (candidates[i]?.current ?? -1) < 0 ? limitBps : sustainedBps);
  const priorities = [...new Set(candidates.map(({ priority }) => priority))].sort((a, b) => b - a);
  for (const priority of priorities) {
    const peers = all.filter((i) => candidates[i]?.priority === priority && (share.levels[i] ?? -1) >= 0);
    // Every round raises those who can be raised, until nobody can.
    while (peers.filter((i) => share.raise(i, limitBps)).length > 0);
  }
  return { levels: share.levels, usedBps: share.usedBps, neededBps: share.neededBps };
}

class Share {
  readonly levels: number[];
  usedBps = 0;
  readonly #candidates: readonly Candidate[];
  /** What the first step that did not fit would have needed. */
  #refusedBps = 0;

  constructor(candidates: readonly Candidate[]) {
    this.#candidates = candidates;
    this.levels = candidates.map(() => -1);
  }

  /** One level more; false if it is not wanted or does not fit. */
  raise(index: number, limitBps: number): boolean {
    const candidate = this.#candidates[index];
    const level = (this.levels[index] ?? -1) + 1;
    if (!candidate || level > candidate.ideal) return false;
    const before = level === 0 ? 0 : (candidate.levelsBps[level - 1] ?? 0);
    const used = this.usedBps + Math.max(0, (candidate.levelsBps[level] ?? 0) - before);
    const needed = level > candidate.current ? used * HEADROOM : used;
    if (needed > limitBps) {
      if (this.#refusedBps === 0) this.#refusedBps = used * HEADROOM;
      return false;
    }
    this.levels[index] = level;
    this.usedBps = used;
    return true;
  }

  get neededBps(): number {
    return this.#refusedBps;
  }
}
