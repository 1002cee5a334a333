import { RtpPacket, write16, write32 } from '../rtp/packet.ts';
import { fitsRed, parseRed, type RedBlock, writeRed } from '../rtp/red.ts';
import { timestampDelta } from '../rtp/sequence.ts';
import type { Payload } from './sections.ts';

/** How many earlier packets go along with each (as in LiveKit). */
const REDUNDANT = 2;
/** A packet that would become larger than this goes out alone. */
const MAX_PAYLOAD = 1100;
/**
 * Stands for RED in the list of a publisher's payload types that has none: we make it. No packet carries it, since types
 * on the wire have seven bits.
 */
export const MADE_RED: Payload = { pt: 128, mime: 'audio/red', clockRate: 48_000, fmtp: '' };

interface Earlier {
  readonly extended: number;
  readonly timestamp: number;
  readonly data: Uint8Array;
}

/** Turns the packets of one audio stream from plain Opus into RED (RFC 2198) and back. Results last until the next call. */
export class AudioFormats {
  readonly #packet = new RtpPacket();
  #buffer = new Uint8Array(2048);
  #earlier: readonly Earlier[] = [];

  /** A RED packet as plain Opus of type `pt`: its primary block. Undefined if it is malformed. */
  plain(packet: RtpPacket, pt: number): RtpPacket | undefined {
    const primary = parseRed(packet.bytes, packet.payloadStart, packet.payloadEnd)?.at(-1);
    return primary && this.#extract(packet, primary, packet.sequence, pt);
  }

  /** The redundant blocks of a RED packet by how many packets earlier they were sent, oldest first. */
  redundant(packet: RtpPacket): readonly { readonly back: number; readonly block: RedBlock }[] {
    const blocks = parseRed(packet.bytes, packet.payloadStart, packet.payloadEnd) ?? [];
    return blocks.slice(0, -1).map((block, i) => ({ back: blocks.length - 1 - i, block }));
  }

  /** A redundant block as the plain packet which it repeats. */
  recovered(packet: RtpPacket, block: RedBlock, back: number, pt: number): RtpPacket | undefined {
    return this.#extract(packet, block, (packet.sequence - back) & 0xffff, pt);
  }

  /** Header and extensions of `packet`, with the data of a block. */
  #extract(packet: RtpPacket, block: RedBlock, sequence: number, pt: number): RtpPacket | undefined {
    if (block.end === block.start) return undefined;
    const { bytes } = packet;
    // What header extensions tell (the level, the time) is true of the primary block only.
    const header = block.age === 0 ? packet.payloadStart : 12;
    this.#begin(bytes, header, packet.payloadEnd);
    if (block.age > 0) this.#buffer[0] = 0x80;
    this.#buffer[1] = pt | (packet.marker && block.age === 0 ? 0x80 : 0);
    write16(this.#buffer, 2, sequence);
    write32(this.#buffer, 4, (packet.timestamp - block.age) >>> 0);
    this.#buffer.set(bytes.subarray(block.start, block.end), header);
    return this.#finish(header + block.end - block.start);
  }

  /** A plain packet as RED, with those before it; `redPt` is the type it is to be known by. Undefined if it does not pay. */
  packed(packet: RtpPacket, extended: number, redPt: number): RtpPacket | undefined {
    const data = packet.bytes.slice(packet.payloadStart, packet.payloadEnd);
    const blocks = this.#earlier
      .filter((one) => one.extended < extended && one.extended >= extended - REDUNDANT)
      .map((one) => ({ pt: 0, age: timestampDelta(packet.timestamp, one.timestamp), data: one.data }))
      .filter(({ age, data: { length } }) => fitsRed(age, length));
    this.#remember({ extended, timestamp: packet.timestamp, data });
    const size = blocks.reduce((sum, block) => sum + block.data.length + 4, data.length + 1);
    if (data.length === 0 || size > MAX_PAYLOAD) return undefined;
    this.#begin(packet.bytes, packet.payloadStart, packet.payloadStart + size);
    const end = writeRed(this.#buffer, packet.payloadStart, [...blocks, { pt: 0, age: 0, data }]);
    const made = this.#finish(end);
    if (made) made.payloadType = redPt;
    return made;
  }

  #remember(packet: Earlier): void {
    const last = this.#earlier.at(-1);
    if (last && packet.extended <= last.extended && last.extended - packet.extended < 1000) return;
    this.#earlier = [...this.#earlier.slice(1 - REDUNDANT), packet];
  }

  #begin(bytes: Uint8Array, header: number, size: number): void {
    if (size > this.#buffer.length) this.#buffer = new Uint8Array(size);
    this.#buffer.set(bytes.subarray(0, header));
    // No padding.
    this.#buffer[0] = (this.#buffer[0] ?? 0) & ~0x20;
  }

  #finish(end: number): RtpPacket | undefined {
    return this.#packet.parse(this.#buffer.subarray(0, end)) ? this.#packet : undefined;
  }
}
