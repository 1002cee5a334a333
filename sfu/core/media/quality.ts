import type { MediaPeer } from './peer.ts';

export type ConnectionQuality = 'excellent' | 'good' | 'poor' | 'lost';

/** The connection quality of one participant, over all its transports. */
export class QualityMeter {
  constructor(_peers: () => readonly MediaPeer[]) {
    throw new Error('not written yet');
  }

  /** Call it often; it judges every 5 s. Returns the quality when it has changed, with a score 0–5 as LiveKit's clients show it. */
  tick(_nowMs: number): { quality: ConnectionQuality; score: number } | undefined {
    throw new Error('not written yet');
  }
}
