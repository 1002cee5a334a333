import { allocateLayers } from '../bandwidth/allocation.ts';
import type { DownTrack } from './down-track.ts';
import { idealLayer } from './layer-choice.ts';

/** Divides a receiver's line among its videos: the largest tiles first. Audio is never cut. */
export function shareLine(downs: readonly DownTrack[], limitBps: number, nowMs: number): void {
  const videos = downs.filter((down) => down.up.kind === 'video' && !down.wanted.paused);
  if (limitBps === Number.POSITIVE_INFINITY) {
    for (const down of videos) down.setMaxLayer(limitBps);
    return;
  }
  videos.sort((a, b) => tileArea(b) - tileArea(a));
  const audioBps = downs
    .filter((down) => down.up.kind === 'audio')
    .reduce((sum, down) => sum + down.stats.rate.bitsPerSecond(nowMs), 0);
  const candidates = videos.map((down) => ({
    layersBps: down.up.layers.map((layer) => (layer.active ? layer.stats.rate.bitsPerSecond(nowMs) : 0)),
    ideal: idealLayer(down.up.layerInfo, down.wanted),
    current: down.layer ?? -1,
  }));
  const layers = allocateLayers(candidates, limitBps - audioBps);
  for (const [i, down] of videos.entries()) down.setMaxLayer(layers[i] ?? 0);
}

/** Pixels of the tile; a tile of unknown size counts as full HD. */
function tileArea(down: DownTrack): number {
  const { width, height } = down.wanted;
  return width && height ? width * height : 1920 * 1080;
}
