import type { WindowReport } from './line-window.ts';

/** About a second. */
const WINDOWS = 5;
/** The best second of two counts: a path that becomes longer delivers nothing for a moment. */
const KEPT = 2 * WINDOWS;
/** Where more is lost, the line may not carry it. */
const HEAVY = 0.15;

interface Passed {
  readonly bytes: number;
  readonly lostBytes: number;
  readonly ms: number;
}

/** What passes a line over a second or so: few packets a window say little. Includes what a path loses at any rate. */
export class PassingRate {
  readonly #windows: Passed[] = [];

  /** @param ms how long the window was */
  add({ bytes, lostBytes }: WindowReport, ms: number): void {
    this.#windows.push({ bytes, lostBytes, ms });
    if (this.#windows.length > KEPT) this.#windows.shift();
  }

  /** `withLost`: as if nothing had been lost. */
  bitsPerSecond(withLost: boolean): number {
    let best = 0;
    for (let end = Math.min(WINDOWS, this.#windows.length); end <= this.#windows.length; end++)
      best = Math.max(best, rateOf(this.#windows.slice(Math.max(0, end - WINDOWS), end), withLost));
    return best;
  }
}

function rateOf(windows: readonly Passed[], withLost: boolean): number {
  const sum = { bytes: 0, lostBytes: 0, ms: 0 };
  for (const window of windows) {
    sum.bytes += window.bytes;
    sum.lostBytes += window.lostBytes;
    sum.ms += window.ms;
  }
  const isPathsOwn = withLost || sum.lostBytes < (sum.bytes + sum.lostBytes) * HEAVY;
  return ((sum.bytes + (isPathsOwn ? sum.lostBytes : 0)) * 8000) / Math.max(1, sum.ms);
}
