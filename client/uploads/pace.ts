/** How fast an upload goes, and how large its parts are therefore. */
export interface Pace {
  partBytes: number;
  /** Smoothed; 0: not known yet. */
  bytesPerSecond: number;
}

const KIB = 1024;
const SMALLEST = 256 * KIB;
const LARGEST = 8 * KIB * KIB;
/** A part should take about so long: progress is seen, and little is lost when it breaks off. */
const PART_MS = 1500;
const WEIGHT = 0.3;

export const SLOWEST: Pace = { partBytes: SMALLEST, bytesPerSecond: 0 };

/** After a part of `bytes` took `ms`. */
export function nextPart({ partBytes, bytesPerSecond }: Pace, bytes: number, ms: number): Pace {
  const speed = (bytes * 1000) / Math.max(ms, 1);
  const smooth = bytesPerSecond === 0 ? speed : bytesPerSecond + WEIGHT * (speed - bytesPerSecond);
  const wanted = (smooth * PART_MS) / 1000;
  // No more than twice as much at once: a burst is no promise.
  const next = Math.min(Math.max(wanted, SMALLEST), partBytes * 2, LARGEST);
  return { partBytes: Math.round(next / KIB) * KIB, bytesPerSecond: smooth };
}
