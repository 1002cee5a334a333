import { randomInt } from 'node:crypto';

/** Inputs that a fuzzer tries, `YIQI_FUZZ_RUNS`. */
export const FUZZ_RUNS = Number(process.env['YIQI_FUZZ_RUNS'] ?? 50_000);

/** Chooses by a seed, so that a finding can be repeated with `YIQI_FUZZ_SEED`. */
export class Chooser {
  readonly seed: number;
  #state: number;

  constructor(seed = Number(process.env['YIQI_FUZZ_SEED'] ?? randomInt(2 ** 31))) {
    this.seed = seed;
    this.#state = seed >>> 0;
  }

  /** In [0, 1). Mulberry32, by Tommy Ettinger, public domain. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  of<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
}

const ODD_TEXTS: [string, ...string[]] = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '𠮷',
  '__proto__',
  'constructor',
  "' or 1=1 --",
  '%_!',
  '13800138000',
  '+8613800138000',
  'a@b.cd',
  '123456789',
  'x'.repeat(129),
  '字'.repeat(1000),
  `${'a'.repeat(250)}@b.cd`,
  '(((((((((((((((((((((((',
  '1'.repeat(24),
  '../../etc/passwd',
];

/** Any JSON value, odd ones more often than not. */
export function anyValue(choose: Chooser, depth = 0): unknown {
  const kind = choose.below(depth > 3 ? 5 : 8);
  if (kind === 0) return choose.of<unknown>([null, true, false]);
  if (kind === 1) return choose.of([0, -1, 1.5, 1e308, -0, 2 ** 53, choose.below(1000)]);
  if (kind < 5) return anyText(choose);
  if (kind === 5) return Array.from({ length: choose.below(4) }, () => anyValue(choose, depth + 1));
  const entries = Array.from({ length: choose.below(4) }, () => [anyText(choose), anyValue(choose, depth + 1)]);
  return Object.fromEntries(entries);
}

export function anyText(choose: Chooser): string {
  if (choose.chance(0.6)) return choose.of(ODD_TEXTS);
  const length = choose.below(40);
  return String.fromCharCode(...Array.from({ length }, () => choose.below(choose.chance(0.8) ? 0x80 : 0x10000)));
}

/** Bytes with a few of them changed, doubled, cut off. */
export function mangled(choose: Chooser, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let change = choose.below(4); change > 0 && copy.length > 0; change--) {
    copy[choose.below(copy.length)] = choose.below(256);
  }
  return choose.chance(0.3) ? copy.slice(0, choose.below(copy.length + 1)) : copy;
}
