import { parseRtcp } from '../../core/rtcp/parse.ts';
import { compound, writeSdes, writeSenderReport } from '../../core/rtcp/writer.ts';
import type { MediaEnd } from './media-end.ts';
import { AUDIO_PT, OFFERED, type OfferedTrack, VIDEO } from './sdp.ts';

/** Packets of each frame of a layer, and how large they are. */
export interface LayerPlan {
  readonly rid: string;
  readonly packetsPerFrame: number;
  readonly packetBytes: number;
  /** VP8 frames in base64, again and again, that a browser can show; the first is a key frame. Else nobody can show what is sent. */
  readonly clip?: readonly string[];
}

export interface TrackPlan {
  readonly kind: 'video' | 'audio';
  /** Between two frames at speed 1. */
  readonly frameMs: number;
  /** More than one: simulcast. */
  readonly layers: readonly LayerPlan[];
}

const FRAMES_PER_KEY_FRAME = 60;
const HISTORY = 512;
const REPORT_EVERY_MS = 1000;
/** RTP header with MID, transport-cc, level or RID and no more padding than needed: LiveKit relies on that. */
const HEAD_BYTES = 24;
/** VP8 payload descriptor with a picture id of 15 bits, TL0PICIDX and TID, as browsers write it (RFC 7741 §4.2). */
const DESCRIPTOR_BYTES = 6;
/** Start code and size of a VP8 key frame (RFC 6386 §9.1), 1280×720. */
const KEY_FRAME = Buffer.from('9d012a0005d002', 'hex');
/** What a packet of a clip holds of its frame at most. */
const CLIP_BYTES = 1100;
/** At the end of each payload that is no clip's: when it was sent, Unix milliseconds as a double. */
export const STAMP_BYTES = 8;

let ssrcs = 0x10_0000;

/** One stream of RTP. */
class Layer {
  readonly ssrc = ++ssrcs;
  readonly rtxSsrc = ++ssrcs;
  readonly plan: LayerPlan;
  readonly #kind: 'video' | 'audio';
  readonly #packet: Buffer;
  readonly #clip: readonly Buffer[];
  readonly #history: (Buffer | undefined)[] = Array.from({ length: HISTORY });
  #sequence = 1000;
  #rtxSequence = 1000;
  timestamp = 0;
  packets = 0;
  #picture = 0;

  constructor(kind: 'video' | 'audio', plan: LayerPlan, mid: number) {
    this.#kind = kind;
    this.plan = plan;
    this.#clip = (plan.clip ?? []).map((frame) => Buffer.from(frame, 'base64'));
    const bytes = this.#clip.length > 0 ? HEAD_BYTES + DESCRIPTOR_BYTES + CLIP_BYTES : plan.packetBytes;
    const packet = Buffer.alloc(Math.max(bytes, HEAD_BYTES + DESCRIPTOR_BYTES + 24), 0x5a);
    packet.fill(0, 0, HEAD_BYTES);
    packet[0] = 0x90;
    packet.writeUInt32BE(this.ssrc, 8);
    packet.writeUInt32BE(0xbede_0002, 12);
    packet[16] = OFFERED.mid << 4;
    packet[17] = 0x30 + mid;
    packet[18] = (OFFERED.transportCc << 4) | 1;
    const more = kind === 'audio' ? OFFERED.level : plan.rid === '' ? 0 : OFFERED.rid;
    packet[21] = more << 4;
    packet[22] = kind === 'audio' ? 0x80 | 20 : plan.rid.charCodeAt(0);
    this.#packet = packet;
  }

  /** How many packets the frame takes that is the `sinceKey`th after a key frame. */
  packetsOf(sinceKey: number): number {
    const frame = this.#clip[sinceKey];
    return frame === undefined ? this.plan.packetsPerFrame : Math.ceil(frame.length / CLIP_BYTES);
  }

  /** Composes the next packet; valid until the next call. */
  next(place: number, frame: number, sinceKey: number, transportSequence: number): Buffer {
    const packet = this.#packetFor(place, sinceKey);
    const isLast = place + 1 === this.packetsOf(sinceKey);
    const pt = this.#kind === 'audio' ? AUDIO_PT : VIDEO.pt;
    packet[1] = pt | (isLast && this.#kind === 'video' ? 0x80 : 0);
    packet.writeUInt16BE(this.#sequence & 0xffff, 2);
    packet.writeUInt32BE(this.timestamp >>> 0, 4);
    packet.writeUInt16BE(transportSequence & 0xffff, 19);
    if (this.#kind === 'video') this.#describe(place, frame);
    if (this.#clip.length === 0) this.#pretend(place, sinceKey === 0);
    if (this.#kind === 'video') this.#history[this.#sequence % HISTORY] = Buffer.from(packet);
    this.#sequence++;
    this.packets++;
    return packet;
  }

  /** The packet once more, as RTX; undefined when it is forgotten. */
  again(sequence: number, transportSequence: number): Buffer | undefined {
    const kept = this.#history[sequence % HISTORY];
    if (kept?.readUInt16BE(2) !== sequence) return undefined;
    const rtx = Buffer.concat([kept.subarray(0, HEAD_BYTES), Buffer.alloc(2), kept.subarray(HEAD_BYTES)]);
    rtx[1] = VIDEO.rtxPt | (rtx.readUInt8(1) & 0x80);
    rtx.writeUInt16BE(this.#rtxSequence++ & 0xffff, 2);
    rtx.writeUInt32BE(this.rtxSsrc, 8);
    rtx.writeUInt16BE(transportSequence & 0xffff, 19);
    rtx.writeUInt16BE(sequence, HEAD_BYTES);
    return rtx;
  }

  /** With what a clip shows. */
  #packetFor(place: number, sinceKey: number): Buffer {
    const frame = this.#clip[sinceKey];
    if (frame === undefined) return this.#packet;
    const head = HEAD_BYTES + DESCRIPTOR_BYTES;
    const part = frame.subarray(place * CLIP_BYTES, (place + 1) * CLIP_BYTES);
    part.copy(this.#packet, head);
    return this.#packet.subarray(0, head + part.length);
  }

  #describe(place: number, frame: number): void {
    const packet = this.#packet;
    this.#picture = frame & 0x7fff;
    packet[HEAD_BYTES] = place === 0 ? 0x90 : 0x80;
    packet[HEAD_BYTES + 1] = 0xe0;
    packet.writeUInt16BE(0x8000 | this.#picture, HEAD_BYTES + 2);
    packet[HEAD_BYTES + 4] = frame & 0xff;
    packet[HEAD_BYTES + 5] = 0x20;
  }

  /** What servers look at, and when it was sent. */
  #pretend(place: number, isKey: boolean): void {
    const packet = this.#packet;
    if (this.#kind === 'video') {
      // VP8 payload header: the lowest bit is 0 in key frames.
      packet[HEAD_BYTES + DESCRIPTOR_BYTES] = place === 0 && isKey ? 0x10 : 0x11;
      KEY_FRAME.copy(packet, HEAD_BYTES + DESCRIPTOR_BYTES + 3);
    }
    packet.writeDoubleLE(preciseNow(), packet.length - STAMP_BYTES);
  }
}

/** A camera or microphone. Frames leave in one go, as libwebrtc's pacer lets them. */
export class Outgoing {
  readonly offered: OfferedTrack;
  readonly layers: readonly Layer[];
  readonly #plan: TrackPlan;
  readonly #end: MediaEnd;
  readonly #transport: { sequence: number };
  #dueAt = Number.POSITIVE_INFINITY;
  #frame = 0;
  #sinceKey = 0;
  #wantsKey = true;
  readonly #keyEvery: number;
  #reportAt = 0;

  constructor(plan: TrackPlan, id: string, mid: number, end: MediaEnd, transport: { sequence: number }) {
    this.#plan = plan;
    this.#end = end;
    this.#transport = transport;
    this.#keyEvery = plan.layers[0]?.clip?.length ?? FRAMES_PER_KEY_FRAME;
    this.layers = plan.layers.map((layer) => new Layer(plan.kind, layer, mid));
    const rids = plan.layers.length > 1 ? plan.layers.map(({ rid }) => rid) : [];
    const [{ ssrc, rtxSsrc } = { ssrc: 0, rtxSsrc: 0 }] = this.layers;
    this.offered = { kind: plan.kind, id, rids, ssrc, rtxSsrc };
  }

  /** The first frame leaves then. */
  begin(atMs: number): void {
    this.#dueAt = atMs;
  }

  /** Sends what is due. Returns how many packets of the highest layer that were. */
  tick(nowMs: number, speed: number): number {
    let sent = 0;
    const { frameMs } = this.#plan;
    // Who was held up for long does not catch up with a flood.
    if (nowMs - this.#dueAt > 500) this.#dueAt = nowMs;
    for (; this.#dueAt <= nowMs; this.#dueAt += frameMs / speed) sent += this.#sendFrame(frameMs / speed);
    if (nowMs >= this.#reportAt) this.#report(nowMs);
    return sent;
  }

  /** What the server asks for. */
  take(rtcp: Uint8Array): void {
    for (const packet of parseRtcp(rtcp)) {
      if (packet.type === 'pli' || packet.type === 'fir') this.#wantsKey = true;
      if (packet.type !== 'nack') continue;
      const layer = this.layers.find(({ ssrc }) => ssrc === packet.ssrc);
      for (const sequence of packet.lost) {
        const again = layer?.again(sequence, this.#transport.sequence);
        if (!again) continue;
        this.#transport.sequence++;
        this.#end.sendMedia(again);
      }
    }
  }

  #sendFrame(durationMs: number): number {
    if (this.#wantsKey || this.#sinceKey === this.#keyEvery) this.#sinceKey = 0;
    this.#wantsKey = false;
    let ofHighest = 0;
    for (const layer of this.layers) {
      layer.timestamp += Math.round(durationMs * (this.#plan.kind === 'audio' ? 48 : 90));
      const count = layer.packetsOf(this.#sinceKey);
      for (ofHighest = 0; ofHighest < count; ofHighest++)
        this.#end.sendMedia(layer.next(ofHighest, this.#frame, this.#sinceKey, this.#transport.sequence++));
    }
    this.#frame++;
    this.#sinceKey++;
    return ofHighest;
  }

  #report(nowMs: number): void {
    this.#reportAt = nowMs + REPORT_EVERY_MS;
    for (const { ssrc, timestamp, packets, plan } of this.layers) {
      const bytes = packets * plan.packetBytes;
      const report = writeSenderReport({ ssrc, ntpMs: nowMs, timestamp: timestamp >>> 0, packets, bytes });
      this.#end.sendMedia(compound([report, writeSdes(ssrc, 'crowd')]));
    }
  }
}

/** Unix milliseconds with fractions. The kernel's clock may be a little off against it: see {@link clockErrorMs}. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now() + clock.errorMs;
}

const clock = { errorMs: 0 };

/** Brings {@link preciseNow} to the system's clock, which ticks in milliseconds here, to some microseconds. */
export function setClock(): void {
  const errors: number[] = [];
  for (let i = 0; i < 20; i++) {
    const before = Date.now();
    while (Date.now() === before);
    errors.push(Date.now() - performance.timeOrigin - performance.now());
  }
  clock.errorMs = Math.max(...errors);
}
