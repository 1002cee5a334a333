import type { DownTrack } from './down-track.ts';
import { idealLayer } from './layer-choice.ts';
import type { MediaPeer } from './peer.ts';
import type { MediaKind } from './sections.ts';
import type { UpTrack } from './up-track.ts';

export type ConnectionQuality = 'excellent' | 'good' | 'poor' | 'lost';

export interface JudgedQuality {
  readonly quality: ConnectionQuality;
  /** Mean opinion score, 1–4.5. */
  readonly score: number;
}

const JUDGE_EVERY_MS = 5000;
/** How much one per cent of loss takes off the score: Opus without FEC, and video (LiveKit's weights). */
const LOSS_WEIGHT: Record<MediaKind, number> = { audio: 8, video: 10 };
/** What counts of a loss that was repaired: it came a round trip late at least. */
const REPAIRED = 0.2;
/** How much one spatial layer less than wanted takes off. */
const LAYER_WEIGHT = 20;
/** Of a video that is paused because the line is short. */
const STARVED = 35;
const BEST = 100;
const WORST = 30;
const LOST = 20;
/** Falls are believed sooner than rises. */
const RISE = 0.4;
const FALL = 0.8;

/** What is known of one track at one moment: totals. */
interface Totals {
  readonly packets: number;
  readonly lost: number;
}

/** The connection quality of one participant, over all its transports: that of its worst track. */
export class QualityMeter {
  readonly #peers: () => readonly MediaPeer[];
  #before = new Map<UpTrack | DownTrack, Totals>();
  #score = BEST;
  #judgedAt = Number.NEGATIVE_INFINITY;
  #told: ConnectionQuality | undefined;

  constructor(peers: () => readonly MediaPeer[]) {
    this.#peers = peers;
  }

  get current(): JudgedQuality {
    return { quality: toQuality(this.#score), score: toOpinion(this.#score) };
  }

  /** Call it often; it judges every 5 s. Returns the quality if it has changed. */
  tick(nowMs: number): JudgedQuality | undefined {
    if (nowMs - this.#judgedAt < JUDGE_EVERY_MS) return undefined;
    const first = this.#judgedAt === Number.NEGATIVE_INFINITY;
    this.#judgedAt = nowMs;
    const score = this.#judge(nowMs);
    if (first || score === undefined) return undefined;
    const factor = score < this.#score ? FALL : RISE;
    this.#score = score === LOST ? LOST : Math.max(WORST, this.#score + (score - this.#score) * factor);
    const { quality } = this.current;
    if (quality === this.#told) return undefined;
    this.#told = quality;
    return this.current;
  }

  /** The worst track's score, or undefined if nothing flows that could be judged. */
  #judge(nowMs: number): number | undefined {
    const before = this.#before;
    this.#before = new Map();
    let worst: number | undefined;
    for (const peer of this.#peers()) {
      const flowing = [...peer.upTracks.filter(isSending), ...peer.downTracks.filter(isReceiving)];
      if (flowing.length === 0) continue;
      if (nowMs - peer.lastReceivedAt > JUDGE_EVERY_MS) worst = LOST;
      for (const track of flowing) {
        const totals = this.#note(track);
        const score = trackScore(track, totals, before.get(track), peer.rttMs);
        if (score !== undefined) worst = Math.min(worst ?? BEST, score);
      }
    }
    return worst;
  }

  #note(track: UpTrack | DownTrack): Totals {
    const totals = isUp(track) ? upTotals(track) : downTotals(track);
    this.#before.set(track, totals);
    return totals;
  }
}

function isUp(track: UpTrack | DownTrack): track is UpTrack {
  return 'downTracks' in track;
}

function isSending(up: UpTrack): boolean {
  return up.started && !up.muted;
}

function isReceiving(down: DownTrack): boolean {
  return (down.layer !== undefined || isStarved(down)) && !down.up.muted;
}

/** Wanted, but the line is too short for it. */
function isStarved({ allowed, wanted }: DownTrack): boolean {
  return allowed === undefined && !wanted.paused;
}

function lossOf(lost: number, repaired: number): number {
  return REPAIRED * Math.max(0, lost) + (1 - REPAIRED) * Math.max(0, lost - repaired);
}

function upTotals(up: UpTrack): Totals {
  let packets = 0;
  let lost = 0;
  for (const { stats } of up.layers) {
    packets += stats.packets;
    lost += lossOf(stats.lost, stats.recovered);
  }
  return { packets, lost };
}

function downTotals({ stats }: DownTrack): Totals {
  return { packets: stats.packets, lost: lossOf(stats.totalLost, stats.retransmitted + stats.mended) };
}

/** A simplified E-model: delay and loss take off from 100. */
function trackScore(
  track: UpTrack | DownTrack,
  now: Totals,
  before: Totals | undefined,
  rttMs: number,
): number | undefined {
  if (!isUp(track) && isStarved(track)) return STARVED;
  if (!before || now.packets <= before.packets) return undefined;
  const lossPercent = (Math.max(0, now.lost - before.lost) * 100) / (now.packets - before.packets);
  const delayMs = rttMs / 2 + 2 * jitterMs(track);
  const delayEffect = delayMs > 160 ? (delayMs - 120) / 10 : delayMs / 40;
  const { kind } = isUp(track) ? track : track.up;
  return Math.max(0, BEST - delayEffect - lossPercent * LOSS_WEIGHT[kind] - missingLayers(track) * LAYER_WEIGHT);
}

/** Spatial layers less than the tile is large enough for, because the line is short. */
function missingLayers(track: UpTrack | DownTrack): number {
  if (isUp(track) || track.up.kind === 'audio' || !track.allowed) return 0;
  return Math.max(0, idealLayer(track.up.layerInfo, track.wanted) - track.allowed.spatial);
}

function jitterMs(track: UpTrack | DownTrack): number {
  if (!isUp(track)) return track.stats.jitterMs;
  return Math.max(...track.layers.map((layer) => (layer.stats.jitter / layer.clockRate) * 1000));
}

function toQuality(score: number): ConnectionQuality {
  if (score > 80) return 'excellent';
  if (score > 40) return 'good';
  return score > LOST ? 'poor' : 'lost';
}

/** R factor → mean opinion score (ITU-T G.107, annex B). */
function toOpinion(score: number): number {
  if (score >= 100) return 4.5;
  return 1 + 0.035 * score + 0.000007 * score * (score - 60) * (100 - score);
}
