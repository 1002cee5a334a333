/** Repeatable chance (mulberry32). */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number below `n`. */
  below(n: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

export function chanceFrom(seed: number): Chance {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { next, below, pick: (items) => items[below(items.length)] as (typeof items)[number] };
}

/** The seed of this run: `YIQI_FUZZ_SEED` repeats one that failed. */
export function seedOfRun(): number {
  return Number(process.env['YIQI_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
}
