import { allocate, type Candidate } from '../bandwidth/allocation.ts';
import type { DownTrack } from './down-track.ts';
import { idealLayer } from './layer-choice.ts';
import { EVERYTHING, indexOfLevel, levelsOf, type RatedLevel } from './levels.ts';

/** Assumed for an audio track that is silent now, bits a second: it must not have to wait for its place. */
const AUDIO_BPS = 24_000;

export interface LineShare {
  /** Bits a second given to all tracks. */
  readonly usedBps: number;
  /** The line that somebody's next higher level would need; 0 = nobody wants more. */
  readonly neededBps: number;
}

/**
 * Divides a receiver's line among its tracks. Audio is never cut; videos follow by priority, then by the size of their
 * tiles. `sustainedBps` is the line without what is held back to drain a queue; `congested` says that packets queue: what is too much ends at once, not at the next keyframe.
 */
export function shareLine(
  downs: readonly DownTrack[],
  limitBps: number,
  sustainedBps: number,
  congested: boolean,
  nowMs: number,
): LineShare {
  const videos = downs.filter((down) => down.up.kind === 'video' && !down.wanted.paused && down.supported);
  if (limitBps === Number.POSITIVE_INFINITY) {
    for (const down of videos) down.setLevel(EVERYTHING, false);
    return { usedBps: 0, neededBps: 0 };
  }
  videos.sort((a, b) => priority(b) - priority(a) || tileArea(b) - tileArea(a));
  const audioBps = audioRate(downs, nowMs);
  const levels = videos.map((down) => levelsOf(down.up, idealLayer(down.up.layerInfo, down.wanted), nowMs));
  const candidates = videos.map((down, i) => toCandidate(down, levels[i] ?? []));
  const { levels: given, usedBps, neededBps } = allocate(candidates, limitBps - audioBps, sustainedBps - audioBps);
  const urgent = congested && sentRate(videos, nowMs) > limitBps - audioBps;
  for (const [i, down] of videos.entries()) {
    // Nothing is known of a video that sends nothing: it may begin, and is measured then.
    if (levels[i]?.length === 0) down.setLevel({ spatial: 0, temporal: 0 }, false);
    else down.setLevel(levels[i]?.[given[i] ?? -1], urgent);
  }
  return { usedBps: usedBps + audioBps, neededBps: neededBps === 0 ? 0 : neededBps + audioBps };
}

function toCandidate(down: DownTrack, levels: readonly RatedLevel[]): Candidate {
  return {
    levelsBps: levels.map(({ bps }) => bps),
    ideal: levels.length - 1,
    current: indexOfLevel(levels, down.allowed),
    priority: priority(down),
  };
}

function audioRate(downs: readonly DownTrack[], nowMs: number): number {
  return downs
    .filter((down) => down.up.kind === 'audio' && !down.up.muted && !down.wanted.paused)
    .reduce((sum, down) => sum + Math.max(AUDIO_BPS, down.stats.rate.bitsPerSecond(nowMs)), 0);
}

function sentRate(downs: readonly DownTrack[], nowMs: number): number {
  return downs.reduce((sum, down) => sum + down.stats.rate.bitsPerSecond(nowMs), 0);
}

function priority({ wanted }: DownTrack): number {
  return wanted.priority ?? 1;
}

/** Pixels of the tile; a tile of unknown size counts as full HD. */
function tileArea(down: DownTrack): number {
  const { width, height } = down.wanted;
  return width && height ? width * height : 1920 * 1080;
}
