const FIRST_MS = 400;
/** While a server merely restarts, everybody is back within about this time of its return. */
const SOON_MS = 1_000;
const SOON_ATTEMPTS = 6;
const CAP_MS = 15_000;

/**
 * How long to wait before attempt number `attempt` (from 0): exponential with full jitter, so that clients which were
 * cut together don't come back together. `random` is uniform in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  if (attempt < SOON_ATTEMPTS) return Math.round(random * Math.min(SOON_MS, FIRST_MS * 2 ** attempt));
  return Math.round(random * Math.min(CAP_MS, SOON_MS * 2 ** Math.min(attempt - SOON_ATTEMPTS + 1, 10)));
}
