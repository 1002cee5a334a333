/** A gap between two pictures longer than that is seen as a freeze. */
const FREEZE_MS = 300;

interface Shown {
  /** Of the pictures that were sent, 0–100. */
  readonly percent: number;
  /** Seconds of standing pictures in a minute. */
  readonly frozen: number;
}

/** What somebody saw between two moments, of so many pictures a second. Times in milliseconds. */
export function judge(shownAt: readonly number[], fromMs: number, toMs: number, fps: number): Shown {
  const within = shownAt.filter((at) => at >= fromMs && at < toMs);
  const marks = [fromMs, ...within, toMs];
  let frozenMs = 0;
  for (let i = 1; i < marks.length; i++) {
    const gap = (marks[i] ?? 0) - (marks[i - 1] ?? 0);
    if (gap > FREEZE_MS) frozenMs += gap;
  }
  const seconds = (toMs - fromMs) / 1000;
  return { percent: Math.min(100, (within.length * 100) / (seconds * fps)), frozen: (frozenMs * 60) / 1000 / seconds };
}
