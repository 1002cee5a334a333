/** How loud a microphone is, for a meter. */

/** Speech near a laptop lies between these two, in dB below full scale. */
const QUIET_DB = -55;
const LOUD_DB = -12;

/** 0 to 1 from samples around 0 (−1 to 1): silence is 0, loud speech is 1, in between even steps of loudness. */
export function loudness(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.max(0, Math.min(1, (db - QUIET_DB) / (LOUD_DB - QUIET_DB)));
}

/** A meter rises at once and falls slowly, so that eyes can follow. `elapsedMs` since the last value. */
export function settle(shown: number, measured: number, elapsedMs: number): number {
  if (measured >= shown) return measured;
  return Math.max(measured, shown - elapsedMs / 600);
}
