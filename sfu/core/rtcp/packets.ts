/** Parsed RTCP packets. Section numbers are RFC 3550's unless another RFC is named. */

/** §6.4.1. What one receiver saw of one source. */
export interface ReportBlock {
  /** The source reported on. */
  readonly ssrc: number;
  /** Since the last report, 0–1. */
  readonly fractionLost: number;
  readonly totalLost: number;
  readonly highestSequence: number;
  /** In timestamp units. */
  readonly jitter: number;
  /** The middle 32 bits of the last sender report's NTP time; 0 = none seen. */
  readonly lastReport: number;
  /** Since that report arrived, in 1/65536 s. */
  readonly delaySinceLastReport: number;
}

export interface SenderReport {
  readonly type: 'sender-report';
  readonly ssrc: number;
  /** Milliseconds since 1970, fractional. */
  readonly ntpMs: number;
  /** The middle 32 bits of the NTP time, as receivers quote them. */
  readonly ntpMiddle: number;
  readonly timestamp: number;
  readonly packets: number;
  readonly bytes: number;
  readonly reports: readonly ReportBlock[];
}

/** Arrival of one packet in a transport-cc feedback. */
export interface Arrival {
  readonly sequence: number;
  /** Milliseconds of the receiver's clock (modulo 2³⁰ or so); −1 = not received. */
  readonly atMs: number;
}

export type RtcpPacket =
  | SenderReport
  | { readonly type: 'receiver-report'; readonly ssrc: number; readonly reports: readonly ReportBlock[] }
  | { readonly type: 'bye'; readonly ssrcs: readonly number[] }
  /** RFC 4585 §6.2.1. */
  | { readonly type: 'nack'; readonly ssrc: number; readonly lost: readonly number[] }
  /** RFC 4585 §6.3.1. */
  | { readonly type: 'pli'; readonly ssrc: number }
  /** RFC 5104 §4.3.1. */
  | { readonly type: 'fir'; readonly requests: readonly { readonly ssrc: number; readonly sequence: number }[] }
  /** draft-alvestrand-rmcat-remb-03. */
  | { readonly type: 'remb'; readonly bitsPerSecond: number; readonly ssrcs: readonly number[] }
  /** draft-holmer-rmcat-transport-wide-cc-extensions-01. */
  | { readonly type: 'transport-cc'; readonly count: number; readonly arrivals: readonly Arrival[] };
