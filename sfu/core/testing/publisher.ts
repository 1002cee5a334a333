import type { ExtensionIds, Payload, ReceiveSection } from '../media/sections.ts';
import { parseRtcp } from '../rtcp/parse.ts';
import { writeSenderReport } from '../rtcp/writer.ts';
import { EXTENSION } from '../rtp/extensions.ts';
import { isRtcp, write16 } from '../rtp/packet.ts';
import { RtpWriter } from '../rtp/writer.ts';

export const EXTENSIONS: ExtensionIds = {
  [EXTENSION.mid]: 1,
  [EXTENSION.rid]: 2,
  [EXTENSION.repairedRid]: 3,
  [EXTENSION.transportCc]: 4,
  [EXTENSION.audioLevel]: 5,
};
export const VP8: Payload = { pt: 96, mime: 'video/VP8', clockRate: 90_000, fmtp: '', rtxPt: 97 };
export const OPUS: Payload = { pt: 111, mime: 'audio/opus', clockRate: 48_000, fmtp: 'minptime=10' };

export function videoSection(
  rids: readonly string[] = ['f', 'h', 'q'],
  trackId = 'TR_video',
  mid = '0',
): ReceiveSection {
  return { trackId, mid, kind: 'video', payloads: [VP8], extensions: EXTENSIONS, ssrcs: [], rids };
}

export function audioSection(ssrc: number, trackId = 'TR_audio', mid = '1'): ReceiveSection {
  return { trackId, mid, kind: 'audio', payloads: [OPUS], extensions: EXTENSIONS, ssrcs: [{ ssrc }], rids: [] };
}

const SOUND = new Uint8Array(80);

/** How many packets a frame has, and how large their payloads are. */
export interface FrameSize {
  readonly packets: number;
  readonly bytes: number;
}

interface Stream {
  readonly rid: string;
  readonly ssrc: number;
  readonly rtxSsrc: number;
  sequence: number;
  rtxSequence: number;
  /** RTP timestamp at time 0 of the simulation. */
  readonly timestampBase: number;
  pictureId: number;
  tl0PicIdx: number;
  keyIdx: number;
  frames: number;
  keyframeAsked: boolean;
  on: boolean;
  readonly sent: Map<number, { readonly bytes: Uint8Array; readonly timestamp: number; readonly marker: boolean }>;
  packets: number;
  bytes: number;
  plis: number[];
}

/** A fake browser that publishes VP8 simulcast: RIDs and MIDs on all packets, RTX on NACK, keyframes on PLI. */
export class FakePublisher {
  readonly streams: readonly Stream[];
  readonly nacked: number[] = [];
  readonly feedback: Uint8Array[] = [];
  readonly #send: (bytes: Uint8Array) => void;
  readonly #writer = new RtpWriter();
  readonly #mid: string;
  readonly #frames: readonly FrameSize[];
  readonly #sound = new RtpWriter();
  #soundSequence = 65_500;
  #transport = 65_500;

  /** `frames` says how large the frames of each layer are. */
  constructor(
    rids: readonly string[],
    random: () => number,
    send: (bytes: Uint8Array) => void,
    mid = '0',
    frames: readonly FrameSize[] = [1, 3, 5].map((packets) => ({ packets, bytes: 300 })),
  ) {
    this.#send = send;
    this.#mid = mid;
    this.#frames = frames;
    this.streams = rids.map((rid, i) => ({
      rid,
      ssrc: 1000 + i,
      rtxSsrc: 2000 + i,
      sequence: 65_400 + i * 7,
      rtxSequence: random() & 0xffff,
      timestampBase: random(),
      pictureId: 32_700 + i,
      tl0PicIdx: random() & 0xff,
      keyIdx: random() & 0x1f,
      frames: 0,
      keyframeAsked: true,
      on: true,
      sent: new Map(),
      packets: 0,
      bytes: 0,
      plis: [],
    }));
  }

  stream(rid: string): Stream {
    const stream = this.streams.find((candidate) => candidate.rid === rid);
    if (!stream) throw new Error(`no stream ${rid}`);
    return stream;
  }

  /** One frame on each stream that is on. */
  frame(nowMs: number): void {
    for (const [i, stream] of this.streams.entries()) {
      const size = this.#frames[i];
      if (stream.on && size) this.#frame(stream, size, nowMs);
    }
  }

  /** A packet of 20 ms of sound. */
  sound(ssrc: number, nowMs: number): void {
    this.#soundSequence = (this.#soundSequence + 1) & 0xffff;
    this.#sound.begin(OPUS.pt, false, this.#soundSequence, Math.round((nowMs % 1e9) * 48) >>> 0, ssrc);
    this.#sound.endHeader();
    this.#sound.payload(SOUND, 0, SOUND.length);
    this.#send(this.#sound.bytes);
  }

  #frame(stream: Stream, { packets, bytes }: FrameSize, nowMs: number): void {
    const keyframe = stream.keyframeAsked;
    stream.keyframeAsked = false;
    stream.pictureId = (stream.pictureId + 1) & 0x7fff;
    // Two temporal layers: even frames are base.
    const temporalId = keyframe || stream.frames % 2 === 0 ? 0 : 1;
    if (keyframe) stream.frames = 0;
    stream.frames++;
    if (temporalId === 0) stream.tl0PicIdx = (stream.tl0PicIdx + 1) & 0xff;
    if (keyframe) stream.keyIdx = (stream.keyIdx + 1) & 0x1f;
    const timestamp = this.timestamp(stream, nowMs);
    for (let i = 0; i < packets; i++) {
      const payload = vp8Payload(stream, temporalId, keyframe, i === 0, bytes);
      this.#packet(stream, payload, timestamp, i === packets - 1);
    }
  }

  timestamp(stream: Stream, nowMs: number): number {
    return (stream.timestampBase + Math.round((nowMs % 1e9) * 90)) >>> 0;
  }

  #packet(stream: Stream, payload: Uint8Array, timestamp: number, marker: boolean): void {
    stream.sequence = (stream.sequence + 1) & 0xffff;
    stream.sent.set(stream.sequence, { bytes: payload, timestamp, marker });
    stream.packets++;
    stream.bytes += payload.length;
    this.#writer.begin(96, marker, stream.sequence, timestamp, stream.ssrc);
    this.#extensions(stream, 2);
    this.#writer.endHeader();
    this.#writer.payload(payload, 0, payload.length);
    this.#send(this.#writer.bytes);
  }

  #extensions(stream: Stream, ridId: number): void {
    const text = new TextEncoder();
    this.#writer.extension(1, text.encode(this.#mid), 0, this.#mid.length);
    this.#writer.extension(ridId, text.encode(stream.rid), 0, stream.rid.length);
    const value = new Uint8Array(2);
    this.#transport = (this.#transport + 1) & 0xffff;
    write16(value, 0, this.#transport);
    this.#writer.extension(4, value, 0, 2);
  }

  /** A packet of padding only, as used for probing without RTX. */
  padding(rid: string, nowMs: number): void {
    const stream = this.stream(rid);
    stream.sequence = (stream.sequence + 1) & 0xffff;
    this.#writer.begin(96, false, stream.sequence, this.timestamp(stream, nowMs), stream.ssrc);
    this.#writer.endHeader();
    this.#writer.payload(new Uint8Array([0, 0, 0, 4]), 0, 4);
    const bytes = this.#writer.bytes.slice();
    bytes[0] = (bytes[0] ?? 0) | 0x20;
    this.#send(bytes);
  }

  senderReport(rid: string, nowMs: number, clientClockMs: number): void {
    const stream = this.stream(rid);
    const timestamp = this.timestamp(stream, nowMs);
    this.#send(
      writeSenderReport({
        ssrc: stream.ssrc,
        ntpMs: clientClockMs,
        timestamp,
        packets: stream.packets,
        bytes: stream.bytes,
      }),
    );
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    if (!isRtcp(bytes)) return;
    for (const packet of parseRtcp(bytes)) {
      if (packet.type === 'transport-cc') this.feedback.push(bytes.slice());
      if (packet.type !== 'pli' && packet.type !== 'nack') continue;
      const stream = this.streams.find((candidate) => candidate.ssrc === packet.ssrc);
      if (!stream) continue;
      if (packet.type === 'pli') {
        stream.plis.push(nowMs);
        stream.keyframeAsked = true;
      } else for (const sequence of packet.lost) this.#resend(stream, sequence);
    }
  }

  #resend(stream: Stream, sequence: number): void {
    this.nacked.push(sequence);
    const sent = stream.sent.get(sequence);
    if (!sent) return;
    stream.rtxSequence = (stream.rtxSequence + 1) & 0xffff;
    this.#writer.begin(97, sent.marker, stream.rtxSequence, sent.timestamp, stream.rtxSsrc);
    this.#extensions(stream, 3);
    this.#writer.endHeader();
    this.#writer.original(sequence);
    this.#writer.payload(sent.bytes, 0, sent.bytes.length);
    this.#send(this.#writer.bytes);
  }
}

/** Descriptor with 15-bit picture id, TL0PICIDX, TID, KEYIDX; then a frame header byte, the layer's SSRC and a filler. */
function vp8Payload(stream: Stream, temporalId: number, keyframe: boolean, first: boolean, bytes: number): Uint8Array {
  const payload = new Uint8Array(bytes);
  payload[0] = 0x80 | (first ? 0x10 : 0);
  payload[1] = 0xf0;
  write16(payload, 2, 0x8000 | stream.pictureId);
  payload[4] = stream.tl0PicIdx;
  payload[5] = (temporalId << 6) | 0x20 | stream.keyIdx;
  payload[6] = keyframe ? 0 : 1;
  write16(payload, 8, stream.ssrc);
  return payload;
}
