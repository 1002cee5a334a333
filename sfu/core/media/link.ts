import type { RtpWriter } from '../rtp/writer.ts';

/** What tracks need of the MediaPeer they belong to. */
export interface Link {
  /** Shared between all down tracks: a packet is composed and sent in one go. */
  readonly writer: RtpWriter;
  /** Sender of our receiver-side RTCP. */
  readonly localSsrc: number;
  /** Smoothed; 0 = unknown. */
  readonly rttMs: number;
  /** Add this to the client's NTP time to get ours; undefined before its first sender report. */
  readonly clockOffsetMs: number | undefined;
  readonly random: () => number;
  /** Packets queue on their way to the client, or did a moment ago. */
  isCongested(nowMs: number): boolean;
  sendRtcp(bytes: Uint8Array): void;
  /** The number for the next RTP packet, to be sent at once with `sendRtp`. */
  nextTransportSequence(): number;
  /** Sends what `writer` holds. `transportSequence` is −1 if the packet carries none. */
  sendRtp(transportSequence: number, nowMs: number): void;
}
