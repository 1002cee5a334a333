/** LiveKit's defaults for active speakers. Levels are −dBov: 0 loudest, 127 silence. */
const ACTIVE_LEVEL = 35;
const OBSERVE_MS = 400;
const MIN_ACTIVE_SHARE = 0.4;
const SMOOTH_INTERVALS = 2;
const SMOOTH_FACTOR = 2 / (SMOOTH_INTERVALS + 1);
const SILENCE = 127;

/** How loud one audio track is, judged over windows of 400 ms of sound. */
export class AudioLevel {
  #smoothed = 0;
  #loudest = SILENCE;
  #activeMs = 0;
  #observedMs = 0;
  #lastAt = 0;

  observe(level: number, durationMs: number, nowMs: number): void {
    this.#lastAt = nowMs;
    this.#observedMs += durationMs;
    if (level <= ACTIVE_LEVEL) {
      this.#activeMs += durationMs;
      this.#loudest = Math.min(this.#loudest, level);
    }
    if (this.#observedMs >= OBSERVE_MS) this.#judge();
  }

  /** The loudest level counts, less what of the window was quiet; then smoothed, so that a cough is no speech. */
  #judge(): void {
    let next = 0;
    if (this.#activeMs >= OBSERVE_MS * MIN_ACTIVE_SHARE) {
      const quietDb = -20 * Math.log10(this.#activeMs / OBSERVE_MS);
      next = this.#smoothed + (toLinear(this.#loudest + quietDb) - this.#smoothed) * SMOOTH_FACTOR;
    }
    this.#reset(next);
  }

  /** 0–1 in steps of 1/8; 0 = does not speak. Nothing heard for two windows is silence (DTX, mute). */
  current(nowMs: number): number {
    if (nowMs - this.#lastAt >= 2 * OBSERVE_MS) this.#reset(0);
    if (this.#smoothed < toLinear(ACTIVE_LEVEL)) return 0;
    return Math.min(1, Math.ceil(this.#smoothed * 8) / 8);
  }

  #reset(smoothed: number): void {
    this.#smoothed = smoothed;
    this.#loudest = SILENCE;
    this.#activeMs = 0;
    this.#observedMs = 0;
  }
}

function toLinear(level: number): number {
  return 10 ** (-level / 20);
}
