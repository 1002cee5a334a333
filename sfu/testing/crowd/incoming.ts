import { Arrivals } from '../../core/media/arrivals.ts';
import type { ReportBlock } from '../../core/rtcp/packets.ts';
import { parseRtcp } from '../../core/rtcp/parse.ts';
import { compound, writeNack, writeReceiverReport, writeSdes } from '../../core/rtcp/writer.ts';
import { RtpPacket, read16 } from '../../core/rtp/packet.ts';
import { Unwrapper } from '../../core/rtp/sequence.ts';
import type { Placed } from '../../transport/own/srtp/protection.ts';
import type { EndListener, MediaEnd } from './media-end.ts';
import { STAMP_BYTES } from './outgoing.ts';

const REPORT_EVERY_MS = 1000;
const NACK_AGAIN_MS = 100;
const NACK_TRIES = 6;
/** A gap wider than that is not asked for. */
const MAX_GAP = 200;

/** What is counted of all that comes, for whoever measures. */
export interface Tally {
  /** Packets of media, repetitions and padding left out. */
  packets: number;
  /** Of some: how long after they were sent, ms. */
  delays: number[];
  nacks: number;
  isOn: boolean;
}

/** One stream as a receiver keeps it. */
class Stream {
  readonly sequence = new Unwrapper(16);
  readonly missing = new Map<number, { askedAt: number; tries: number }>();
  first = -1;
  received = 0;
  lastReport = 0;
  lastReportAt = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;

  /** `asks`: what is missing before it is to be asked for. */
  note(sequence: number, asks: boolean): void {
    const before = this.sequence.highest;
    const extended = this.sequence.unwrap(sequence);
    this.received++;
    if (this.first < 0) this.first = extended;
    if (extended < before) this.missing.delete(extended);
    else if (asks && before >= 0 && extended - before < MAX_GAP)
      for (let one = before + 1; one < extended; one++) this.missing.set(one, { askedAt: 0, tries: 0 });
  }

  report(ssrc: number, nowMs: number): ReportBlock {
    const highest = this.sequence.highest;
    const expected = highest - this.first + 1;
    const lost = expected - this.#expectedBefore - (this.received - this.#receivedBefore);
    const fractionLost = Math.max(0, lost / Math.max(1, expected - this.#expectedBefore));
    this.#expectedBefore = expected;
    this.#receivedBefore = this.received;
    return {
      ssrc,
      fractionLost,
      totalLost: Math.max(0, expected - this.received),
      highestSequence: highest >>> 0,
      jitter: 10,
      lastReport: this.lastReport,
      delaySinceLastReport: this.lastReport === 0 ? 0 : Math.round((nowMs - this.lastReportAt) * 65.536),
    };
  }
}

/** The receiving side of one connection: counts, and gives the feedback that a browser would. */
export class Incoming implements EndListener {
  readonly #end: MediaEnd;
  readonly #tally: Tally;
  readonly #looksInside: boolean;
  readonly #packet = new RtpPacket();
  readonly #streams = new Map<number, Stream>();
  readonly #arrivals = new Arrivals();
  /** Payload types that the server resends, and those of what it resends. */
  nackTypes: ReadonlySet<number> = new Set();
  rtxTypes: ReadonlySet<number> = new Set();
  transportCcId = 0;
  #reportAt = 0;
  #missing = 0;
  #first: () => void = () => {};
  /** Once a packet has come. */
  readonly begun = new Promise<void>((resolve) => {
    this.#first = resolve;
  });

  /** `looksInside`: whether it decrypts what comes, as is needed to know the delay. */
  constructor(end: MediaEnd, tally: Tally, looksInside: boolean) {
    this.#end = end;
    this.#tally = tally;
    this.#looksInside = looksInside;
  }

  /** How many streams have come. */
  get streams(): number {
    return this.#streams.size;
  }

  rtp(placed: Placed, atMs: number): void {
    const packet = this.#packet;
    const bytes = placed.block.bytes.subarray(placed.at, placed.at + placed.length);
    // The padding's length is encrypted: there is none for the parser.
    const isPadded = ((bytes[0] ?? 0) & 0x20) !== 0;
    if (isPadded || !packet.parse(bytes)) {
      this.#note(bytes, atMs);
      return;
    }
    if (this.transportCcId !== 0) {
      const at = packet.extensionStart(this.transportCcId);
      if (at !== 0) this.#arrivals.add(read16(bytes, at), atMs);
    }
    if (this.rtxTypes.has(packet.payloadType)) {
      this.#noteRtx(placed, packet.payloadStart);
      return;
    }
    this.#streamOf(packet.ssrc).note(packet.sequence, this.nackTypes.has(packet.payloadType));
    if (!this.#tally.isOn) return;
    this.#tally.packets++;
    if (this.#looksInside) this.#look(placed, atMs);
  }

  rtcp(bytes: Uint8Array, atMs: number): void {
    for (const packet of parseRtcp(bytes)) {
      const stream = packet.type === 'sender-report' ? this.#streams.get(packet.ssrc) : undefined;
      if (!stream || packet.type !== 'sender-report') continue;
      stream.lastReport = packet.ntpMiddle;
      stream.lastReportAt = atMs;
    }
  }

  tick(nowMs: number): void {
    if (nowMs >= this.#reportAt) {
      this.#reportAt = nowMs + REPORT_EVERY_MS;
      this.#report(nowMs);
    }
    if (this.#arrivals.nextAt <= nowMs)
      for (const feedback of this.#arrivals.take(1, 1, nowMs)) this.#end.sendMedia(feedback);
    this.#ask(nowMs);
  }

  #streamOf(ssrc: number): Stream {
    let stream = this.#streams.get(ssrc);
    if (!stream) {
      stream = new Stream();
      this.#streams.set(ssrc, stream);
      this.#first();
    }
    return stream;
  }

  /** Padding counts for loss and transport-cc only. */
  #note(bytes: Buffer, atMs: number): void {
    const copy = Buffer.from(bytes);
    copy[0] = (copy[0] ?? 0) & ~0x20;
    if (!this.#packet.parse(copy)) return;
    const at = this.transportCcId === 0 ? 0 : this.#packet.extensionStart(this.transportCcId);
    if (at !== 0) this.#arrivals.add(read16(copy, at), atMs);
    if (!this.rtxTypes.has(this.#packet.payloadType))
      this.#streamOf(this.#packet.ssrc).note(this.#packet.sequence, false);
  }

  #noteRtx(placed: Placed, payloadStart: number): void {
    const opened = this.#missing > 0 ? this.#end.open(placed) : -1;
    if (opened < payloadStart + 2) return;
    const sequence = placed.block.view.getUint16(placed.at + payloadStart);
    for (const stream of this.#streams.values()) stream.missing.delete(stream.sequence.peek(sequence));
  }

  #look(placed: Placed, atMs: number): void {
    const length = this.#end.open(placed);
    if (length < STAMP_BYTES + 12) return;
    const delay = atMs - placed.block.bytes.readDoubleLE(placed.at + length - STAMP_BYTES);
    if (delay > -5 && delay < 60_000) this.#tally.delays.push(Math.max(0, delay));
  }

  #report(nowMs: number): void {
    const blocks = [...this.#streams].filter(([, { first }]) => first >= 0);
    if (blocks.length === 0) return;
    const report = writeReceiverReport(
      1,
      blocks.slice(0, 31).map(([ssrc, stream]) => stream.report(ssrc, nowMs)),
    );
    this.#end.sendMedia(compound([report, writeSdes(1, 'crowd')]));
  }

  #ask(nowMs: number): void {
    this.#missing = 0;
    for (const [ssrc, { missing }] of this.#streams) {
      if (missing.size === 0) continue;
      const lost: number[] = [];
      for (const [extended, asked] of missing) {
        if (asked.tries >= NACK_TRIES) missing.delete(extended);
        else if (nowMs - asked.askedAt >= NACK_AGAIN_MS) {
          asked.askedAt = nowMs;
          asked.tries++;
          lost.push(extended & 0xffff);
        }
      }
      this.#missing += missing.size;
      if (lost.length === 0) continue;
      this.#tally.nacks += lost.length;
      this.#end.sendMedia(compound([writeReceiverReport(1, []), writeNack(1, ssrc, lost)]));
    }
  }
}
