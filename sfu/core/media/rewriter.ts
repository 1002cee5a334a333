import { setFrameNumber } from '../rtp/av1.ts';
import { DESCRIPTOR_BITS, type FrameShift, shiftFrame } from '../rtp/codec.ts';
import { absSendTime } from '../rtp/extensions.ts';
import type { FrameInfo } from '../rtp/frame.ts';
import { type RtpPacket, write16, write24 } from '../rtp/packet.ts';
import { setRedTypes } from '../rtp/red.ts';
import type { Link } from './link.ts';
import { mapExtensions, matchPayload, ownExtensions } from './payload-map.ts';
import type { Payload, SendSection } from './sections.ts';
import type { UpTrack } from './up-track.ts';

/** The fields of an outgoing packet that differ from the publisher's. */
export interface Outgoing {
  sequence: number;
  timestamp: number;
  pictureShift: number;
  tl0Shift: number;
  keyIdxShift: number;
  /** Ends its picture. */
  marker: boolean;
  /** What a dependency descriptor is to say of active decode targets; −1 = as the publisher wrote it. */
  activeTargets: number;
}

/** Room for values of the packet that is being composed: nothing stays in it. */
const transportValue = new Uint8Array(2);
const timeValue = new Uint8Array(3);
const descriptorValue = new Uint8Array(264);
const frameShift: FrameShift = { pictureId: 0, tl0PicIdx: 0, keyIdx: 0 };

/** Writes a publisher's packets as one subscriber negotiated them: payload type, SSRC, extensions, descriptors. */
export class Rewriter {
  readonly #link: Link;
  readonly #up: UpTrack;
  #section: SendSection;
  #mid: Uint8Array;
  #extensions: Uint8Array;
  #own: ReturnType<typeof ownExtensions>;
  /** Publisher's payload type → subscriber's payload; null = it has none. */
  readonly #payloads = new Map<number, Payload | null>();
  /** What was asked for last: mostly the same. */
  #latestPt = -1;
  #latest: Payload | null = null;
  #red: Payload | undefined;
  #plainPt = 0;
  /** The MID is sent until the receiver has shown, by a report, that it knows the stream. */
  midNeeded = true;

  constructor(up: UpTrack, section: SendSection, link: Link) {
    this.#up = up;
    this.#link = link;
    this.#section = section;
    this.#mid = asciiBytes(section.mid);
    this.#extensions = mapExtensions(up.extensions, section.extensions);
    this.#own = ownExtensions(section.extensions);
    this.#noteRed();
  }

  /** RED holds packets of another payload type, which the subscriber numbers in its own way. */
  #noteRed(): void {
    const find = (mime: string) => this.#section.payloads.find((payload) => payload.mime.toLowerCase() === mime);
    this.#red = find('audio/red');
    this.#plainPt = find('audio/opus')?.pt ?? 0;
  }

  get section(): SendSection {
    return this.#section;
  }

  setSection(section: SendSection): void {
    this.#section = section;
    this.#mid = asciiBytes(section.mid);
    this.midNeeded = true;
    this.remap();
  }

  /** After either side negotiated again. */
  remap(): void {
    this.#extensions = mapExtensions(this.#up.extensions, this.#section.extensions);
    this.#own = ownExtensions(this.#section.extensions);
    this.#payloads.clear();
    this.#latestPt = -1;
    this.#noteRed();
  }

  /** The subscriber's payload for the publisher's type `pt`. */
  payload(pt: number): Payload | null {
    if (pt === this.#latestPt) return this.#latest;
    let payload = this.#payloads.get(pt);
    if (payload === undefined) {
      const source = this.#up.payloads.find((candidate) => candidate.pt === pt);
      payload = (source && matchPayload(source, this.#section.payloads)) ?? null;
      this.#payloads.set(pt, payload);
    }
    this.#latestPt = pt;
    this.#latest = payload;
    return payload;
  }

  /** Sends a packet for the first time. */
  send(packet: RtpPacket, payload: Payload, frame: FrameInfo, out: Outgoing, nowMs: number): void {
    const { writer } = this.#link;
    writer.begin(payload.pt, out.marker, out.sequence, out.timestamp, this.#section.ssrc);
    const transport = this.#addExtensions(packet, frame, out, this.midNeeded, nowMs);
    writer.endHeader();
    writer.payload(packet.payload);
    if (payload === this.#red) setRedTypes(writer.buffer, writer.payloadStart, writer.length, this.#plainPt);
    this.#shiftFrame(frame, out, writer.payloadStart);
    this.#link.sendRtp(transport, nowMs);
  }

  /** Whether packets with this payload go out again as RTX, else as they were. */
  hasRtx(payload: Payload): boolean {
    return payload.rtxPt !== undefined && this.#section.rtxSsrc !== undefined;
  }

  /** Sends a packet again. `rtxSequence` counts for RTX only. */
  resend(
    packet: RtpPacket,
    payload: Payload,
    frame: FrameInfo,
    out: Outgoing,
    rtxSequence: number,
    nowMs: number,
  ): void {
    const { writer } = this.#link;
    const { ssrc, rtxSsrc } = this.#section;
    const rtx = this.hasRtx(payload);
    if (rtx) writer.begin(payload.rtxPt ?? 0, out.marker, rtxSequence, out.timestamp, rtxSsrc ?? 0);
    else writer.begin(payload.pt, out.marker, out.sequence, out.timestamp, ssrc);
    const transport = this.#addExtensions(packet, frame, out, true, nowMs);
    writer.endHeader();
    if (rtx) writer.original(out.sequence);
    writer.payload(packet.payload);
    const start = writer.payloadStart + (rtx ? 2 : 0);
    if (payload === this.#red) setRedTypes(writer.buffer, start, writer.length, this.#plainPt);
    this.#shiftFrame(frame, out, start);
    this.#link.sendRtp(transport, nowMs);
  }

  /** Sends an empty packet in place of one that was missing and turned out to be left out. */
  fill(payload: Payload, out: Outgoing, nowMs: number): void {
    const { writer } = this.#link;
    writer.begin(payload.pt, false, out.sequence, out.timestamp, this.#section.ssrc);
    const transport = this.#addOwn(this.midNeeded, nowMs);
    writer.endHeader();
    writer.padding();
    this.#link.sendRtp(transport, nowMs);
  }

  /** Sends an empty packet again, `rtxSequence` as with `resend`. */
  refill(payload: Payload, out: Outgoing, rtxSequence: number, nowMs: number): void {
    if (!this.hasRtx(payload)) {
      this.fill(payload, out, nowMs);
      return;
    }
    const { writer } = this.#link;
    writer.begin(payload.rtxPt ?? 0, false, rtxSequence, out.timestamp, this.#section.rtxSsrc ?? 0);
    const transport = this.#addOwn(true, nowMs);
    writer.endHeader();
    writer.original(out.sequence);
    this.#link.sendRtp(transport, nowMs);
  }

  /** Sends an RTX packet of padding only. Returns its size. */
  pad(payload: Payload, rtxSequence: number, timestamp: number, nowMs: number): number {
    const { writer } = this.#link;
    writer.begin(payload.rtxPt ?? 0, false, rtxSequence, timestamp, this.#section.rtxSsrc ?? 0);
    const transport = this.#addOwn(true, nowMs);
    writer.endHeader();
    writer.padding();
    this.#link.sendRtp(transport, nowMs);
    return writer.length;
  }

  #shiftFrame(frame: FrameInfo, out: Outgoing, payloadStart: number): void {
    if (frame.pictureIdAt < 0 && frame.tl0PicIdxAt < 0) return;
    frameShift.pictureId = out.pictureShift;
    frameShift.tl0PicIdx = out.tl0Shift;
    frameShift.keyIdx = out.keyIdxShift;
    shiftFrame(this.#link.writer.buffer, payloadStart, frame, frameShift);
  }

  #addExtensions(packet: RtpPacket, frame: FrameInfo, out: Outgoing, withMid: boolean, nowMs: number): number {
    const { writer } = this.#link;
    for (let i = 0; i < packet.extensionCount; i++) {
      const id = packet.extensionIds[i] ?? 0;
      const target = this.#extensions[id] ?? 0;
      if (target === 0) continue;
      if (id === this.#up.descriptorId) this.#addDescriptor(packet, frame, target, out);
      else writer.extension(target, packet.bytes, packet.extensionStart(id), packet.extensionLength(id));
    }
    return this.#addOwn(withMid, nowMs);
  }

  /** Returns the transport-wide sequence number, −1 without. */
  #addOwn(withMid: boolean, nowMs: number): number {
    const { writer } = this.#link;
    if (withMid && this.#own.mid !== 0) writer.extension(this.#own.mid, this.#mid, 0, this.#mid.length);
    if (this.#own.transportCc !== 0) {
      if (!this.#link.isMeasured) return -1;
      const sequence = this.#link.nextTransportSequence();
      write16(transportValue, 0, sequence);
      writer.extension(this.#own.transportCc, transportValue, 0, 2);
      return sequence;
    }
    if (this.#own.absSendTime !== 0) {
      write24(timeValue, 0, absSendTime(nowMs));
      writer.extension(this.#own.absSendTime, timeValue, 0, 3);
    }
    return -1;
  }

  /** The dependency descriptor with its frame number moved. Where the codec's own descriptor is used, it is left out. */
  #addDescriptor(packet: RtpPacket, frame: FrameInfo, target: number, out: Outgoing): void {
    if (frame.pictureIdBits !== DESCRIPTOR_BITS) return;
    const start = packet.extensionStart(this.#up.descriptorId);
    let length =
      out.activeTargets < 0 ? 0 : frame.descriptor.writeActive(packet.bytes, out.activeTargets, descriptorValue);
    if (length === 0 || length > 255) {
      length = packet.extensionLength(this.#up.descriptorId);
      descriptorValue.set(packet.bytes.subarray(start, start + length));
    }
    setFrameNumber(descriptorValue, 0, (frame.pictureId - out.pictureShift) & 0xffff);
    this.#link.writer.extension(target, descriptorValue, 0, length);
  }
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}
