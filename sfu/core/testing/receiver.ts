import { Arrivals } from '../media/arrivals.ts';
import type { SendSection } from '../media/sections.ts';
import type { RtcpPacket, SenderReport } from '../rtcp/packets.ts';
import { parseRtcp } from '../rtcp/parse.ts';
import { ntpMiddle, writeNack, writePli, writeReceiverReport } from '../rtcp/writer.ts';
import { FrameInfo } from '../rtp/frame.ts';
import { isRtcp, RtpPacket, read16 } from '../rtp/packet.ts';
import { RtxUnwrapper } from '../rtp/rtx.ts';
import { Unwrapper } from '../rtp/sequence.ts';
import { readVp8 } from '../rtp/vp8.ts';

/** As in `EXTENSIONS`. */
const TRANSPORT_CC_ID = 4;

export interface Received {
  readonly extended: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly pictureId: number;
  readonly tl0PicIdx: number;
  readonly keyIdx: number;
  readonly temporalId: number;
  readonly keyframeStart: boolean;
  /** SSRC of the publisher's layer, as its payload tells. */
  readonly layerSsrc: number;
  readonly atMs: number;
  /** Empty: it only keeps the place of a packet that was not passed on. */
  readonly filler: boolean;
  /** Bytes of the RTP packet. */
  readonly size: number;
}

/** A fake browser that receives one VP8 stream and asks for what is missing. */
export class FakeReceiver {
  /** By extended sequence number. */
  readonly packets = new Map<number, Received>();
  readonly reports: (SenderReport & { readonly arrivedAt: number })[] = [];
  readonly rtcp: RtcpPacket[] = [];
  repeated = 0;
  viaRtx = 0;
  /** RTX packets that brought nothing new: the server tries the line out. */
  padding = 0;
  readonly #section: SendSection;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #sequence = new Unwrapper(16);
  readonly #packet = new RtpPacket();
  readonly #rtx = new RtxUnwrapper();
  readonly #frame = new FrameInfo();
  readonly #arrivals = new Arrivals();
  readonly #missing = new Set<number>();
  #first = -1;
  readonly #asked = new Map<number, number>();

  constructor(section: SendSection, send: (bytes: Uint8Array) => void) {
    this.#section = section;
    this.#send = send;
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    if (isRtcp(bytes)) this.#receiveRtcp(bytes, nowMs);
    else this.#receiveRtp(bytes, nowMs);
  }

  #receiveRtp(bytes: Uint8Array, nowMs: number): void {
    const packet = this.#packet;
    if (!packet.parse(bytes)) throw new Error('not RTP');
    const transport = packet.extensionStart(TRANSPORT_CC_ID);
    if (transport !== 0) this.#arrivals.add(read16(bytes, transport), nowMs);
    if (packet.ssrc === this.#section.rtxSsrc) {
      if (packet.payloadLength === 0) {
        this.padding++;
        return;
      }
      if (packet.payloadLength === 2) {
        this.#note(packet, read16(packet.bytes, packet.payloadStart), nowMs);
        return;
      }
      const original = this.#rtx.unwrap(packet, this.#section.ssrc, 100);
      if (!original || !packet.parse(original)) throw new Error('bad RTX');
      if (this.packets.has(this.#sequence.peek(packet.sequence))) {
        this.padding++;
        return;
      }
      this.viaRtx++;
    }
    if (packet.ssrc !== this.#section.ssrc) return;
    this.#note(packet, packet.sequence, nowMs);
  }

  #note(packet: RtpPacket, sequence: number, nowMs: number): void {
    const { highest } = this.#sequence;
    const extended = this.#sequence.unwrap(sequence);
    if (this.packets.has(extended)) this.repeated++;
    this.#noteMissing(highest, extended);
    const filler = packet.ssrc !== this.#section.ssrc || packet.payloadLength === 0;
    this.#frame.clear();
    if (!filler) readVp8(packet.bytes, packet.payloadStart, packet.payloadEnd, this.#frame);
    const { pictureId, tl0PicIdx, keyIdx, temporalId, keyframeStart } = this.#frame;
    this.packets.set(extended, {
      extended,
      timestamp: packet.timestamp,
      marker: packet.marker,
      pictureId,
      tl0PicIdx,
      keyIdx,
      temporalId,
      keyframeStart,
      layerSsrc: filler ? 0 : read16(packet.bytes, packet.payloadStart + 8),
      filler,
      atMs: nowMs,
      size: packet.bytes.length,
    });
  }

  #receiveRtcp(bytes: Uint8Array, nowMs: number): void {
    for (const packet of parseRtcp(bytes)) {
      this.rtcp.push(packet);
      if (packet.type === 'sender-report') this.reports.push({ ...packet, arrivedAt: nowMs });
    }
  }

  #noteMissing(highest: number, extended: number): void {
    this.#missing.delete(extended);
    if (this.#first < 0) this.#first = extended;
    for (let i = extended + 1; i < this.#first; i++) this.#missing.add(i);
    this.#first = Math.min(this.#first, extended);
    if (highest >= 0) for (let i = highest + 1; i < extended; i++) this.#missing.add(i);
  }

  /** Sequence numbers missing between the first and the last received. */
  missing(): number[] {
    return [...this.#missing].sort((a, b) => a - b);
  }

  /** Asks for missing packets, each at most every 60 ms, and reports; `ownFeedback` false: somebody else tells arrivals. */
  tick(nowMs: number, ownFeedback = true): void {
    if (this.packets.size === 0) return;
    const feedbacks = ownFeedback ? this.#arrivals.take(77, this.#section.ssrc, nowMs) : [];
    for (const feedback of feedbacks) this.#send(feedback);
    const due = this.missing().filter((extended) => nowMs - (this.#asked.get(extended) ?? 0) > 60);
    for (const extended of due) this.#asked.set(extended, nowMs);
    if (due.length > 0)
      this.#send(
        writeNack(
          77,
          this.#section.ssrc,
          due.map((extended) => extended & 0xffff),
        ),
      );
    const report = this.reports.at(-1);
    this.#send(
      writeReceiverReport(77, [
        {
          ssrc: this.#section.ssrc,
          fractionLost: 0,
          totalLost: 0,
          highestSequence: this.#sequence.highest,
          jitter: 0,
          lastReport: report?.ntpMiddle ?? 0,
          delaySinceLastReport: report ? (ntpMiddle(nowMs) - ntpMiddle(report.arrivedAt)) >>> 0 : 0,
        },
      ]),
    );
  }

  askKeyframe(): void {
    this.#send(writePli(77, this.#section.ssrc));
  }

  inOrder(): Received[] {
    return [...this.packets.values()].sort((a, b) => a.extended - b.extended);
  }
}
