import type { LocalTransport } from '../../core/transport.ts';
import type { Direction, SdpCodec } from './types.ts';

/** One stream that we send, as `a=ssrc` lines tell it. */
export interface SentStream {
  /** `a=msid`: what the client takes for the MediaStream's id … */
  stream: string;
  /** … and the track's. */
  track: string;
  ssrc: number;
  rtxSsrc?: number | undefined;
}

/** A section of a description that we write. */
export type WrittenSection =
  | { kind: 'application'; mid: string; maxMessageBytes: number }
  | {
      kind: 'audio' | 'video';
      mid: string;
      direction: Direction;
      codecs: readonly SdpCodec[];
      extensions: Readonly<Record<string, number>>;
      /** RIDs that the other side may send. */
      receiveRids: readonly string[];
      sent: SentStream | null;
    };

export interface WrittenDescription {
  transport: LocalTransport;
  /** `passive` in answers, `actpass` in offers: either way the client opens DTLS. */
  setup: 'passive' | 'actpass';
  /** Makes the client the controlling side of ICE (RFC 8445 §6.1.1) although it did not offer. */
  iceLite: boolean;
  version: number;
  extmapAllowMixed: boolean;
  sections: readonly WrittenSection[];
}

/** Writes a session description with all sections but refused ones in one bundle (RFC 9143 §7.3.3). */
export function writeSdp(description: WrittenDescription): string {
  const { sections, version, transport } = description;
  const used = sections.filter((section) => section.kind === 'application' || section.codecs.length > 0);
  const lines = [
    'v=0',
    `o=- 4611731400430051336 ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${used.map((section) => section.mid).join(' ')}`,
    ...(description.iceLite ? ['a=ice-lite'] : []),
    ...(description.extmapAllowMixed ? ['a=extmap-allow-mixed'] : []),
    'a=msid-semantic: WMS *',
  ];
  for (const section of sections) {
    lines.push(...(section.kind === 'application' ? applicationLines(section) : mediaLines(section)));
    lines.push(...transportLines(transport, description.setup, section === used[0]));
  }
  return `${lines.join('\r\n')}\r\n`;
}

function applicationLines(section: WrittenSection & { kind: 'application' }): string[] {
  return [
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=mid:${section.mid}`,
    'a=sctp-port:5000',
    `a=max-message-size:${section.maxMessageBytes}`,
  ];
}

function mediaLines(section: Exclude<WrittenSection, { kind: 'application' }>): string[] {
  const { codecs, receiveRids, sent } = section;
  // RFC 8866 §5.14 wants at least one format, even in a section without a common codec.
  const formats = codecs.length === 0 ? '0' : codecs.map((codec) => codec.pt).join(' ');
  return [
    `m=${section.kind} ${codecs.length === 0 ? 0 : 9} UDP/TLS/RTP/SAVPF ${formats}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=mid:${section.mid}`,
    `a=${section.direction}`,
    'a=rtcp-mux',
    'a=rtcp-rsize',
    ...Object.entries(section.extensions).map(([uri, id]) => `a=extmap:${id} ${uri}`),
    ...codecs.flatMap(codecLines),
    ...receiveRids.map((rid) => `a=rid:${rid} recv`),
    ...(receiveRids.length > 0 ? [`a=simulcast:recv ${receiveRids.join(';')}`] : []),
    ...(sent ? streamLines(sent) : []),
  ];
}

function codecLines(codec: SdpCodec): string[] {
  const channels = codec.channels > 1 ? `/${codec.channels}` : '';
  return [
    `a=rtpmap:${codec.pt} ${codec.name}/${codec.clockRate}${channels}`,
    ...(codec.fmtp === '' ? [] : [`a=fmtp:${codec.pt} ${codec.fmtp}`]),
    ...codec.feedback.map((feedback) => `a=rtcp-fb:${codec.pt} ${feedback}`),
  ];
}

function streamLines(sent: SentStream): string[] {
  const ssrcs = sent.rtxSsrc === undefined ? [sent.ssrc] : [sent.ssrc, sent.rtxSsrc];
  return [
    `a=msid:${sent.stream} ${sent.track}`,
    ...(sent.rtxSsrc === undefined ? [] : [`a=ssrc-group:FID ${ssrcs.join(' ')}`]),
    ...ssrcs.flatMap((ssrc) => [
      `a=ssrc:${ssrc} cname:${sent.stream}`,
      `a=ssrc:${ssrc} msid:${sent.stream} ${sent.track}`,
    ]),
  ];
}

/** Candidates once are enough in a bundle (RFC 8839 §4.1). */
function transportLines(transport: LocalTransport, setup: string, withCandidates: boolean): string[] {
  return [
    `a=setup:${setup}`,
    `a=ice-ufrag:${transport.iceUfrag}`,
    `a=ice-pwd:${transport.icePwd}`,
    `a=fingerprint:${transport.fingerprint}`,
    ...(withCandidates ? [...transport.candidates.map((candidate) => `a=${candidate}`), 'a=end-of-candidates'] : []),
  ];
}
