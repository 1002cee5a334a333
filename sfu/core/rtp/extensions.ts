import { at, type RtpPacket } from './packet.ts';

/** Header extensions that the media server reads or writes itself. */
export const EXTENSION = {
  mid: 'urn:ietf:params:rtp-hdrext:sdes:mid',
  rid: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  repairedRid: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  audioLevel: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  absSendTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  transportCc: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  dependencyDescriptor: 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
} as const;

/** Extensions that belong to one hop: never carried over from publisher to subscriber. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  EXTENSION.mid,
  EXTENSION.rid,
  EXTENSION.repairedRid,
  EXTENSION.absSendTime,
  EXTENSION.transportCc,
]);

/** The text of an SDES extension (MID, RID), '' if absent. RFC 7941: UTF-8, here ASCII as RFC 8852 §3.1 demands. */
export function extensionText(packet: RtpPacket, id: number): string {
  const start = packet.extensionStart(id);
  if (start === 0) return '';
  let text = '';
  for (let i = 0; i < packet.extensionLength(id); i++) text += String.fromCharCode(at(packet.bytes, start + i));
  return text;
}

/** −dBov (0 loudest … 127 silence) of RFC 6464, or −1 if absent. */
export function audioLevel(packet: RtpPacket, id: number): number {
  const start = packet.extensionStart(id);
  return start === 0 ? -1 : at(packet.bytes, start) & 0x7f;
}

/** Abs-send-time: seconds modulo 64 in 6.18 fixed point. */
export function absSendTime(nowMs: number): number {
  return Math.floor(((nowMs / 1000) % 64) * 0x40000) & 0xffffff;
}
