import type { UpTrack } from './up-track.ts';

/** How much of a video is forwarded: up to a spatial and a temporal layer. */
export interface Level {
  readonly spatial: number;
  readonly temporal: number;
}

export interface RatedLevel extends Level {
  readonly bps: number;
}

export const EVERYTHING: Level = { spatial: Number.POSITIVE_INFINITY, temporal: Number.POSITIVE_INFINITY };

/**
 * The levels of a video up to spatial layer `ideal`, lowest first, with their rates. All frame rates of the lowest layer,
 * but of the others only the highest two: a larger picture is not worth a slide show.
 */
export function levelsOf(up: UpTrack, ideal: number, nowMs: number): RatedLevel[] {
  const levels: RatedLevel[] = [];
  for (const spatial of usable(up, ideal)) {
    const { count, rate } = up.spatialLayer(spatial);
    for (let temporal = levels.length === 0 ? 0 : Math.max(0, count - 2); temporal < count; temporal++) {
      const bps = Math.max(levels.at(-1)?.bps ?? 0, rate(temporal, nowMs));
      levels.push({ spatial, temporal: temporal === count - 1 ? Number.POSITIVE_INFINITY : temporal, bps });
    }
  }
  return levels;
}

/** Layers with packets at or below `ideal`, else the lowest above. */
function usable(up: UpTrack, ideal: number): number[] {
  const active = up.layerInfo.map((_, i) => i).filter((i) => up.spatialLayer(i).active);
  const fitting = active.filter((i) => i <= ideal);
  return fitting.length > 0 ? fitting : active.slice(0, 1);
}

/** The index of `level`, or of the highest one below it; −1 if all are above. */
export function indexOfLevel(levels: readonly Level[], level: Level | undefined): number {
  if (!level) return -1;
  return levels.findLastIndex(
    ({ spatial, temporal }) => spatial < level.spatial || (spatial === level.spatial && temporal <= level.temporal),
  );
}
