import type { Quality, ReceiveSection } from './sections.ts';

/** One spatial layer as the publisher announced it (TrackInfo.layers). */
export interface LayerInfo {
  readonly quality: Quality;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What a subscriber asks for (LiveKit's UpdateTrackSettings). Dimensions win over quality. */
export interface Wanted {
  readonly paused: boolean;
  /** Size of the tile in pixels. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Highest layer accepted; high if left out. */
  readonly quality?: Quality | undefined;
  /** Highest frame rate accepted; honoured by leaving out temporal layers. */
  readonly fps?: number | undefined;
  /** 1–255: who has a higher one is served first when the line is short; 1 if left out. */
  readonly priority?: number | undefined;
}

/** Of simulcast: LiveKit's qualities, and all that browsers send. */
const MAX_LAYERS = 3;
/** A tile may be this much larger (each way) than the picture before the next layer is worth its bits. */
const TOLERANCE = 1.15;

/**
 * Announced layers, lowest first, one for each of `count` streams. Missing ones are made up: LiveKit's clients call a
 * single stream "high", and count from "low" otherwise.
 */
export function arrangeLayers(announced: readonly LayerInfo[], count: number): LayerInfo[] {
  const sorted = [...announced].sort((a, b) => a.quality - b.quality || a.width * a.height - b.width * b.height);
  // One stream with several announced layers is SVC: all of them in one.
  const fitting = sorted.length > count ? sorted.slice(sorted.length - count) : sorted;
  const arranged: LayerInfo[] = [];
  for (let i = 0; i < count; i++) {
    arranged.push(fitting[i] ?? { quality: count === 1 ? 2 : toQuality(i), width: 0, height: 0 });
  }
  return arranged;
}

function toQuality(index: number): Quality {
  return index <= 0 ? 0 : index === 1 ? 1 : 2;
}

/** The index of the best layer for what is wanted, were all of them there. */
export function idealLayer(layers: readonly LayerInfo[], wanted: Wanted): number {
  if (wanted.width && wanted.height) {
    const area = wanted.width * wanted.height;
    const index = layers.findIndex((layer) => layer.width * layer.height * TOLERANCE ** 2 >= area);
    const sized = layers.some((layer) => layer.width > 0);
    if (sized) return index >= 0 ? index : layers.length - 1;
  }
  const limit = wanted.quality ?? 2;
  return Math.max(
    0,
    layers.findLastIndex((layer) => layer.quality <= limit),
  );
}

/** The nearest layer at or below `ideal` that carries packets, else the nearest above; −1 if none does. */
export function availableLayer(active: readonly boolean[], ideal: number): number {
  for (let i = ideal; i >= 0; i--) if (active[i]) return i;
  return active.indexOf(true);
}

/**
 * The highest temporal layer to forward for `fps`, given the stream's own frame rate and its number of temporal layers,
 * each of which doubles the rate (as WebRTC encoders do).
 */
export function temporalLimit(fps: number | undefined, streamFps: number, temporalLayers: number): number {
  if (!fps) return Number.POSITIVE_INFINITY;
  for (let layer = 0; layer < temporalLayers - 1; layer++) {
    if (streamFps / 2 ** (temporalLayers - 1 - layer) >= fps * 0.9) return layer;
  }
  return Number.POSITIVE_INFINITY;
}

/** RIDs from the lowest layer to the highest; those beyond three are not taken. */
export function sortRids(rids: readonly string[]): string[] {
  const order = ['q', 'h', 'f'];
  if (!rids.every((rid) => order.includes(rid))) return rids.slice(0, MAX_LAYERS);
  return [...rids].sort((a, b) => order.indexOf(a) - order.indexOf(b)).slice(0, MAX_LAYERS);
}

/** How many layers a track has, by RIDs or else by declared SSRCs. */
export function countLayers(section: ReceiveSection): number {
  const declared = section.rids.length > 0 ? section.rids.length : section.ssrcs.length;
  return Math.min(MAX_LAYERS, Math.max(1, declared));
}
