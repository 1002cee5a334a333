import { Emitter } from '#kernel/emitter.ts';
import type { ReportBlock } from '../rtcp/packets.ts';
import { compound, writeSdes, writeSenderReport } from '../rtcp/writer.ts';
import { FrameInfo } from '../rtp/frame.ts';
import { RtpPacket } from '../rtp/packet.ts';
import type { CopyBudget } from './copies.ts';
import type { Forwarding } from './forwarding.ts';
import { availableLayer, idealLayer, temporalLimit, type Wanted } from './layer-choice.ts';
import { EVERYTHING, type Level } from './levels.ts';
import type { Link } from './link.ts';
import { ReportSchedule } from './report-schedule.ts';
import { Resender } from './resender.ts';
import { Rewriter } from './rewriter.ts';
import type { Quality, SendSection } from './sections.ts';
import { SendStats } from './send-stats.ts';
import type { UpLayer } from './up-layer.ts';
import type { UpTrack } from './up-track.ts';

export type DownTrackEvents = {
  /** The layer forwarded has changed; `undefined` while nothing is. */
  layer: [index: number | undefined];
  /** The receiver's line is too short even for the lowest level; or no longer. */
  paused: [boolean];
  closed: [];
};

/** A packet asked for again has come by then. */
const STRUCTURE_MS = 500;

/** A packet that is read once more, and its frame: nothing stays in them. */
const again = new RtpPacket();
const againFrame = new FrameInfo();

/** One subscriber's copy of an UpTrack. Created by `MediaPeer.addDownTrack`. */
export class DownTrack {
  readonly events = new Emitter<DownTrackEvents>();
  readonly up: UpTrack;
  readonly stats = new SendStats();
  readonly #link: Link;
  readonly #rewriter: Rewriter;
  readonly #forwarding: Forwarding;
  readonly #resender: Resender;
  readonly #schedule: ReportSchedule;
  #wanted: Wanted = { paused: false };
  #target = -1;
  #allowed: Level | undefined = EVERYTHING;
  /** The layer that flows is too much: it ends with its present frame. */
  #cut = false;
  #replayFrom = -1;
  /** The first packet that could not be read without the structure it belongs to, and when it came; −1 = none. */
  #awaitingFrom = -1;
  #awaitingSince = -1;
  #closed = false;

  /** `forwarding` continues the streams of an earlier track with the same SSRCs: SRTP does not bear numbers that go back. */
  constructor(up: UpTrack, section: SendSection, link: Link, forwarding: Forwarding) {
    this.up = up;
    this.#link = link;
    this.#forwarding = forwarding;
    this.#rewriter = new Rewriter(up, section, link);
    this.#schedule = new ReportSchedule(up.kind);
    this.#resender = new Resender(up, this.#rewriter, forwarding, link);
    up.attach(this);
    this.reconsider();
  }

  get closed(): boolean {
    return this.#closed;
  }

  get section(): SendSection {
    return this.#rewriter.section;
  }

  get wanted(): Wanted {
    return this.#wanted;
  }

  /** Index of the layer that is forwarded now. */
  get layer(): number | undefined {
    return this.#forwarding.current?.index;
  }

  /** Index of the layer that shall be forwarded; −1 = none. */
  get target(): number {
    return this.#target;
  }

  /** False if the receiver negotiated no payload type for the codec which the publisher sends. */
  get supported(): boolean {
    // Sound comes in forms that are turned into each other.
    if (this.up.kind === 'audio') return this.up.payloads.some(({ pt }) => this.takes(pt));
    const source = this.up.codec;
    return source !== undefined && this.takes(source.pt);
  }

  /** Whether the receiver negotiated the codec that is the publisher's payload type `pt`. */
  takes(pt: number): boolean {
    return pt >= 0 && this.#rewriter.payload(pt) !== null;
  }

  /** The quality this subscriber would take if its line allowed; for dynacast. */
  get wantedQuality(): Quality | 'off' {
    // Who cannot decode it needs none of it.
    return this.supported ? this.preferredQuality : 'off';
  }

  /** The same, of a codec that this subscriber can decode. */
  get preferredQuality(): Quality | 'off' {
    if (this.#wanted.paused) return 'off';
    const info = this.up.layerInfo;
    return info[idealLayer(info, this.#wanted)]?.quality ?? 2;
  }

  /** What a later track with the same SSRCs has to continue. */
  get forwarding(): Forwarding {
    return this.#forwarding;
  }

  setWanted(wanted: Wanted): void {
    this.#wanted = wanted;
    this.up.demandChanged();
    if (wanted.paused) this.#leave();
    this.reconsider();
  }

  /** What the receiver's line is known to allow; undefined = nothing at all. */
  get allowed(): Level | undefined {
    return this.#allowed;
  }

  /** Sets what the receiver's line allows. With `urgent`, a layer that is too much ends before another can begin. */
  setLevel(level: Level | undefined, urgent: boolean): void {
    const before = this.#allowed;
    if (level?.spatial === before?.spatial && level?.temporal === before?.temporal) return;
    this.#allowed = level;
    this.reconsider();
    this.#cut = urgent && !this.up.isScalable && (this.layer ?? -1) > this.#target;
    if ((level === undefined) !== (before === undefined)) this.events.emit('paused', level === undefined);
  }

  /** After a negotiation which changed payload types or extensions. Sequence numbers go on. */
  setSection(section: SendSection): void {
    this.#rewriter.setSection(section);
  }

  /** Called by the UpTrack when its payload types or extensions changed. */
  remap(): void {
    this.#rewriter.remap();
  }

  /** Called when layers came or went, or anything that decides the layer changed. */
  reconsider(): void {
    const none = this.#wanted.paused || this.#allowed === undefined;
    const spatial = this.#spatial;
    const active = this.up.layers.map((layer) => layer.active);
    this.#target = none ? -1 : availableLayer(active, this.up.isScalable ? 0 : spatial);
    if (none) this.#leave();
    this.#limitLevel(this.#forwarding.current, spatial);
  }

  /** The spatial layer that is wanted and allowed. */
  get #spatial(): number {
    return Math.min(idealLayer(this.up.layerInfo, this.#wanted), this.#allowed?.spatial ?? 0);
  }

  /** Frame rate by what is wanted and allowed, and with SVC the resolution. */
  #limitLevel(layer: UpLayer | undefined, spatial: number): void {
    if (!layer) return;
    const byFps = temporalLimit(this.#wanted.fps, 1000 / layer.frameIntervalMs, layer.temporalLayers);
    const limited = this.up.isScalable || layer.index === this.#allowed?.spatial;
    const byLine = limited ? (this.#allowed?.temporal ?? 0) : Number.POSITIVE_INFINITY;
    this.#forwarding.limit(this.up.isScalable ? spatial : Number.POSITIVE_INFINITY, Math.min(byFps, byLine));
  }

  /** One packet of a layer, with its extended sequence number; `leftOut` packets just before it were left out for all. */
  forward(layer: UpLayer, packet: RtpPacket, extended: number, frame: FrameInfo, nowMs: number, leftOut = 0): void {
    const forwarding = this.#forwarding;
    if (this.#closed || (this.#target < 0 && !forwarding.isLate(layer, extended))) return;
    const payload = this.#rewriter.payload(packet.payloadType);
    if (!payload) return;
    if (this.#cut && layer === forwarding.current && forwarding.begins(packet, extended)) this.#leave();
    if (!forwarding.carries(layer) && !forwarding.isLate(layer, extended))
      this.#join(layer, packet, extended, frame, nowMs);
    if (leftOut > 0) forwarding.leaveOut(layer, extended, leftOut);
    const place = forwarding.map(layer, packet, extended, frame, nowMs);
    if (place === 'none' && frame.isUnreadable) this.#awaitStructure(layer, extended, nowMs);
    if (forwarding.scalable.needsKeyframe) this.up.requestKeyframe(layer, nowMs);
    if (place === 'filler') {
      this.#resender.noteFiller(nowMs);
      this.#rewriter.fill(payload, forwarding.out, nowMs);
    }
    if (place !== 'packet') return;
    this.#resender.note(payload, nowMs);
    this.stats.count(packet.payloadLength, nowMs);
    this.#rewriter.send(packet, payload, frame, forwarding.out, nowMs);
    if (forwarding.current) this.#schedule.start(nowMs);
    if (this.#awaitingSince >= 0 && frame.descriptor.bringsStructure) this.#replayFrom = extended;
    if (this.#replayFrom === extended) this.#replay(layer, extended, nowMs);
  }

  /** The packet that tells what these are is late: they are sent after it. If it does not come, a keyframe has to. */
  #awaitStructure(layer: UpLayer, extended: number, nowMs: number): void {
    if (this.#awaitingSince < 0) {
      this.#awaitingFrom = extended;
      this.#awaitingSince = nowMs;
    }
    if (nowMs - this.#awaitingSince > STRUCTURE_MS) this.up.requestKeyframe(layer, nowMs);
  }

  /**
   * A keyframe whose first packet came late: what follows it is here already. If it is another keyframe than the one that
   * was awaited, what lies before it keeps its place only.
   */
  #replay(layer: UpLayer, keyframe: number, nowMs: number): void {
    const from = this.#awaitingFrom < 0 ? keyframe : Math.min(keyframe, this.#awaitingFrom);
    this.#replayFrom = this.#awaitingFrom = this.#awaitingSince = -1;
    for (let extended = from; extended <= layer.sequence.highest; extended++) {
      const bytes = extended === keyframe ? undefined : layer.history.get(extended);
      if (!bytes || !again.parse(bytes)) continue;
      this.up.readFrame(layer, again, againFrame);
      this.forward(layer, again, extended, againFrame, nowMs);
    }
  }

  /** Joins a layer: the target at a keyframe; before anything was sent, also a lower one that happens to have a keyframe. */
  #join(layer: UpLayer, packet: RtpPacket, extended: number, frame: FrameInfo, nowMs: number): void {
    const { current } = this.#forwarding;
    const suits = layer.index === this.#target || (current === undefined && layer.index < this.#target);
    if (!suits || packet.payloadLength === 0) return;
    if (this.up.kind === 'video' && !frame.keyframeStart) {
      if (layer.index === this.#target) this.up.requestKeyframe(layer, nowMs);
      return;
    }
    this.#cut = false;
    this.#awaitingFrom = this.#awaitingSince = -1;
    this.#limitLevel(layer, this.#spatial);
    this.#forwarding.join(layer, packet, extended, frame, nowMs);
    this.#replayFrom = extended < layer.sequence.highest ? extended : -1;
    if (current !== layer) this.events.emit('layer', layer.index);
  }

  #leave(): void {
    this.#cut = false;
    if (!this.#forwarding.current) return;
    this.#forwarding.end();
    this.#schedule.stop();
    this.events.emit('layer', undefined);
  }

  /** The receiver misses packets. */
  resend(sequences: readonly number[], nowMs: number): void {
    if (this.up.kind === 'audio' && this.#link.sounds?.isStrained) return;
    this.stats.retransmitted += this.#resender.resend(
      sequences,
      this.stats.rttMs,
      this.#link.isCongested(nowMs),
      nowMs,
    );
  }

  /** Sends up to `bytes` of what the receiver has already, to try its line out. Returns how many were sent. */
  pad(bytes: number, nowMs: number): number {
    return this.#resender.pad(bytes, nowMs);
  }

  /** Sends what was sent lately once more, or twice. `loss`: the share of packets lost, 0–1. */
  copy(twice: boolean, loss: number, budget: CopyBudget, nowMs: number): void {
    const copies = this.#resender.copy(twice, budget, nowMs);
    this.stats.copies += copies;
    this.stats.mended += copies * loss;
  }

  /** The receiver cannot decode. */
  requestKeyframe(nowMs: number): void {
    const layer = this.#forwarding.current ?? this.up.layers[this.#target];
    if (layer) this.up.requestKeyframe(layer, nowMs);
  }

  /** A receiver report about this stream. */
  report(block: ReportBlock, nowMs: number): void {
    this.#rewriter.midNeeded = false;
    this.stats.report(block, this.up.codec?.clockRate ?? 90_000, nowMs);
  }

  /** When the next sender report is due. */
  get reportAt(): number {
    return this.#schedule.nextAt;
  }

  /** Timed work: the sender report with its CNAME, once it is due. */
  takeReport(nowMs: number): Uint8Array | null {
    if (!this.#schedule.take(nowMs)) return null;
    this.#limitLevel(this.#forwarding.current, this.#spatial);
    const { ssrc } = this.section;
    const clockRate = this.#forwarding.current?.clockRate ?? 90_000;
    const timestamp = this.#forwarding.timeline.at(nowMs, clockRate, this.up.clockOffsetMs);
    const { packets, payloadBytes } = this.stats;
    const report = writeSenderReport({ ssrc, ntpMs: nowMs, timestamp, packets, bytes: payloadBytes });
    return compound([report, writeSdes(ssrc, this.up.id)]);
  }

  /** Stops forwarding and leaves both peers. Idempotent; follows from closing the UpTrack or either peer. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#forwarding.leave();
    this.up.detach(this);
    this.events.emit('closed');
  }
}
