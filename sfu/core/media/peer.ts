import type { DownTrack } from './down-track.ts';
import type { ReceiveSection, SendSection } from './sections.ts';
import type { UpTrack } from './up-track.ts';

export interface MediaPeerOptions {
  /**
   * Sends one RTP or RTCP packet, unprotected. The bytes are valid during the call only: copy or encrypt at once.
   * Must not throw when the transport is closed.
   */
  readonly send: (bytes: Uint8Array) => void;
  /** A random 32-bit unsigned number: SSRCs, first sequence numbers and timestamps. */
  readonly random: () => number;
}

/** The media of one transport (PeerConnection) of a participant, both ways: RTP, RTCP and their timers, without any I/O. */
export class MediaPeer {
  constructor(_options: MediaPeerOptions) {
    throw new Error('not written yet');
  }

  /** When `tick` has something to do next, milliseconds. May come nearer after `receive`. */
  get nextAt(): number {
    throw new Error('not written yet');
  }

  /** An SSRC that nobody uses on this peer. */
  allocateSsrc(): number {
    throw new Error('not written yet');
  }

  /** Declares everything the client sends. Tracks no longer named end; tracks named go on, whatever else changed. */
  setReceive(_sections: readonly ReceiveSection[]): void {
    throw new Error('not written yet');
  }

  upTrack(_trackId: string): UpTrack | undefined {
    throw new Error('not written yet');
  }

  addDownTrack(_up: UpTrack, _section: SendSection): DownTrack {
    throw new Error('not written yet');
  }

  /** One decrypted RTP or RTCP packet. Never throws for what is in it. `nowMs` may be fractional: finer is better. */
  receive(_bytes: Uint8Array, _nowMs: number): void {
    throw new Error('not written yet');
  }

  /** Reports, feedback, retries, layer choice. Returns `nextAt`. Call it then, or simply every 20 ms. */
  tick(_nowMs: number): number {
    throw new Error('not written yet');
  }

  /** Ends all tracks both ways. Idempotent. */
  close(): void {
    throw new Error('not written yet');
  }
}
