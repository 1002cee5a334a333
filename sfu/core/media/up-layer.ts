import type { ReportBlock, SenderReport } from '../rtcp/packets.ts';
import type { DependencyStructure } from '../rtp/dependency-structure.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { sequenceDelta, Unwrapper } from '../rtp/sequence.ts';
import { PacketHistory } from './history.ts';
import { KeyframeRequest } from './keyframe-request.ts';
import { LevelRates } from './level-rates.ts';
import { NackGenerator } from './nack.ts';
import { ReceiveStats } from './receive-stats.ts';
import type { MediaKind } from './sections.ts';

const HISTORY_PACKETS: Record<MediaKind, number> = { video: 500, audio: 200 };
const NACK_AGE_MS: Record<MediaKind, number> = { video: 1500, audio: 400 };
/** A jump in sequence numbers beyond this is a restarted sender, if the next packet confirms it (RFC 3550 A.1). */
const MAX_JUMP = 3000;
/** More keyframes do not come while a packet is still asked for. */
const MAX_STRUCTURES = 4;

/** With more loss than this, a share of the packets between two reports, questions are lost as well. */
const LOSSY = 0.05;

/** One RTP stream of a published track: the only one, or one of the spatial layers of simulcast. */
export class UpLayer {
  readonly index: number;
  readonly kind: MediaKind;
  readonly rid: string;
  readonly history: PacketHistory;
  readonly nack: NackGenerator;
  readonly keyframe: KeyframeRequest;
  readonly stats = new ReceiveStats();
  readonly sequence = new Unwrapper(16);
  /** 0 = not known yet. */
  ssrc = 0;
  rtxSsrc = 0;
  clockRate = 90_000;
  /** Grows whenever sequence numbers or timestamps start anew: subscribers must join again at a keyframe. */
  epoch = 0;
  active = false;
  lastPacketAt = Number.NEGATIVE_INFINITY;
  lastReport: (SenderReport & { readonly arrivedAt: number }) | undefined;
  readonly rates = new LevelRates();
  /** Temporal layers seen so far. */
  temporalLayers = 1;
  /** Spatial layers inside this one stream (SVC); 1 unless its packets tell otherwise. */
  spatialLayers = 1;
  /** Smoothed time between frames. */
  frameIntervalMs = 33;
  /** What frames can be like from a packet on, if they carry dependency descriptors: the last ones, newest first. */
  #structures: { readonly from: number; readonly structure: DependencyStructure }[] = [];
  #lastTimestamp = -1;
  #lastFrameAt = 0;
  #restartAt = -1;
  /** How things stood at the last report. */
  #judged = { asked: 0, highest: -1 };
  /** The first extended sequence number of this epoch. */
  #lowest = 0;

  constructor(index: number, rid: string, kind: MediaKind) {
    this.index = index;
    this.kind = kind;
    this.rid = rid;
    this.history = new PacketHistory(HISTORY_PACKETS[kind]);
    this.nack = new NackGenerator(NACK_AGE_MS[kind]);
    this.keyframe = new KeyframeRequest(index);
  }

  /** Binds the layer to a stream; a changed one starts a new epoch. */
  bind(ssrc: number): void {
    if (this.ssrc === ssrc) return;
    if (this.ssrc !== 0) {
      this.#startAnew();
      this.rtxSsrc = 0;
      this.stats.reset();
      this.lastReport = undefined;
      // The new stream's first packet may carry any number.
      this.#restartAt = -2;
    }
    this.ssrc = ssrc;
  }

  /**
   * Takes a packet in. Returns its extended sequence number, or −1 if it is a repetition, too old, or not believed yet.
   * Missing packets found on the way go to `nack`; if they are too many, a keyframe is wanted.
   */
  accept(packet: RtpPacket, retransmitted: boolean, nowMs: number): number {
    const previous = this.sequence.highest;
    const extended = this.#extend(packet.sequence, retransmitted);
    if (extended < 0 || this.history.has(extended)) return -1;
    if (previous - extended >= HISTORY_PACKETS[this.kind]) return -1;
    this.history.put(extended, packet.bytes.subarray(0, packet.payloadEnd));
    if (!retransmitted) {
      this.stats.count(extended, packet.timestamp, packet.bytes.length, this.clockRate, nowMs);
      this.#noteFrame(packet.timestamp, nowMs);
      this.lastPacketAt = nowMs;
    } else this.stats.recovered++;
    if (extended < previous) {
      this.nack.arrived(extended, retransmitted, nowMs);
      // Reordering at the very start: what lies between was never seen to be skipped.
      if (extended < this.#lowest) this.nack.skipped(extended + 1, this.#lowest, nowMs);
    } else if (previous >= 0 && extended - previous < MAX_JUMP && extended > previous + 1) {
      if (!this.nack.skipped(previous + 1, extended, nowMs) && this.kind === 'video') this.keyframe.want();
    }
    if (previous < 0 || extended < this.#lowest) this.#lowest = extended;
    return extended;
  }

  /** The structure that holds for a packet. */
  structureOf({ sequence }: RtpPacket): DependencyStructure | undefined {
    const extended = this.sequence.peek(sequence);
    const known = this.#structures.find(({ from }) => from <= extended);
    // Beyond what is remembered any will do: templates are numbered differently in each, so it cannot be read.
    return known?.structure ?? (this.#structures.length < MAX_STRUCTURES ? undefined : this.#structures[0]?.structure);
  }

  /** The structure that a packet was found to bring before. */
  broughtBy({ sequence }: RtpPacket): DependencyStructure | undefined {
    const extended = this.sequence.peek(sequence);
    return this.#structures.find(({ from }) => from === extended)?.structure;
  }

  /** A packet brought a structure, maybe late. */
  noteStructure(structure: DependencyStructure, extended: number): void {
    this.#structures.push({ from: extended, structure });
    this.#structures.sort((a, b) => b.from - a.from);
    this.#structures.splice(MAX_STRUCTURES);
  }

  /** Whether a packet of this epoch has not come yet although later ones have. */
  misses(extended: number): boolean {
    return extended >= this.#lowest && extended < this.sequence.highest && !this.history.has(extended);
  }

  /** A missing packet was put together from others: it need not come any more. */
  recover(extended: number, packet: RtpPacket, nowMs: number): void {
    this.history.put(extended, packet.bytes);
    this.nack.arrived(extended, true, nowMs);
    this.stats.recovered++;
  }

  #extend(sequence: number, retransmitted: boolean): number {
    const highest = this.sequence.highest;
    if (highest < 0) return retransmitted ? -1 : this.sequence.unwrap(sequence);
    const jump = Math.abs(sequenceDelta(sequence, highest & 0xffff));
    if (this.#restartAt !== -2 && jump < MAX_JUMP) {
      this.#restartAt = -1;
      return this.sequence.unwrap(sequence);
    }
    if (retransmitted) return -1;
    const confirmed = this.#restartAt === -2 || this.#restartAt === sequence;
    this.#restartAt = confirmed ? -1 : (sequence + 1) & 0xffff;
    if (!confirmed) return -1;
    this.#startAnew();
    this.#lowest = this.sequence.restart(sequence);
    return this.#lowest;
  }

  #startAnew(): void {
    this.epoch++;
    this.#structures = [];
    this.history.clear();
    this.nack.clear();
    this.stats.reset();
    this.#lastTimestamp = -1;
  }

  #noteFrame(timestamp: number, nowMs: number): void {
    if (timestamp === this.#lastTimestamp) return;
    const interval = nowMs - this.#lastFrameAt;
    if (this.#lastTimestamp >= 0 && interval < 2000) this.frameIntervalMs += (interval - this.frameIntervalMs) / 8;
    this.#lastTimestamp = timestamp;
    this.#lastFrameAt = nowMs;
  }

  /** Silent for so long that this is no ordinary pause between frames. */
  isSilent(nowMs: number): boolean {
    return nowMs - this.lastPacketAt > Math.min(2500, Math.max(500, this.frameIntervalMs * 6));
  }

  /** Its sender has switched it off: nothing is asked for any more. */
  deactivate(): void {
    this.active = false;
    this.keyframe.settle();
    this.nack.clear();
  }

  report(nowMs: number): ReportBlock {
    const last = this.lastReport;
    const delay = last ? Math.round((nowMs - last.arrivedAt) * 65.536) : 0;
    const report = this.stats.report(this.ssrc, last?.ntpMiddle ?? 0, delay);
    this.#noteLoss();
    return report;
  }

  /** By what was asked for: what comes again without RTX counts as never lost in a report. */
  #noteLoss(): void {
    const { asked } = this.nack;
    const { highest } = this.sequence;
    const since = this.#judged;
    this.nack.isLossy = asked - since.asked > LOSSY * (highest - since.highest);
    this.#judged = { asked, highest };
  }
}

/** Layers that fell silent while others go on. When all are silent, nothing is decided. */
export function switchedOff(layers: readonly UpLayer[], nowMs: number): UpLayer[] {
  if (layers.length === 1) return [];
  const active = layers.filter((layer) => layer.active);
  const silent = active.filter((layer) => layer.isSilent(nowMs));
  return silent.length === active.length ? [] : silent;
}
