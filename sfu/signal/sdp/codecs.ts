import type { Payload } from '../../core/media/sections.ts';
import type { MediaSection, SdpCodec } from './types.ts';

/** What may be published and forwarded, lower case. */
const FORWARDED: Record<'audio' | 'video', readonly string[]> = {
  audio: ['opus', 'red'],
  video: ['vp8', 'h264', 'vp9', 'av1', 'h265'],
};

/** Whether a video codec, by its short name, can be forwarded. */
export function isForwardedVideo(name: string): boolean {
  return FORWARDED.video.includes(name);
}

/** Told to clients in JoinResponse.enabledPublishCodecs. */
export const publishMimes = ['audio/opus', 'audio/red', 'video/VP8', 'video/H264', 'video/VP9', 'video/AV1'] as const;

/** RTCP feedback that we understand (RFC 4585, 5104, transport-cc). */
const FEEDBACK: ReadonlySet<string> = new Set(['nack', 'nack pli', 'ccm fir', 'transport-cc']);

/** Header extensions that we read ourselves or carry over. */
const EXTENSIONS: ReadonlySet<string> = new Set([
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'urn:3gpp:video-orientation',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  'http://www.webrtc.org/experiments/rtp-hdrext/video-content-type',
  'http://www.webrtc.org/experiments/rtp-hdrext/color-space',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
]);

/** `video/VP8` → `vp8`. */
export function shortName(mime: string): string {
  return mime.toLowerCase().replace(/^.*\//, '');
}

/** The codecs of a section that we can forward, each followed by its RTX; `preferred` (`vp9`, …) first. */
export function acceptedCodecs(section: MediaSection, preferred = ''): SdpCodec[] {
  if (section.kind === 'application') return [];
  const allowed = FORWARDED[section.kind];
  const media = section.codecs.filter((codec) => allowed.includes(codec.name.toLowerCase()));
  const first = media.filter((codec) => codec.name.toLowerCase() === preferred);
  const ordered = [...first, ...media.filter((codec) => !first.includes(codec))];
  return ordered.flatMap((codec) => {
    const rtx = section.codecs.find((other) => repairs(other, codec.pt));
    const kept = { ...codec, feedback: codec.feedback.filter((one) => FEEDBACK.has(one)) };
    return rtx ? [kept, { ...rtx, feedback: [] }] : [kept];
  });
}

/** Only the codec of that name, with its RTX. */
export function onlyCodec(codecs: readonly SdpCodec[], name: string): SdpCodec[] {
  const types = codecs.filter((codec) => codec.name.toLowerCase() === name).map((codec) => codec.pt);
  return codecs.filter((codec) => types.includes(codec.pt) || types.some((pt) => repairs(codec, pt)));
}

/** The same without RED: for what is not to be sent twice. */
export function withoutRed(codecs: readonly SdpCodec[]): SdpCodec[] {
  return codecs.filter((codec) => codec.name.toLowerCase() !== 'red');
}

/** The extensions of a section that we support, under the ids it gave them. */
export function acceptedExtensions(section: MediaSection): Record<string, number> {
  const ids: Record<string, number> = {};
  for (const { uri, id } of section.extensions) if (EXTENSIONS.has(uri)) ids[uri] ??= id;
  return ids;
}

/** The same codecs as the packet path knows them. */
export function toPayloads(kind: 'audio' | 'video', codecs: readonly SdpCodec[]): Payload[] {
  return codecs
    .filter((codec) => codec.name.toLowerCase() !== 'rtx')
    .map((codec) => ({
      pt: codec.pt,
      mime: `${kind}/${codec.name}`,
      clockRate: codec.clockRate,
      fmtp: codec.fmtp,
      rtxPt: codecs.find((other) => repairs(other, codec.pt))?.pt,
    }));
}

function repairs(codec: SdpCodec, pt: number): boolean {
  return codec.name.toLowerCase() === 'rtx' && new RegExp(`(?:^|;)\\s*apt=${pt}(?:;|$)`).test(codec.fmtp);
}
