import type { NativeBlock } from '../ffi/memory.ts';

/** A packet in a block, from `at` on; room for {@link Protection} overhead follows it. */
export interface Placed {
  block: NativeBlock;
  at: number;
  length: number;
}

/**
 * One protection profile with the keys of one direction. `index` is that of RFC 3711: roll-over count and sequence
 * number, or the count of RTCP packets. All methods answer with the new length, or -1 when there is none.
 */
export interface Protection {
  /** Bytes by which RTCP grows; RTP grows by less. */
  readonly overhead: number;
  /** Whether a second packet under one index would give the key away. */
  readonly neverTwice: boolean;
  protectRtp(packet: Placed, headerBytes: number, ssrc: number, index: number): number;
  openRtp(packet: Placed, headerBytes: number, ssrc: number, index: number): number;
  protectRtcp(packet: Placed, ssrc: number, index: number): number;
  openRtcp(packet: Placed, ssrc: number): number;
  /** The index of a protected RTCP packet; -1 when it is too short or not encrypted. */
  rtcpIndex(packet: Placed): number;
  free(): void;
}

/** RFC 3711 §3.4: RTCP is encrypted. */
export const ENCRYPTED = 0x8000_0000;
/** What stays readable of an RTCP packet. */
export const RTCP_HEAD_BYTES = 8;
