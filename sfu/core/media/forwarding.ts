import type { FrameInfo } from '../rtp/frame.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { OffsetMap } from './offset-map.ts';
import type { Outgoing } from './rewriter.ts';
import type { SentPacket } from './sent-log.ts';
import { Timeline } from './timeline.ts';
import type { UpLayer } from './up-layer.ts';

/**
 * Makes one continuous stream out of whichever layer is forwarded: sequence numbers, timestamps, picture ids, TL0PICIDX
 * and KEYIDX go on over switches, pauses and packets left out.
 */
export class Forwarding {
  readonly timeline = new Timeline();
  /** The fields of the packet mapped last. */
  readonly out: Outgoing = { sequence: 0, timestamp: 0, pictureShift: 0, tl0Shift: 0, keyIdxShift: 0 };
  /** The same packet as the log keeps it. */
  readonly sent: SentPacket = {
    layer: 0,
    epoch: 0,
    sourceSequence: 0,
    timestamp: 0,
    pictureShift: 0,
    tl0Shift: 0,
    keyIdxShift: 0,
  };
  readonly #offsets = new OffsetMap();
  #current: UpLayer | undefined;
  #epoch = -1;
  /** Highest incoming number of the present source, and highest outgoing (extended). */
  #highestIn = -1;
  #highestOut = 0;
  #pictureId = -1;
  #tl0PicIdx = -1;
  #keyIdx = -1;
  #tl0Shift = 0;
  #keyIdxShift = 0;

  get current(): UpLayer | undefined {
    return this.#current;
  }

  /** Sets the number before the first outgoing one. */
  begin(sequence: number): void {
    this.#highestOut = 0x10000 + sequence;
  }

  /** True if packets of the layer flow now. */
  carries(layer: UpLayer): boolean {
    return this.#current === layer && this.#epoch === layer.epoch;
  }

  /** Goes on with `layer` from this packet. */
  join(layer: UpLayer, packet: RtpPacket, extended: number, frame: FrameInfo, nowMs: number): void {
    this.timeline.join(layer, packet.timestamp, nowMs);
    const pictureShift = this.#pictureId >= 0 && frame.pictureId >= 0 ? frame.pictureId - this.#pictureId - 1 : 0;
    this.#tl0Shift = this.#tl0PicIdx >= 0 && frame.tl0PicIdx >= 0 ? frame.tl0PicIdx - this.#tl0PicIdx - 1 : 0;
    this.#keyIdxShift = this.#keyIdx >= 0 && frame.keyIdx >= 0 ? frame.keyIdx - this.#keyIdx - 1 : 0;
    this.#offsets.start(extended, extended - (this.#highestOut + 1), pictureShift);
    this.#highestIn = extended - 1;
    this.#current = layer;
    this.#epoch = layer.epoch;
  }

  leave(): void {
    this.#current = undefined;
  }

  /** Fills `out` and `sent` for a packet of the present layer. False if the packet is to be left out. */
  map(layer: UpLayer, packet: RtpPacket, extended: number, frame: FrameInfo, nowMs: number): boolean {
    const inOrder = extended > this.#highestIn;
    if (packet.payloadLength === 0) {
      if (inOrder) this.#skip(extended);
      return false;
    }
    const entry = this.#offsets.find(extended);
    if (entry < 0) return false;
    const outgoing = extended - this.#offsets.offset(entry);
    this.#fill(layer, packet, extended, outgoing, this.#offsets.pictureShift(entry));
    if (inOrder) {
      this.#highestIn = extended;
      this.#highestOut = outgoing;
      this.#noteFrame(frame);
      this.timeline.note(this.out.timestamp, nowMs);
    }
    return true;
  }

  /** Padding only: the receiver must not see a hole. */
  #skip(extended: number): void {
    this.#highestIn = extended;
    this.#offsets.leaveOut(extended, false);
    // Numbers between the last packet and this one stay free for packets that may still come.
    this.#highestOut = Math.max(this.#highestOut, extended - this.#offsets.offset(this.#offsets.find(extended + 1)));
  }

  #fill(layer: UpLayer, packet: RtpPacket, extended: number, outgoing: number, pictureShift: number): void {
    const { out, sent } = this;
    out.sequence = sent.sourceSequence = outgoing & 0xffff;
    sent.sourceSequence = extended & 0xffff;
    out.timestamp = sent.timestamp = this.timeline.map(packet.timestamp);
    out.pictureShift = sent.pictureShift = pictureShift;
    out.tl0Shift = sent.tl0Shift = this.#tl0Shift;
    out.keyIdxShift = sent.keyIdxShift = this.#keyIdxShift;
    sent.layer = layer.index;
    sent.epoch = layer.epoch & 0xff;
  }

  #noteFrame(frame: FrameInfo): void {
    const { out } = this;
    if (frame.pictureId >= 0) this.#pictureId = (frame.pictureId - out.pictureShift) & (2 ** frame.pictureIdBits - 1);
    if (frame.tl0PicIdx >= 0) this.#tl0PicIdx = (frame.tl0PicIdx - this.#tl0Shift) & 0xff;
    if (frame.keyIdx >= 0) this.#keyIdx = (frame.keyIdx - this.#keyIdxShift) & 0x1f;
  }
}
