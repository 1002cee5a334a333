import { AddTrackRequest, SessionDescription, TrackType } from '@livekit/protocol';
import { read32 } from '../core/rtp/packet.ts';
import { parseSdp } from '../signal/sdp/parse.ts';
import type { MemoryClient, MemorySfu } from './memory-client.ts';
import type { MemoryTransport } from './memory-transport.ts';

const PAYLOADS: Record<string, number> = { opus: 111, vp8: 96, vp9: 98, av1: 45 };
const HEADER = 12;
/** A first packet of a keyframe, and one of another frame, of each codec. */
const FRAMES: Record<string, readonly [number[], number[]]> = {
  vp8: [
    [0x10, 0, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xb4, 0],
    [0x10, 1, 0, 0],
  ],
  vp9: [
    [0x0c, 0x82, 0x49],
    [0x4c, 0x86, 0],
  ],
  av1: [
    [0x18, 0x0a, 1],
    [0x10, 0x32, 1],
  ],
  opus: [
    [1, 2, 3],
    [1, 2, 3],
  ],
};

interface Section {
  mid: string;
  kind: 'audio' | 'video';
  direction: 'sendonly' | 'recvonly' | 'inactive';
  codecs: readonly string[];
  cid: string;
  ssrc: number;
  sequence: number;
}

/** A client with one PeerConnection whose packets stay in memory: it publishes, subscribes, and counts what it gets. */
export class MediaClient {
  readonly client: MemoryClient;
  readonly transport: MemoryTransport;
  readonly #sections: Section[] = [];
  /** SSRCs of what the server sends, by the track's sid. */
  readonly #ssrcs = new Map<string, number>();

  /** Joins with `audio` + `video` sections to receive in; `takes`: the video codecs it can decode. */
  constructor(
    sfu: MemorySfu,
    identity: string,
    receive: { audio: number; video: number; takes?: readonly string[]; deaf?: boolean } = { audio: 0, video: 0 },
  ) {
    for (let i = 0; i < receive.audio; i++) this.#add('audio', 'recvonly', ['opus']);
    for (let i = 0; i < receive.video; i++) this.#add('video', 'recvonly', receive.takes ?? ['vp8', 'vp9', 'av1']);
    if (receive.audio + receive.video === 0) this.#add('audio', 'recvonly', ['opus']);
    this.client = sfu.join(identity, { deaf: receive.deaf ?? false });
    this.negotiate();
    const transport = sfu.transports.made.at(-1);
    if (!transport) throw new Error('no transport was made');
    this.transport = transport;
    transport.connect();
  }

  get sid(): string {
    return this.client.last('join')?.participant?.sid ?? '';
  }

  /** Announces a track and puts it into a section of its own. Returns its sid. */
  publish(request: Partial<AddTrackRequest> & { cid: string }, codecs: readonly string[] = ['vp8']): string {
    const audio = request.type === TrackType.AUDIO;
    this.client.send({ case: 'addTrack', value: new AddTrackRequest({ type: TrackType.VIDEO, ...request }) });
    const sid = this.client.last('trackPublished')?.track?.sid ?? '';
    this.#add(audio ? 'audio' : 'video', 'sendonly', audio ? ['opus'] : codecs, request.cid);
    this.negotiate();
    return sid;
  }

  has(cid: string): boolean {
    return this.#sections.some((one) => one.cid === cid);
  }

  /** Stops the section of a track, and says so. */
  unpublish(cid: string): void {
    for (const section of this.#sections) {
      if (section.cid !== cid) continue;
      section.direction = 'inactive';
      section.cid = '';
    }
    this.negotiate();
  }

  /** Offers all sections, and learns what the answer says of them. */
  negotiate(): void {
    this.client.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: this.#offer(), id: 1 }) });
    const answer = this.client.last('answer');
    const parsed = parseSdp(answer?.sdp ?? '');
    if (!answer || !parsed.ok) return;
    for (const section of parsed.sdp.sections) {
      const sid = answer.midToTrackId[section.mid];
      const [ssrc] = section.ssrcs;
      if (sid !== undefined && ssrc !== undefined) this.#ssrcs.set(sid, ssrc);
    }
  }

  /** Sends one packet of a track, by its `cid`: a frame of its own. */
  send(cid: string, codec: string, keyframe: boolean): void {
    const section = this.#sections.find((one) => one.cid === cid);
    const payload = FRAMES[codec]?.[keyframe ? 0 : 1];
    if (!section || !payload) throw new Error(`no track ${cid} or codec ${codec}`);
    section.sequence++;
    const packet = Buffer.alloc(HEADER + payload.length);
    packet[0] = 0x80;
    packet[1] = 0x80 | (PAYLOADS[codec] ?? 0);
    packet.writeUInt16BE(section.sequence, 2);
    packet.writeUInt32BE(section.sequence * 3000, 4);
    packet.writeUInt32BE(section.ssrc, 8);
    packet.set(payload, HEADER);
    this.transport.events.emit('rtp', packet);
  }

  /** The packets of a track that came since they were counted last. */
  received(trackSid: string): Uint8Array[] {
    const ssrc = this.#ssrcs.get(trackSid);
    const { sent } = this.transport;
    const [its, rest] = [[] as Uint8Array[], [] as Uint8Array[]];
    for (const packet of sent) {
      const isRtp = packet.length >= HEADER && ((packet[1] ?? 0) & 0x7f) < 64 + 64 && !isReport(packet);
      (isRtp && read32(packet, 8) === ssrc ? its : rest).push(packet);
    }
    sent.splice(0, sent.length, ...rest);
    return its;
  }

  #add(kind: 'audio' | 'video', direction: Section['direction'], codecs: readonly string[], cid = ''): void {
    const index = this.#sections.length;
    this.#sections.push({ mid: String(index), kind, direction, codecs, cid, ssrc: 5000 + index, sequence: 100 });
  }

  #offer(): string {
    const head = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      'a=ice-ufrag:test',
      `a=ice-pwd:${'p'.repeat(24)}`,
      `a=fingerprint:sha-256 ${'0B:'.repeat(31)}0B`,
      'a=setup:actpass',
    ];
    return [...head, ...this.#sections.flatMap(describe), ''].join('\r\n');
  }
}

function isReport(packet: Uint8Array): boolean {
  const type = packet[1] ?? 0;
  return type >= 192 && type <= 223;
}

function describe({ mid, kind, direction, codecs, cid, ssrc }: Section): string[] {
  const types = codecs.map((codec) => PAYLOADS[codec] ?? 0);
  const maps = codecs.map((codec, i) => `a=rtpmap:${types[i]} ${codec}/${codec === 'opus' ? '48000/2' : '90000'}`);
  const sends = direction === 'sendonly' ? [`a=msid:- ${cid}`, `a=ssrc:${ssrc} cname:test`] : [];
  return [`m=${kind} 9 UDP/TLS/RTP/SAVPF ${types.join(' ')}`, `a=mid:${mid}`, `a=${direction}`, ...maps, ...sends];
}
