/** How the crowd names header extensions in what it offers. */
export const OFFERED = {
  level: 1,
  mid: 4,
  transportCc: 5,
  rid: 10,
} as const;
export const VIDEO = { pt: 96, rtxPt: 97 } as const;
export const AUDIO_PT = 111;
const URI = {
  level: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  mid: 'urn:ietf:params:rtp-hdrext:sdes:mid',
  rid: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  transportCc: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
} as const;

/** The server's end of a connection. */
export interface RemoteEnd {
  readonly ufrag: string;
  readonly password: string;
  /** sha-256, with colons. */
  readonly fingerprint: string;
  readonly isPassive: boolean;
  readonly host: string;
  /** 0 = not told yet. */
  readonly port: number;
  readonly hasData: boolean;
}

/** Ours. */
export interface LocalEnd {
  readonly iceUfrag: string;
  readonly icePwd: string;
  /** `sha-256 AB:…`. */
  readonly fingerprint: string;
  readonly host: string;
  readonly port: number;
}

export function readRemote(sdp: string, candidate = ''): RemoteEnd {
  const find = (pattern: RegExp): string => pattern.exec(sdp)?.[1] ?? '';
  const [, host = '', port = '0'] =
    /candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host/i.exec(`${sdp}\n${candidate}`) ?? [];
  return {
    ufrag: find(/^a=ice-ufrag:(\S+)/m),
    password: find(/^a=ice-pwd:(\S+)/m),
    fingerprint: find(/^a=fingerprint:sha-256 (\S+)/im),
    isPassive: find(/^a=setup:(\S+)/m) !== 'active',
    host,
    port: Number(port),
    hasData: /^m=application/m.test(sdp),
  };
}

/** The id of the transport-cc extension; 0 = not there. */
export function transportCcOf(sdp: string): number {
  const line = sdp.split(/\r?\n/).find((one) => one.startsWith('a=extmap:') && one.endsWith(URI.transportCc));
  return Number(/^a=extmap:(\d+)/.exec(line ?? '')?.[1] ?? 0);
}

/** Payload types whose packets may be asked for again. */
export function nackTypesOf(sdp: string): Set<number> {
  return new Set([...sdp.matchAll(/^a=rtcp-fb:(\d+) nack\s*$/gm)].map(([, pt]) => Number(pt)));
}

/** Payload types of retransmissions. */
export function rtxTypesOf(sdp: string): Set<number> {
  return new Set([...sdp.matchAll(/^a=fmtp:(\d+) apt=\d+/gm)].map(([, pt]) => Number(pt)));
}

const HEAD = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0'];

/** Servers are always passive: DTLS begins as soon as the path is known. */
function endLines({ iceUfrag, icePwd, fingerprint, host, port }: LocalEnd): string[] {
  const candidate = `a=candidate:1 1 udp 2130706431 ${host} ${port} typ host`;
  const ice = [`a=ice-ufrag:${iceUfrag}`, `a=ice-pwd:${icePwd}`, candidate, 'a=end-of-candidates'];
  return [...ice, `a=fingerprint:${fingerprint}`, 'a=setup:active'];
}

/** Takes all that is offered, as it is offered. */
export function answerTo(offer: string, local: LocalEnd): string {
  const [, ...sections] = offer.split(/^m=/m);
  const mids = sections.map((section) => /^a=mid:(\S+)/m.exec(section)?.[1] ?? '');
  const lines = [...HEAD, `a=group:BUNDLE ${mids.join(' ')}`, 'a=msid-semantic: WMS *'];
  for (const section of sections) {
    const [head = '', ...rest] = section.split(/\r?\n/);
    const kept = rest.filter((line) => /^a=(mid|rtcp-mux|rtcp-rsize|extmap:|rtpmap|fmtp|rtcp-fb|sctp-port)/.test(line));
    const isOff = /^a=inactive/m.test(section);
    lines.push(`m=${head.replace(/ \d+ /, ' 9 ')}`, 'c=IN IP4 0.0.0.0', ...endLines(local), ...kept);
    if (!head.startsWith('application')) lines.push(isOff ? 'a=inactive' : 'a=recvonly');
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** One track that is offered. */
export interface OfferedTrack {
  readonly kind: 'video' | 'audio';
  readonly id: string;
  /** One layer for each; none: one stream, of `ssrc`. */
  readonly rids: readonly string[];
  readonly ssrc: number;
  readonly rtxSsrc: number;
}

export function offerOf(tracks: readonly OfferedTrack[], local: LocalEnd, withData: boolean): string {
  const count = tracks.length + (withData ? 1 : 0);
  const mids = Array.from({ length: count }, (_, mid) => String(mid));
  const lines = [...HEAD, `a=group:BUNDLE ${mids.join(' ')}`, 'a=msid-semantic: WMS *'];
  for (const [mid, track] of tracks.entries()) {
    const pts = track.kind === 'video' ? `${VIDEO.pt} ${VIDEO.rtxPt}` : String(AUDIO_PT);
    lines.push(`m=${track.kind} 9 UDP/TLS/RTP/SAVPF ${pts}`, 'c=IN IP4 0.0.0.0', ...endLines(local));
    lines.push(`a=mid:${mid}`, 'a=sendonly', 'a=rtcp-mux', 'a=rtcp-rsize', `a=msid:stream ${track.id}`);
    lines.push(`a=extmap:${OFFERED.mid} ${URI.mid}`, `a=extmap:${OFFERED.transportCc} ${URI.transportCc}`);
    lines.push(...(track.kind === 'video' ? videoLines(track) : audioLines(track)));
  }
  if (withData) {
    lines.push('m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', ...endLines(local));
    lines.push(`a=mid:${tracks.length}`, 'a=sctp-port:5000');
  }
  return `${lines.join('\r\n')}\r\n`;
}

function videoLines({ rids, ssrc, rtxSsrc, id }: OfferedTrack): string[] {
  const { pt, rtxPt } = VIDEO;
  const feedback = ['nack', 'nack pli', 'ccm fir', 'goog-remb', 'transport-cc'].map((fb) => `a=rtcp-fb:${pt} ${fb}`);
  const lines = [`a=rtpmap:${pt} VP8/90000`, ...feedback, `a=rtpmap:${rtxPt} rtx/90000`, `a=fmtp:${rtxPt} apt=${pt}`];
  if (rids.length > 0)
    return [
      ...lines,
      `a=extmap:${OFFERED.rid} ${URI.rid}`,
      ...rids.map((rid) => `a=rid:${rid} send`),
      `a=simulcast:send ${rids.join(';')}`,
    ];
  const names = [ssrc, rtxSsrc].flatMap((one) => [`a=ssrc:${one} cname:crowd`, `a=ssrc:${one} msid:stream ${id}`]);
  return [...lines, `a=ssrc-group:FID ${ssrc} ${rtxSsrc}`, ...names];
}

function audioLines({ ssrc, id }: OfferedTrack): string[] {
  return [
    `a=rtpmap:${AUDIO_PT} opus/48000/2`,
    `a=fmtp:${AUDIO_PT} minptime=10;useinbandfec=1`,
    `a=rtcp-fb:${AUDIO_PT} transport-cc`,
    `a=extmap:${OFFERED.level} ${URI.level}`,
    `a=ssrc:${ssrc} cname:crowd`,
    `a=ssrc:${ssrc} msid:stream ${id}`,
  ];
}
