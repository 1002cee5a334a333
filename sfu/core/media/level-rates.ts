import { RateMeter } from './rate-meter.ts';

/** Spatial and temporal layers that are told apart; the bits of codecs' fields allow eight. */
const MAX = 8;
/** Long enough that a keyframe is not taken for a higher rate. */
const WINDOW_MS = 2000;

/** Measured rates of one RTP stream by the spatial and temporal layers inside it. */
export class LevelRates {
  readonly #meters: (RateMeter | undefined)[] = [];

  add(spatial: number, temporal: number, bytes: number, nowMs: number): void {
    const index = (spatial & (MAX - 1)) * MAX + (temporal & (MAX - 1));
    let meter = this.#meters[index];
    if (!meter) {
      meter = new RateMeter(WINDOW_MS);
      this.#meters[index] = meter;
    }
    meter.add(bytes, nowMs);
  }

  /** Bits a second of everything up to these layers. */
  upTo(spatial: number, temporal: number, nowMs: number): number {
    let sum = 0;
    for (const [index, meter] of this.#meters.entries()) {
      if (meter && Math.floor(index / MAX) <= spatial && index % MAX <= temporal) sum += meter.bitsPerSecond(nowMs);
    }
    return sum;
  }
}
