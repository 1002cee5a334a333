const FIRST_MS = 400;
const CAP_MS = 15_000;

/**
 * How long to wait before attempt number `attempt` (from 0): exponential with full jitter, so that clients which were
 * cut together don't come back together. `random` is uniform in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(random * Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt, 10)));
}
