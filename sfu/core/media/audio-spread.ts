import type { FrameInfo } from '../rtp/frame.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { AudioFormats, MADE_RED } from './audio-formats.ts';
import type { DownTrack } from './down-track.ts';
import type { Payload } from './sections.ts';
import type { Sound } from './sound-round.ts';
import type { UpLayer } from './up-layer.ts';

/** Redundant blocks older than this are not looked at. */
const MAX_BACK = 3;

interface Taken {
  readonly layer: UpLayer;
  readonly epoch: number;
  readonly packet: RtpPacket;
  readonly extended: number;
  readonly frame: FrameInfo;
  readonly nowMs: number;
  /** How many packets just before it were left out on purpose. */
  readonly leftOut: number;
}

/** Gives each subscriber of an audio track its packets in the form it negotiated: RED, or plain Opus. */
export class AudioSpread implements Sound {
  readonly #formats = new AudioFormats();
  listeners: readonly DownTrack[] = [];
  #redPt = -1;
  #plainPt = -1;
  #packs = false;
  #taken: Taken | null = null;
  /** Packets left out in a row, and the last of them. */
  #leftOut = 0;
  #lastLeftOut = -1;
  #isRed = false;
  /** The packet in the other form. */
  #other: RtpPacket | undefined;

  /** `packs`: plain sound may be made RED. Returns the payload types that subscribers' are matched with. */
  setPayloads(payloads: readonly Payload[], packs: boolean): readonly Payload[] {
    const pt = (mime: string) => payloads.find((payload) => payload.mime.toLowerCase() === mime)?.pt ?? -1;
    this.#plainPt = pt('audio/opus');
    this.#packs = packs && this.#plainPt >= 0;
    const red = pt('audio/red');
    this.#redPt = red < 0 && this.#packs ? MADE_RED.pt : red;
    return this.#redPt === MADE_RED.pt ? [...payloads, MADE_RED] : payloads;
  }

  /** A RED packet as plain Opus, for those who did not negotiate RED. */
  plain(packet: RtpPacket): RtpPacket | undefined {
    return packet.payloadType === this.#redPt ? this.#formats.plain(packet, this.#plainPt) : undefined;
  }

  /** Takes a packet, to be given to each of the listeners; `packet` is referred to until then. */
  take(
    listeners: readonly DownTrack[],
    layer: UpLayer,
    packet: RtpPacket,
    extended: number,
    frame: FrameInfo,
    nowMs: number,
  ): void {
    this.#isRed = packet.payloadType === this.#redPt;
    if (this.#isRed) this.#recover(listeners, layer, packet, extended, frame, nowMs);
    // Packing looks at every packet, since it repeats those before; unpacking only if somebody needs it.
    this.#other = this.#packs && !this.#isRed ? this.#formats.packed(packet, extended, this.#redPt) : undefined;
    this.listeners = listeners;
    const leftOut = extended === this.#lastLeftOut + 1 ? this.#leftOut : 0;
    this.#taken = { layer, epoch: layer.epoch, packet, extended, frame, nowMs, leftOut };
  }

  leaveOut(): void {
    if (!this.#taken) return;
    this.#leftOut = this.#taken.leftOut + 1;
    this.#lastLeftOut = this.#taken.extended;
    this.#taken = null;
  }

  give(listener: DownTrack): void {
    const taken = this.#taken;
    if (!taken || taken.epoch !== taken.layer.epoch) return;
    const takesAsIs = listener.takes(this.#redPt) === this.#isRed || (!this.#isRed && !this.#other);
    if (!takesAsIs && this.#isRed) this.#other ??= this.plain(taken.packet);
    const sent = takesAsIs ? taken.packet : this.#other;
    if (sent) listener.forward(taken.layer, sent, taken.extended, taken.frame, taken.nowMs, taken.leftOut);
  }

  giveAll(): void {
    for (const listener of this.listeners) this.give(listener);
    this.done();
  }

  done(): void {
    this.listeners = [];
    this.#taken = null;
  }

  /** A packet has not been given to everybody yet. */
  get isWaiting(): boolean {
    return this.#taken !== null;
  }

  /** What is missing just before a RED packet and is in its redundant blocks goes to everybody, as plain Opus. */
  #recover(
    downs: readonly DownTrack[],
    layer: UpLayer,
    packet: RtpPacket,
    extended: number,
    frame: FrameInfo,
    nowMs: number,
  ): void {
    if (this.#plainPt < 0) return;
    for (const { back, block } of this.#formats.redundant(packet)) {
      if (back > MAX_BACK || !layer.misses(extended - back)) continue;
      const recovered = this.#formats.recovered(packet, block, back, this.#plainPt);
      if (!recovered) continue;
      layer.recover(extended - back, recovered, nowMs);
      for (const down of downs) down.forward(layer, recovered, extended - back, frame, nowMs);
    }
  }
}
