import type { Quality } from './sections.ts';

const FALL_AFTER_MS = 5000;

/** The quality to ask a publisher for (dynacast): follows what is wanted upwards at once, downwards after 5 s. */
export class Demand {
  current: Quality | 'off' = 2;
  readonly #changed: (quality: Quality | 'off') => void;
  #lowerSince = -1;

  constructor(changed: (quality: Quality | 'off') => void) {
    this.#changed = changed;
  }

  /** True while a fall is being waited for. */
  get pending(): boolean {
    return this.#lowerSince >= 0;
  }

  update(wanted: Quality | 'off', nowMs: number): void {
    if (rank(wanted) >= rank(this.current)) {
      this.#lowerSince = -1;
      if (wanted !== this.current) this.#set(wanted);
    } else if (this.#lowerSince < 0) this.#lowerSince = nowMs;
    else if (nowMs - this.#lowerSince >= FALL_AFTER_MS) {
      this.#lowerSince = -1;
      this.#set(wanted);
    }
  }

  #set(quality: Quality | 'off'): void {
    this.current = quality;
    this.#changed(quality);
  }
}

export function highestQuality(qualities: readonly (Quality | 'off')[]): Quality | 'off' {
  return qualities.reduce((highest, quality) => (rank(quality) > rank(highest) ? quality : highest), 'off');
}

function rank(quality: Quality | 'off'): number {
  return quality === 'off' ? -1 : quality;
}
