import { FrameInfo } from '../rtp/frame.ts';
import { RtpPacket } from '../rtp/packet.ts';
import { sequenceDelta } from '../rtp/sequence.ts';
import type { CopyBudget } from './copies.ts';
import type { Forwarding } from './forwarding.ts';
import type { Link } from './link.ts';
import type { Rewriter } from './rewriter.ts';
import type { MediaKind, Payload } from './sections.ts';
import { SentLog, type SentPacket } from './sent-log.ts';
import type { UpTrack } from './up-track.ts';

const LOG_PACKETS: Record<MediaKind, number> = { video: 512, audio: 256 };
/** A question about a packet that left this recently is about its delay, not its loss; by the round trip, at most. */
const MAX_QUIET_MS = 200;
/** Of the packets sent last, so many may be sent once more as padding in one go. */
const MAX_REPEATED = 64;
/** Copies that come later than so many packets are none: they begin anew. */
const MAX_COPIED = 128;

/** In the log, the layer of a packet that was empty from the beginning. */
const FILLER = 254;

/** The packet that goes out again, and its frame: nothing stays in them. */
const again = new RtpPacket();
const againFrame = new FrameInfo();

/** Answers a subscriber's NACKs out of the publisher's history. */
export class Resender {
  readonly #up: UpTrack;
  readonly #rewriter: Rewriter;
  readonly #forwarding: Forwarding;
  readonly #link: Link;
  readonly #log: SentLog;
  /** How many packets may go out again: as many as went out, whatever is asked for. */
  #budget = 0;
  /** Up to which number packets were copied, once and twice. */
  #copiedTo = 0;
  #copiedTwiceTo = 0;
  readonly #found: SentPacket = {
    layer: 0,
    epoch: 0,
    sourceSequence: 0,
    timestamp: 0,
    pictureShift: 0,
    tl0Shift: 0,
    keyIdxShift: 0,
    marker: false,
  };

  constructor(up: UpTrack, rewriter: Rewriter, forwarding: Forwarding, link: Link) {
    this.#link = link;
    this.#up = up;
    this.#rewriter = rewriter;
    this.#forwarding = forwarding;
    this.#log = new SentLog(LOG_PACKETS[up.kind]);
  }

  /** Remembers the packet which `forwarding` mapped last, if it may go out again. */
  note(payload: Payload, nowMs: number): void {
    if (!this.#link.repeats && !this.#rewriter.hasRtx(payload)) return;
    this.#budget = Math.min(LOG_PACKETS[this.#up.kind], this.#budget + 1);
    this.#log.add(this.#forwarding.out.sequence, this.#forwarding.sent, nowMs);
  }

  /** Remembers that an empty packet took that place. */
  noteFiller(nowMs: number): void {
    this.#log.add(this.#forwarding.out.sequence, { ...this.#forwarding.sent, layer: FILLER }, nowMs);
  }

  /**
   * Returns how many packets went out again. With `urgentOnly`, those of a layer left behind do not: a keyframe of the
   * present one has made up for them.
   */
  resend(sequences: readonly number[], rttMs: number, urgentOnly: boolean, nowMs: number): number {
    const quietMs = Math.min(MAX_QUIET_MS, rttMs * 0.75);
    let sent = 0;
    for (const sequence of sequences) {
      if (this.#budget === 0) break;
      if (!this.#log.find(sequence, quietMs, nowMs, this.#found)) continue;
      if (this.#found.layer === FILLER) {
        this.#refill(sequence, nowMs);
        continue;
      }
      if (urgentOnly && this.#found.layer !== this.#forwarding.current?.index) continue;
      if (!this.#resendFound(sequence, nowMs)) continue;
      this.#budget--;
      sent++;
    }
    return sent;
  }

  /**
   * Sends about `bytes` as RTX: packets sent lately once more, the last ones first, since they mend losses that nobody has
   * asked about yet; padding alone where there are none. Returns how many bytes were sent: 0 without RTX.
   */
  pad(bytes: number, nowMs: number): number {
    const source = this.#up.codec;
    const payload = source && this.#rewriter.payload(source.pt);
    if (!payload || !this.#rewriter.hasRtx(payload)) return 0;
    const { out } = this.#forwarding;
    let sent = 0;
    for (let back = 0; sent < bytes && back < MAX_REPEATED; back++) {
      const sequence = (out.sequence - back) & 0xffff;
      if (this.#log.peek(sequence, this.#found) && this.#resendFound(sequence, nowMs)) sent += again.bytes.length;
    }
    while (sent < bytes) {
      this.#forwarding.rtxSequence = (this.#forwarding.rtxSequence + 1) & 0xffff;
      sent += this.#rewriter.pad(payload, this.#forwarding.rtxSequence, out.timestamp, nowMs);
    }
    return sent;
  }

  /** Copies what was sent since the last call, with `twice` also what was copied by that one. Returns how many packets left. */
  copy(twice: boolean, budget: CopyBudget, nowMs: number): number {
    const source = this.#up.codec;
    const payload = source && this.#rewriter.payload(source.pt);
    const newest = this.#forwarding.out.sequence;
    if (!payload || !this.#rewriter.hasRtx(payload)) return 0;
    const distance = sequenceDelta(newest, this.#copiedTo);
    if (Math.abs(distance) > MAX_COPIED) this.#copiedTo = this.#copiedTwiceTo = newest;
    // A late packet has a lower number.
    else if (distance < 0) return 0;
    let sent = twice ? this.#copyRange(this.#copiedTwiceTo, this.#copiedTo, budget, nowMs) : 0;
    sent += this.#copyRange(this.#copiedTo, newest, budget, nowMs);
    this.#copiedTwiceTo = this.#copiedTo;
    this.#copiedTo = newest;
    return sent;
  }

  #copyRange(after: number, to: number, budget: CopyBudget, nowMs: number): number {
    const count = sequenceDelta(to, after);
    let sent = 0;
    for (let i = 1; i <= count && budget.bytes > 0; i++) {
      const sequence = (after + i) & 0xffff;
      if (!this.#log.peek(sequence, this.#found) || this.#found.layer === FILLER) continue;
      if (!this.#resendFound(sequence, nowMs, budget.bytes < budget.scarceBytes)) continue;
      budget.bytes -= again.bytes.length;
      sent++;
    }
    return sent;
  }

  #refill(sequence: number, nowMs: number): void {
    const source = this.#up.codec;
    const payload = source && this.#rewriter.payload(source.pt);
    if (!payload) return;
    const forwarding = this.#forwarding;
    if (this.#rewriter.hasRtx(payload)) forwarding.rtxSequence = (forwarding.rtxSequence + 1) & 0xffff;
    this.#rewriter.refill(payload, { ...forwarding.out, ...this.#found, sequence }, forwarding.rtxSequence, nowMs);
  }

  /** With `baseOnly`, not what no other picture is built on. */
  #resendFound(sequence: number, nowMs: number, baseOnly = false): boolean {
    const found = this.#found;
    const layer = this.#up.layers[found.layer];
    if (!layer || (layer.epoch & 0xff) !== found.epoch) return false;
    const bytes = layer.history.get(layer.sequence.peek(found.sourceSequence));
    if (!bytes || !again.parse(bytes)) return false;
    const packet = this.#rewriter.payload(again.payloadType) ? again : this.#up.plain(again);
    const payload = packet && this.#rewriter.payload(packet.payloadType);
    if (!payload) return false;
    this.#up.readFrame(layer, packet, againFrame);
    if (baseOnly && againFrame.temporalId > 0) return false;
    const forwarding = this.#forwarding;
    if (this.#rewriter.hasRtx(payload)) forwarding.rtxSequence = (forwarding.rtxSequence + 1) & 0xffff;
    const out = { ...found, sequence, activeTargets: forwarding.scalable.activeTargets };
    this.#rewriter.resend(packet, payload, againFrame, out, forwarding.rtxSequence, nowMs);
    return true;
  }
}
