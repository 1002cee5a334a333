import type { FrameInfo } from '../rtp/frame.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { AudioFormats, MADE_RED } from './audio-formats.ts';
import type { DownTrack } from './down-track.ts';
import type { Payload } from './sections.ts';
import type { UpLayer } from './up-layer.ts';

/** Redundant blocks older than this are not looked at. */
const MAX_BACK = 3;

/** Gives each subscriber of an audio track its packets in the form it negotiated: RED, or plain Opus. */
export class AudioSpread {
  readonly #formats = new AudioFormats();
  #redPt = -1;
  #plainPt = -1;
  #packs = false;

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

  forward(
    downs: readonly DownTrack[],
    layer: UpLayer,
    packet: RtpPacket,
    extended: number,
    frame: FrameInfo,
    nowMs: number,
  ): void {
    const isRed = packet.payloadType === this.#redPt;
    if (isRed) this.#recover(downs, layer, packet, extended, frame, nowMs);
    // Packing looks at every packet, since it repeats those before; unpacking only if somebody needs it.
    let other = this.#packs && !isRed ? this.#formats.packed(packet, extended, this.#redPt) : undefined;
    for (const down of downs) {
      const takesAsIs = down.takes(this.#redPt) === isRed || (!isRed && !other);
      if (!takesAsIs && isRed) other ??= this.plain(packet);
      const sent = takesAsIs ? packet : other;
      if (sent) down.forward(layer, sent, extended, frame, nowMs);
    }
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
