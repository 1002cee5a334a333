import type { Direction, MediaSection, SdpCodec, SdpTransport, SessionDescription } from './types.ts';

/** More than any client needs; keeps the work for hostile input small. */
const MAX_SDP_LENGTH = 1024 * 1024;
const MAX_SECTIONS = 1024;
const MAX_ITEMS = 512;
/** RFC 8851 §10. */
const RID = /^[A-Za-z0-9_-]{1,16}$/;
const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`{|}~]{1,64}$/;

/** Why a description was refused, in words for the client's log. */
export type SdpResult = { ok: true; sdp: SessionDescription } | { ok: false; reason: string };

/** Reads a session description. Unknown lines are skipped, malformed known ones too; only what nobody can use is refused. */
export function parseSdp(text: string): SdpResult {
  if (text.length > MAX_SDP_LENGTH) return { ok: false, reason: 'the session description is too long' };
  if (!text.startsWith('v=0')) return { ok: false, reason: 'not a session description' };
  const sdp: SessionDescription = { sections: [], transport: {}, extmapAllowMixed: false };
  let reader: SectionReader | null = null;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.startsWith('m=')) {
      reader?.close();
      if (sdp.sections.length === MAX_SECTIONS) return { ok: false, reason: 'too many media sections' };
      reader = SectionReader.open(line.slice(2));
      if (!reader) return { ok: false, reason: 'a media line cannot be read' };
      sdp.sections.push(reader.section);
    } else if (line.startsWith('a=')) {
      const colon = line.indexOf(':');
      const name = colon < 0 ? line.slice(2) : line.slice(2, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).trim();
      if (name === 'extmap-allow-mixed') sdp.extmapAllowMixed = true;
      else if (reader) reader.read(name, value);
      else readTransport(sdp.transport, name, value);
    }
  }
  reader?.close();
  return finish(sdp);
}

function finish(sdp: SessionDescription): SdpResult {
  const mids = new Set<string>();
  for (const section of sdp.sections) {
    if (section.mid === '') return { ok: false, reason: 'a media section has no mid' };
    if (mids.has(section.mid)) return { ok: false, reason: 'two media sections have the same mid' };
    mids.add(section.mid);
  }
  return { ok: true, sdp };
}

function readTransport(transport: Partial<SdpTransport>, name: string, value: string): void {
  if (name === 'ice-ufrag') transport.iceUfrag = value;
  else if (name === 'ice-pwd') transport.icePwd = value;
  else if (name === 'setup') transport.setup = value;
  else if (name === 'fingerprint') {
    const strongest = /^sha-/i.test(value) && !/^sha-1 /i.test(value);
    if (strongest || transport.fingerprint === undefined) transport.fingerprint = normalFingerprint(value);
  }
}

/** RFC 8122 §5: the hash's name in lower case, its bytes in upper case. */
function normalFingerprint(value: string): string {
  const [hash = '', bytes = ''] = value.split(/\s+/);
  return `${hash.toLowerCase()} ${bytes.toUpperCase()}`;
}

/** Collects the lines of one section. What belongs to a payload type may come before its `rtpmap` (Firefox sorts so). */
class SectionReader {
  readonly section: MediaSection;
  readonly #order: number[];
  readonly #codecs = new Map<number, SdpCodec>();
  readonly #fmtp = new Map<number, string>();
  readonly #feedback: { pt: number | null; value: string }[] = [];

  private constructor(section: MediaSection, order: number[]) {
    this.section = section;
    this.#order = order;
  }

  /** `audio 9 UDP/TLS/RTP/SAVPF 111 63`. */
  static open(line: string): SectionReader | null {
    const [kind, port, protocol, ...formats] = line.trim().split(/\s+/);
    if ((kind !== 'audio' && kind !== 'video' && kind !== 'application') || !port || !protocol) return null;
    if (formats.length > MAX_ITEMS) return null;
    const order = formats.map(Number).filter((pt) => Number.isInteger(pt) && pt >= 0 && pt <= 127);
    const section: MediaSection = {
      kind,
      mid: '',
      rejected: Number.parseInt(port, 10) === 0,
      direction: 'sendrecv',
      codecs: [],
      extensions: [],
      ssrcs: [],
      ssrcGroups: [],
      sendRids: [],
      msid: null,
      transport: {},
    };
    return new SectionReader(section, order);
  }

  read(name: string, value: string): void {
    const { section } = this;
    if (name === 'mid') section.mid = TOKEN.test(value) ? value : '';
    else if (name === 'bundle-only') section.rejected = false;
    else if (isDirection(name)) section.direction = name;
    else if (name === 'rtpmap') this.#readRtpmap(value);
    else if (name === 'fmtp') this.#readFmtp(value);
    else if (name === 'rtcp-fb') this.#readFeedback(value);
    else if (name === 'extmap') this.#readExtmap(value);
    else if (name === 'ssrc') this.#readSsrc(value);
    else if (name === 'ssrc-group') this.#readSsrcGroup(value);
    else if (name === 'simulcast') this.#readSimulcast(value);
    else if (name === 'msid') section.msid = readMsid(value);
    else readTransport(section.transport, name, value);
  }

  close(): void {
    for (const pt of this.#order) {
      const codec = this.#codecs.get(pt);
      if (!codec || this.section.codecs.includes(codec)) continue;
      codec.fmtp = this.#fmtp.get(pt) ?? '';
      codec.feedback = this.#feedback.filter((one) => one.pt === null || one.pt === pt).map((one) => one.value);
      this.section.codecs.push(codec);
    }
  }

  #readRtpmap(value: string): void {
    const match = /^(\d{1,3}) ([A-Za-z0-9_.-]{1,32})\/(\d{1,8})(?:\/(\d{1,2}))?$/.exec(value);
    const pt = Number(match?.[1]);
    const clockRate = Number(match?.[3]);
    if (!match || clockRate === 0 || this.#codecs.has(pt)) return;
    const channels = Number(match[4] ?? 1);
    this.#codecs.set(pt, { pt, name: match[2] ?? '', clockRate, channels, fmtp: '', feedback: [] });
  }

  #readFmtp(value: string): void {
    const match = /^(\d{1,3}) (.{1,1000})$/.exec(value);
    if (match && this.#fmtp.size < MAX_ITEMS) this.#fmtp.set(Number(match[1]), match[2] ?? '');
  }

  #readFeedback(value: string): void {
    const match = /^(\d{1,3}|\*) ([a-z0-9 -]{1,64})$/.exec(value);
    if (!match || this.#feedback.length === MAX_ITEMS) return;
    this.#feedback.push({ pt: match[1] === '*' ? null : Number(match[1]), value: match[2] ?? '' });
  }

  #readExtmap(value: string): void {
    const match = /^(\d{1,5})(?:\/[a-z]+)? (\S{1,256})/.exec(value);
    const id = Number(match?.[1]);
    if (!match || id < 1 || id > 255 || this.section.extensions.length === MAX_ITEMS) return;
    this.section.extensions.push({ id, uri: match[2] ?? '' });
  }

  #readSsrc(value: string): void {
    const match = /^(\d{1,10})(?: |$)(?:msid:(\S+ \S+))?/.exec(value);
    const ssrc = Number(match?.[1]);
    if (!match || ssrc > 0xffffffff || this.section.ssrcs.length === MAX_ITEMS) return;
    if (!this.section.ssrcs.includes(ssrc)) this.section.ssrcs.push(ssrc);
    if (match[2] && !this.section.msid) this.section.msid = readMsid(match[2]);
  }

  #readSsrcGroup(value: string): void {
    const [semantics = '', ...rest] = value.split(/\s+/);
    const ssrcs = rest.map(Number).filter((ssrc) => Number.isInteger(ssrc) && ssrc >= 0 && ssrc <= 0xffffffff);
    if (this.section.ssrcGroups.length < MAX_ITEMS && ssrcs.length <= MAX_ITEMS) {
      this.section.ssrcGroups.push({ semantics, ssrcs });
    }
  }

  /** RFC 8853 §5.1. Alternatives (`a,b`) count by their first; a paused one (`~a`) is still ours to receive. */
  #readSimulcast(value: string): void {
    const list = /(?:^|\s)send (\S+)/.exec(value)?.[1];
    if (!list) return;
    const rids = list.split(';', 16).map((alternatives) => (alternatives.split(',')[0] ?? '').replace(/^~/, ''));
    this.section.sendRids = rids.filter((rid, index) => RID.test(rid) && rids.indexOf(rid) === index);
  }
}

function isDirection(name: string): name is Direction {
  return name === 'sendrecv' || name === 'sendonly' || name === 'recvonly' || name === 'inactive';
}

function readMsid(value: string): MediaSection['msid'] {
  const [stream = '', track = ''] = value.split(/\s+/);
  return stream.length > 256 || track.length > 256 ? null : { stream, track };
}
