/**
 * Watches how long finding faces takes, and steps down when it is too long: first it looks less sharply, then not at all.
 * It runs beside the pictures, which wait for nothing; what is slow only lags behind.
 */
export type FaceSize = 'full' | 'small' | 'off';

export interface FacePace {
  readonly size: FaceSize;
  /** Finds since the last step. */
  readonly finds: number;
  /** ms that a find takes, on the whole. */
  readonly takesMs: number;
}

export const FIRST_PACE: FacePace = { size: 'full', finds: 0, takesMs: 0 };

/** A sticker that is found less often than this hops after its face. */
export const MOST_FIND_MS = 220;
/** The first finds say nothing: the program is made quick while it runs. */
const FRESH_FINDS = 4;
/** So many finds decide. */
const FINDS = 12;
/** How much the newest find counts. */
const NEWEST = 0.25;
/** Never more often, in ms: no camera has more pictures. */
const LEAST_GAP_MS = 30;

const NEXT: Record<FaceSize, FaceSize> = { full: 'small', small: 'off', off: 'off' };

/** The pace after another find. It never steps up by itself. */
export function watchFinds(pace: FacePace, tookMs: number): FacePace {
  if (pace.size === 'off') return pace;
  const finds = pace.finds + 1;
  if (finds <= FRESH_FINDS) return { ...pace, finds };
  const takesMs = finds === FRESH_FINDS + 1 ? tookMs : pace.takesMs + NEWEST * (tookMs - pace.takesMs);
  const slow = finds >= FINDS && takesMs > MOST_FIND_MS;
  return slow ? { ...FIRST_PACE, size: NEXT[pace.size] } : { ...pace, finds, takesMs };
}

/** How long to rest after a find, in ms: half of a core's time at most goes into finding. */
export function restAfter(tookMs: number): number {
  return Math.max(LEAST_GAP_MS, tookMs);
}
