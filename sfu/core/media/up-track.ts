import { Emitter } from '#kernel/emitter.ts';
import type { MediaKind, Payload, Quality } from './sections.ts';

/** One spatial layer as the publisher announced it (TrackInfo.layers). */
export interface LayerInfo {
  readonly quality: Quality;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export interface UpLayerStats {
  readonly ssrc: number;
  readonly active: boolean;
  readonly bitsPerSecond: number;
  readonly packets: number;
  readonly bytes: number;
  /** Packets never received, after retransmissions. */
  readonly lost: number;
  readonly jitterMs: number;
}

export type UpTrackEvents = {
  /** The first RTP packet arrived: subscribers may be told. */
  started: [];
  /** Indexes of the layers that carry packets now, lowest first. */
  layers: [active: readonly number[]];
  /** The highest quality anybody wants (dynacast): rises at once, falls after 5 s. */
  demand: [quality: Quality | 'off'];
  ended: [];
};

/** A track which a client publishes to us. Created by `MediaPeer.setReceive`. */
export class UpTrack {
  readonly events = new Emitter<UpTrackEvents>();
  readonly id: string;
  readonly kind: MediaKind;

  constructor(id: string, kind: MediaKind) {
    this.id = id;
    this.kind = kind;
  }

  get closed(): boolean {
    throw new Error('not written yet');
  }

  /** True from the first RTP packet. */
  get started(): boolean {
    throw new Error('not written yet');
  }

  /** The codec in use: of the last packet, else the first negotiated. */
  get codec(): Payload | undefined {
    throw new Error('not written yet');
  }

  /** The highest quality anybody wants now. */
  get demand(): Quality | 'off' {
    throw new Error('not written yet');
  }

  get layers(): readonly UpLayerStats[] {
    throw new Error('not written yet');
  }

  /** Announced layers, in any order. */
  setLayers(_layers: readonly LayerInfo[]): void {
    throw new Error('not written yet');
  }

  /** A muted track is silent by intent: no keyframe requests, not an active speaker. */
  setMuted(_muted: boolean): void {
    throw new Error('not written yet');
  }

  /** Ends the track and all its down tracks. Idempotent. */
  close(): void {
    throw new Error('not written yet');
  }
}
