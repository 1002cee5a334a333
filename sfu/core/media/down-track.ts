import { Emitter } from '#kernel/emitter.ts';
import type { Quality, SendSection } from './sections.ts';
import type { UpTrack } from './up-track.ts';

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
}

export interface DownTrackStats {
  readonly packets: number;
  /** RTP payload bytes. */
  readonly bytes: number;
  readonly retransmitted: number;
  /** Of the receiver's last report, 0–1. */
  readonly fractionLost: number;
  readonly rttMs: number;
  readonly jitterMs: number;
  /** Index of the layer that is forwarded now; undefined before the first. */
  readonly layer: number | undefined;
}

export type DownTrackEvents = {
  /** The layer forwarded has changed; `undefined` while nothing is. */
  layer: [index: number | undefined];
  closed: [];
};

/** One subscriber's copy of an UpTrack. Created by `MediaPeer.addDownTrack`. */
export class DownTrack {
  readonly events = new Emitter<DownTrackEvents>();
  readonly up: UpTrack;

  constructor(up: UpTrack, _section: SendSection) {
    this.up = up;
  }

  get closed(): boolean {
    throw new Error('not written yet');
  }

  get stats(): DownTrackStats {
    throw new Error('not written yet');
  }

  /** False if the receiver negotiated no payload type for the codec which the publisher sends. */
  get supported(): boolean {
    throw new Error('not written yet');
  }

  setWanted(_wanted: Wanted): void {
    throw new Error('not written yet');
  }

  /** After a negotiation which changed payload types or extensions. Sequence numbers go on. */
  setSection(_section: SendSection): void {
    throw new Error('not written yet');
  }

  /** Stops forwarding and leaves both peers. Idempotent; follows from closing the UpTrack or either peer. */
  close(): void {
    throw new Error('not written yet');
  }
}
