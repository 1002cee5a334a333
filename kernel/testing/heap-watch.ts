import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of living objects: what is left after a full collection. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

/** Tells whether many inputs leave something behind: only a leak grows over the second half of them. */
export class HeapWatch {
  readonly #half: number;
  #before = 0;

  constructor(runs: number) {
    this.#half = Math.floor(runs / 2);
  }

  /** To be called before each input, with its number from 0; numbers may be left out. */
  see(run: number): void {
    if (this.#before === 0 && run >= this.#half) this.#before = heapInUse();
  }

  /** Fails when the heap grew by more than `mostMb` megabytes since the middle. Returns the growth in megabytes. */
  assertSteady(mostMb: number): number {
    assert.ok(this.#before > 0, 'the second half was reached');
    const grownMb = (heapInUse() - this.#before) / 1e6;
    assert.ok(grownMb < mostMb, `the heap grew by ${grownMb.toFixed(1)} MB over the second half of the inputs`);
    return grownMb;
  }
}
