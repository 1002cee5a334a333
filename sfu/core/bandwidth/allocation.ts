/** A video that competes for a receiver's line. */
export interface Candidate {
  /** Measured bits a second of each layer, lowest first; 0 = it sends nothing now. */
  readonly layersBps: readonly number[];
  /** The layer its viewer wants. */
  readonly ideal: number;
  /** The layer it has now, −1 = none. */
  readonly current: number;
}

/** A layer not yet forwarded must fit with this much to spare, so that layers do not flap. */
const HEADROOM = 1.15;

/**
 * The highest layer each candidate may have so that all fit into `limitBps`: the lowest for everybody first (never less,
 * even if that does not fit), then one step after the other, in the order given, as long as it fits.
 */
export function allocateLayers(candidates: readonly Candidate[], limitBps: number): number[] {
  const layers = candidates.map(() => 0);
  let used = candidates.reduce((sum, { layersBps }) => sum + (layersBps[0] ?? 0), 0);
  for (let step = true; step; ) {
    step = false;
    for (const [i, candidate] of candidates.entries()) {
      const layer = layers[i] ?? 0;
      if (layer >= candidate.ideal) continue;
      const more = Math.max(0, (candidate.layersBps[layer + 1] ?? 0) - (candidate.layersBps[layer] ?? 0));
      const needed = used + more;
      if (needed * (layer + 1 > candidate.current ? HEADROOM : 1) > limitBps) continue;
      layers[i] = layer + 1;
      used = needed;
      step = true;
    }
  }
  return layers;
}
