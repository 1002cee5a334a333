import { seededRandom } from './emulated-path.ts';

/** Inputs for fuzzers: seeded, half of them mutations of valid packets. */
export class FuzzSource {
  readonly seed: number;
  readonly runs: number;
  readonly #random: () => number;
  readonly #valid: readonly Uint8Array[];

  /** Reads YIQI_FUZZ_SEED and YIQI_FUZZ_RUNS (50,000 by default) and prints the seed. */
  constructor(name: string, valid: readonly Uint8Array[]) {
    this.seed = Number(process.env['YIQI_FUZZ_SEED'] ?? crypto.getRandomValues(new Uint32Array(1))[0]);
    this.runs = Number(process.env['YIQI_FUZZ_RUNS'] ?? 50_000);
    this.#random = seededRandom(this.seed);
    this.#valid = valid;
    console.log(`${name}: YIQI_FUZZ_SEED=${this.seed}, ${this.runs} inputs`);
  }

  /** 0 … `limit` − 1. */
  below(limit: number): number {
    return this.#random() % limit;
  }

  next(): Uint8Array {
    const model = this.#valid[this.below(this.#valid.length)];
    if (!model || this.below(4) === 0) return this.#noise(this.below(200));
    const bytes = this.below(8) === 0 ? model.slice(0, this.below(model.length + 1)) : model.slice();
    for (let i = this.below(6); i > 0; i--) bytes[this.below(Math.max(1, bytes.length))] = this.#random();
    if (this.below(16) !== 0) return bytes;
    const tail = this.#noise(this.below(64));
    const longer = new Uint8Array(bytes.length + tail.length);
    longer.set(bytes);
    longer.set(tail, bytes.length);
    return longer;
  }

  #noise(length: number): Uint8Array {
    const bytes = Uint8Array.from({ length }, () => this.#random());
    if (length > 1 && this.below(2) === 0) {
      bytes[0] = 0x80 | ((bytes[0] ?? 0) & 0x3f);
      bytes[1] = [96, 97, 111, 200, 201, 205, 206][this.below(7)] ?? 0;
    }
    return bytes;
  }
}
