import { isRtcp, rtpHeaderBytes } from './packets.ts';
import type { Placed, Protection } from './protection.ts';
import { indexOf, ReplayWindow } from './replay-window.ts';

/** More streams than any client has at a time; past them, that which was silent longest is forgotten. */
const MAX_STREAMS = 512;
/** Streams that are found without the table. */
const LATELY_USED = 16;
const MAX_INDEX = 2 ** 48;
const MAX_RTCP_INDEX = 2 ** 31;
const LEAST_RTCP_BYTES = 8;

interface Stream {
  rtp: ReplayWindow;
  rtcp: ReplayWindow;
  usedAt: number;
}

/** Protects what we send. */
export class SrtpSender {
  readonly overhead: number;
  readonly #protection: Protection;
  readonly #streams = new Map<number, ReplayWindow>();
  /** Those used lately, looked through one by one: so few are found sooner in a row than by the table. */
  readonly #ssrcs: number[] = [];
  readonly #windows: ReplayWindow[] = [];
  #oldest = 0;
  readonly #rtcpCounts = new Map<number, number>();
  #latestSsrc = 0;
  #latest: ReplayWindow;

  constructor(protection: Protection) {
    this.#latest = this.#lookUp(0);
    this.#protection = protection;
    this.overhead = protection.overhead;
  }

  /** Whether a packet may be sent a second time. */
  get repeats(): boolean {
    return !this.#protection.neverTwice;
  }

  /** Protects in place. Answers with the new length, or -1 for what cannot be sent. */
  protect(packet: Placed): number {
    const { bytes } = packet.block;
    if (isRtcp(bytes, packet.at)) return this.#protectRtcp(packet);
    const headerBytes = rtpHeaderBytes(bytes, packet.length, packet.at);
    if (headerBytes < 0) return -1;
    const ssrc = packet.block.view.getInt32(packet.at + 8);
    const window = this.#windowOf(ssrc);
    const index = indexOf(packet.block.view.getUint16(packet.at + 2), window.highest);
    if (index < 0 || index >= MAX_INDEX) return -1;
    // With GCM two packets under one index would tell the authentication key (RFC 7714 §8.1).
    if (this.#protection.neverTwice && !window.isNew(index)) return -1;
    window.add(index);
    return this.#protection.protectRtp(packet, headerBytes, ssrc >>> 0, index);
  }

  free(): void {
    this.#protection.free();
  }

  #protectRtcp(packet: Placed): number {
    if (packet.length < LEAST_RTCP_BYTES) return -1;
    const ssrc = packet.block.view.getUint32(packet.at + 4);
    const index = this.#rtcpCounts.get(ssrc) ?? 0;
    if (index >= MAX_RTCP_INDEX) return -1;
    this.#rtcpCounts.set(ssrc, index + 1);
    return this.#protection.protectRtcp(packet, ssrc, index);
  }

  /** Packets of one stream come in a row. SSRCs are signed here: so they need no memory of their own. */
  #windowOf(ssrc: number): ReplayWindow {
    if (ssrc === this.#latestSsrc) return this.#latest;
    const window = this.#windows[this.#ssrcs.indexOf(ssrc)] ?? this.#lookUp(ssrc);
    this.#latestSsrc = ssrc;
    this.#latest = window;
    return window;
  }

  #lookUp(ssrc: number): ReplayWindow {
    const window = this.#streams.get(ssrc) ?? new ReplayWindow();
    this.#streams.set(ssrc, window);
    this.#ssrcs[this.#oldest] = ssrc;
    this.#windows[this.#oldest] = window;
    this.#oldest = (this.#oldest + 1) % LATELY_USED;
    return window;
  }
}

/** Opens what the peer sends: each packet once, and only what is authentic. */
export class SrtpReceiver {
  readonly #protection: Protection;
  readonly #streams = new Map<number, Stream>();
  #uses = 0;

  constructor(protection: Protection) {
    this.#protection = protection;
  }

  /** Opens in place. Answers with the new length, or -1 for what is forged, repeated or no packet. */
  open(packet: Placed): number {
    const { bytes } = packet.block;
    if (packet.length >= LEAST_RTCP_BYTES && isRtcp(bytes, packet.at)) return this.#openRtcp(packet);
    return this.#openRtp(packet, rtpHeaderBytes(bytes, packet.length, packet.at));
  }

  free(): void {
    this.#protection.free();
  }

  #openRtp(packet: Placed, headerBytes: number): number {
    if (headerBytes < 0) return -1;
    const ssrc = packet.block.view.getUint32(packet.at + 8);
    const known = this.#streams.get(ssrc);
    const index = indexOf(packet.block.view.getUint16(packet.at + 2), known?.rtp.highest ?? -1);
    if (index < 0 || index >= MAX_INDEX || (known && !known.rtp.isNew(index))) return -1;
    const length = this.#protection.openRtp(packet, headerBytes, ssrc, index);
    if (length >= 0) this.#use(ssrc, known).rtp.add(index);
    return length;
  }

  #openRtcp(packet: Placed): number {
    const index = this.#protection.rtcpIndex(packet);
    if (index < 0) return -1;
    const ssrc = packet.block.view.getUint32(packet.at + 4);
    const known = this.#streams.get(ssrc);
    if (known && !known.rtcp.isNew(index)) return -1;
    const length = this.#protection.openRtcp(packet, ssrc);
    if (length >= 0) this.#use(ssrc, known).rtcp.add(index);
    return length;
  }

  /** Only authentic packets make streams. */
  #use(ssrc: number, known: Stream | undefined): Stream {
    const stream = known ?? { rtp: new ReplayWindow(), rtcp: new ReplayWindow(), usedAt: 0 };
    stream.usedAt = ++this.#uses;
    if (known) return stream;
    if (this.#streams.size >= MAX_STREAMS) this.#forgetOldest();
    this.#streams.set(ssrc, stream);
    return stream;
  }

  #forgetOldest(): void {
    let oldest = -1;
    let usedAt = Number.POSITIVE_INFINITY;
    for (const [ssrc, stream] of this.#streams) {
      if (stream.usedAt < usedAt) [oldest, usedAt] = [ssrc, stream.usedAt];
    }
    this.#streams.delete(oldest);
  }
}
