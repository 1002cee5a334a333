import type { RtpWriter } from '../rtp/writer.ts';
import type { SoundRound } from './sound-round.ts';

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
  /** Where packets of sound wait for others that came with them; without, they go at once. */
  readonly sounds?: SoundRound | undefined;
  /** Whether a packet may leave a second time under its number. */
  readonly repeats: boolean;
  /** Packets queue on their way to the client, or did a moment ago. */
  isCongested(nowMs: number): boolean;
  /** Whether packets carry the numbers of transport-cc: what carries sound alone is not estimated, nor limited. */
  readonly isMeasured: boolean;
  sendRtcp(bytes: Uint8Array): void;
  /** The number for the next RTP packet, to be sent at once with `sendRtp`. */
  nextTransportSequence(): number;
  /** Sends what `writer` holds. `transportSequence` is −1 if the packet carries none. */
  sendRtp(transportSequence: number, nowMs: number): void;
}
