import type { FrameInfo } from '../rtp/frame.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { Outgoing } from './rewriter.ts';
import { ScalableFilter } from './scalable-filter.ts';
import { Segment } from './segment.ts';
import type { SentPacket } from './sent-log.ts';
import { TemporalFilter } from './temporal-filter.ts';
import { Timeline } from './timeline.ts';
import type { UpLayer } from './up-layer.ts';

/** What goes to the place of a packet: nothing, the packet, or an empty one that only keeps the place. */
type Place = 'none' | 'packet' | 'filler';

/**
 * Makes one continuous stream out of whichever layer is forwarded: sequence numbers, timestamps, picture ids, TL0PICIDX
 * and KEYIDX go on over switches, pauses and packets left out.
 */
export class Forwarding {
  readonly timeline = new Timeline();
  readonly temporal = new TemporalFilter();
  readonly scalable = new ScalableFilter();
  /** The fields of the packet mapped last. */
  readonly out: Outgoing = {
    sequence: 0,
    timestamp: 0,
    pictureShift: 0,
    tl0Shift: 0,
    keyIdxShift: 0,
    marker: false,
    activeTargets: -1,
  };
  /** The same packet as the log keeps it. */
  readonly sent: SentPacket = {
    layer: 0,
    epoch: 0,
    sourceSequence: 0,
    timestamp: 0,
    pictureShift: 0,
    tl0Shift: 0,
    keyIdxShift: 0,
    marker: false,
  };
  /** The last sequence number of the RTX stream. */
  rtxSequence: number;
  #segment = new Segment();
  /** The one before: packets it missed may still come. */
  #previous = new Segment();
  /** And the one before that: of the places that it left, none may stay empty. */
  #older = new Segment();
  #highestOut: number;
  #pictureId = -1;
  #tl0PicIdx = -1;
  #keyIdx = -1;

  /** The sequence numbers before the first ones of the stream and of its RTX stream, below 2¹⁵ (RFC 3711 §3.3.1). */
  constructor(sequence: number, rtxSequence: number) {
    this.#highestOut = 0x10000 + sequence;
    this.rtxSequence = rtxSequence;
  }

  /** The layer that flows now. */
  get current(): UpLayer | undefined {
    return this.#segment.layer;
  }

  /** True if the layer flows now, in its present epoch. */
  carries(layer: UpLayer): boolean {
    return this.#segment.layer === layer && this.#segment.epoch === layer.epoch;
  }

  /** Goes on with `layer` from this packet. */
  join(layer: UpLayer, packet: RtpPacket, extended: number, frame: FrameInfo, nowMs: number): void {
    this.end();
    const segment = this.#segment;
    segment.layer = layer;
    segment.epoch = layer.epoch;
    segment.start = extended;
    segment.highest = extended - 1;
    segment.timestampOffset = this.timeline.join(layer, packet.timestamp, nowMs);
    const pictureShift = shift(frame.pictureId, this.#pictureId);
    segment.tl0Shift = shift(frame.tl0PicIdx, this.#tl0PicIdx);
    segment.keyIdxShift = shift(frame.keyIdx, this.#keyIdx);
    this.temporal.start();
    this.scalable.start();
    segment.offsets.start(extended, extended - (this.#highestOut + 1), pictureShift);
  }

  /** The highest layers to be forwarded of a stream with several inside. */
  limit(spatial: number, temporal: number): void {
    this.temporal.limit = this.scalable.temporal = temporal;
    this.scalable.spatial = spatial;
  }

  /** Whether a packet of the layer that flows opens a new frame. */
  begins(packet: RtpPacket, extended: number): boolean {
    const timestamp = (packet.timestamp - this.#segment.timestampOffset) >>> 0;
    return extended > this.#segment.highest && timestamp !== this.timeline.last;
  }

  /** Nothing flows any more; what the layer that flowed is still missing may come. */
  end(): void {
    if (!this.#segment.layer) return;
    [this.#segment, this.#previous, this.#older] = [this.#older, this.#segment, this.#previous];
    this.#segment.layer = undefined;
    this.temporal.end();
    this.scalable.start();
  }

  /** Whether a packet belongs to what has ended. */
  isLate(layer: UpLayer, extended: number): boolean {
    return this.#previous.holds(layer, extended, true) || this.#older.holds(layer, extended, true);
  }

  leave(): void {
    this.#segment.layer = undefined;
    this.#previous.layer = this.#older.layer = undefined;
  }

  /** The `count` packets before `extended` do not come: the receiver sees no hole where nothing else is missing. */
  leaveOut(layer: UpLayer, extended: number, count: number): void {
    if (this.carries(layer) && this.#segment.highest === extended - 1 - count) this.#skip(extended - 1, count, false);
  }

  /** Fills `out` and `sent` for a packet, and tells what its place in the stream is to hold. */
  map(layer: UpLayer, packet: RtpPacket, extended: number, frame: FrameInfo, nowMs: number): Place {
    if (this.#segment.holds(layer, extended, false)) return this.#mapPresent(packet, extended, frame, nowMs);
    if (packet.payloadLength === 0) return 'none';
    if (!this.#previous.holds(layer, extended, true)) {
      // Two keyframes have made up for what it held.
      const isOlder = this.#older.holds(layer, extended, true) && !this.#older.offsets.wasLeftOut(extended);
      return isOlder && this.#fill(this.#older, packet, extended) >= 0 ? 'filler' : 'none';
    }
    if (this.temporal.wasLeftOutBefore(frame.pictureId)) return this.#leaveLateOut(this.#previous, packet, extended);
    // What a stream with layers inside was missing when it was left is of no use any more.
    if (this.#fill(this.#previous, packet, extended) < 0) return 'none';
    return this.scalable.governs(frame) ? 'filler' : 'packet';
  }

  #mapPresent(packet: RtpPacket, extended: number, frame: FrameInfo, nowMs: number): Place {
    const inOrder = extended > this.#segment.highest;
    if (packet.payloadLength === 0) {
      if (inOrder) this.#skip(extended, 1, false);
      return 'none';
    }
    if (frame.isUnreadable) {
      // What belongs to an older structure comes too late to be of use; what belongs to the next one has to wait for it.
      return !inOrder && this.#fill(this.#segment, packet, extended) >= 0 ? 'filler' : 'none';
    }
    if (this.scalable.governs(frame)) {
      if (!this.scalable.passes(frame, packet.timestamp, inOrder, nowMs))
        return this.#leaveLayerOut(packet, extended, inOrder);
    } else {
      if (inOrder && this.#leavesOut(extended, frame)) return 'none';
      if (!inOrder && this.temporal.wasLeftOut(frame.pictureId))
        return this.#leaveLateOut(this.#segment, packet, extended);
    }
    const outgoing = this.#fill(this.#segment, packet, extended);
    this.out.marker = this.sent.marker = packet.marker || this.#endsPicture(frame, packet.timestamp);
    this.out.activeTargets = this.scalable.activeTargets;
    if (outgoing >= 0 && inOrder) {
      this.#segment.highest = extended;
      this.#highestOut = outgoing;
      this.#noteFrame(frame);
      this.timeline.note(this.out.timestamp, nowMs);
    }
    return outgoing >= 0 ? 'packet' : 'none';
  }

  #endsPicture(frame: FrameInfo, timestamp: number): boolean {
    return this.scalable.governs(frame) && this.scalable.endsPicture(frame, timestamp);
  }

  /** A packet of a layer that is not passed on: the receiver must not see a hole, nor wait for one to be filled. */
  #leaveLayerOut(packet: RtpPacket, extended: number, inOrder: boolean): Place {
    if (inOrder) {
      this.#skip(extended, 1, false);
      return 'none';
    }
    return this.#fill(this.#segment, packet, extended) >= 0 ? 'filler' : 'none';
  }

  /** A late packet of a picture that is not passed on: while it was missing, its place may have been kept for it. */
  #leaveLateOut(segment: Segment, packet: RtpPacket, extended: number): Place {
    if (segment.offsets.wasLeftOut(extended)) return 'none';
    return this.#fill(segment, packet, extended) >= 0 ? 'filler' : 'none';
  }

  #leavesOut(extended: number, frame: FrameInfo): boolean {
    const missing = extended - this.#segment.highest - 1;
    if (missing > 0 && this.temporal.ownsGapBefore(frame)) this.#skip(extended - 1, missing, false);
    const known = this.temporal.wasLeftOut(frame.pictureId);
    if (!this.temporal.leavesOut(frame, extended === this.#segment.highest + 1)) return false;
    this.#skip(extended, 1, !known);
    return true;
  }

  /** Leaves packets out, and with `picture` the picture that they begin: the receiver must not see a hole. */
  #skip(last: number, count: number, picture: boolean): void {
    const { offsets } = this.#segment;
    this.#segment.highest = last;
    offsets.leaveOut(last, count, picture);
    // Numbers between the last packet and these stay free for packets that may still come.
    this.#highestOut = Math.max(this.#highestOut, last - offsets.offset(offsets.find(last + 1)));
  }

  /** Returns the outgoing sequence number (extended), −1 if the packet's place is forgotten. */
  #fill(segment: Segment, packet: RtpPacket, extended: number): number {
    const entry = segment.offsets.find(extended);
    if (entry < 0) return -1;
    const { out, sent } = this;
    const outgoing = extended - segment.offsets.offset(entry);
    out.sequence = outgoing & 0xffff;
    out.timestamp = sent.timestamp = (packet.timestamp - segment.timestampOffset) >>> 0;
    out.pictureShift = sent.pictureShift = segment.offsets.pictureShift(entry);
    out.tl0Shift = sent.tl0Shift = segment.tl0Shift;
    out.keyIdxShift = sent.keyIdxShift = segment.keyIdxShift;
    sent.sourceSequence = extended & 0xffff;
    sent.layer = segment.layer?.index ?? 0;
    out.marker = sent.marker = packet.marker;
    out.activeTargets = -1;
    sent.epoch = segment.epoch & 0xff;
    return outgoing;
  }

  #noteFrame(frame: FrameInfo): void {
    const { out } = this;
    if (frame.pictureId >= 0) this.#pictureId = (frame.pictureId - out.pictureShift) & (2 ** frame.pictureIdBits - 1);
    if (frame.tl0PicIdx >= 0) this.#tl0PicIdx = (frame.tl0PicIdx - out.tl0Shift) & 0xff;
    if (frame.keyIdx >= 0) this.#keyIdx = (frame.keyIdx - out.keyIdxShift) & 0x1f;
  }
}

/** What to subtract from counters which begin at `first`, so that they follow `last`; −1 = absent. */
function shift(first: number, last: number): number {
  return first >= 0 && last >= 0 ? first - last - 1 : 0;
}
