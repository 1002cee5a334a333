import type { DownTrack } from './down-track.ts';

/** A copy follows so long after what it is of, and the second one so long after that: one gust does not take both. */
const COPY_EVERY_MS = 15;
/** Shares of packets lost from which copies are sent, below which they end, and from which there are two of each. */
const BEGINS = 0.03;
const ENDS = 0.015;
const TWO = 0.15;
/** Of copies, no more than of pictures; but so much in any case, so that small pictures get two. Bits a second. */
const LEAST_MOST_BPS = 400_000;
/** What was not used of that is kept for so long: a keyframe is several times as long as other pictures. */
const KEPT_MS = 300;

/** What may be spent on copies at the moment. */
export interface CopyBudget {
  bytes: number;
  /** With less than this left, only what other pictures are built on is copied. */
  readonly scarceBytes: number;
}

/**
 * On a line that loses packets at any rate, what goes out of videos goes out once or twice more a moment later, over RTX:
 * most losses are mended before they are noticed, where a question and its answer take a round trip and are lost as well.
 */
export class Copies {
  #isOn = false;
  #at = 0;
  #wantedBps = 0;
  readonly #budget = { bytes: 0, scarceBytes: 0 };

  /** When `tick` has something to do; infinite while no copies are sent. */
  get nextAt(): number {
    return this.#isOn ? this.#at + COPY_EVERY_MS : Number.POSITIVE_INFINITY;
  }

  /**
   * `loss` is the path's own, 0–1; `spareBps` is what the line carries beyond what was given to tracks. Returns what
   * copies would take, bits a second.
   */
  tick(downs: readonly DownTrack[], loss: number, spareBps: number, nowMs: number): number {
    this.#isOn = loss >= (this.#isOn ? ENDS : BEGINS);
    if (!this.#isOn) return 0;
    const elapsedMs = Math.min(KEPT_MS, nowMs - this.#at);
    if (elapsedMs < COPY_EVERY_MS) return this.#wantedBps;
    this.#at = nowMs;
    const videos = downs.filter(({ up, layer }) => up.kind === 'video' && layer !== undefined);
    const rate = (down: DownTrack) => down.stats.rate.bitsPerSecond(nowMs);
    const sentBps = videos.reduce((sum, down) => sum + rate(down), 0);
    const twice = loss >= TWO;
    this.#wantedBps = Math.min(sentBps * (twice ? 2 : 1), Math.max(LEAST_MOST_BPS, sentBps));
    this.#fill(Math.max(0, Math.min(spareBps, Math.max(LEAST_MOST_BPS, sentBps))), elapsedMs);
    // Small ones first: that way most people are seen.
    videos.sort((a, b) => rate(a) - rate(b));
    for (const down of videos) down.copy(twice, loss, this.#budget, nowMs);
    return this.#wantedBps;
  }

  #fill(bps: number, elapsedMs: number): void {
    const keptBytes = (bps * KEPT_MS) / 8000;
    this.#budget.bytes = Math.min(keptBytes, this.#budget.bytes + (bps * elapsedMs) / 8000);
    this.#budget.scarceBytes = keptBytes / 4;
  }
}
