import { parseRtcp } from '../rtcp/parse.ts';
import { isRtcp } from '../rtp/packet.ts';
import type { DownTrack } from './down-track.ts';
import { type MediaPeerOptions, PeerLink } from './peer-link.ts';
import { Receiving } from './receiving.ts';
import type { ReceiveSection, SendSection } from './sections.ts';
import { Sending } from './sending.ts';
import type { UpTrack } from './up-track.ts';

/** The media of one transport (PeerConnection) of a participant, both ways: RTP, RTCP and their timers, without any I/O. */
export class MediaPeer {
  readonly #options: MediaPeerOptions;
  readonly #link: PeerLink;
  readonly #receiving: Receiving;
  readonly #sending: Sending;
  readonly #ssrcs = new Set<number>();
  #lastReceivedAt = Number.NEGATIVE_INFINITY;
  /** When there is something to do for a client that sends nothing, whatever else comes; 0 = to be found out. */
  #restsUntil = 0;
  #closed = false;

  constructor(options: MediaPeerOptions) {
    this.#options = options;
    this.#link = new PeerLink(options, this.allocateSsrc());
    this.#receiving = new Receiving(this.#link);
    this.#sending = new Sending(this.#link);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** When `tick` has something to do next, milliseconds. May come nearer after `receive`. */
  get nextAt(): number {
    return this.#restsUntil > 0 ? this.#restsUntil : Math.min(this.#receiving.nextAt, this.#sending.nextAt);
  }

  /** Smoothed round trip to the client, 0 = unknown. */
  get rttMs(): number {
    return this.#link.rttMs;
  }

  /** Bits a second the client's line is believed to carry towards it; infinite = no sign of a limit. */
  get lineBps(): number {
    return this.#link.line.limitBps;
  }

  /** SSRCs the client is known to send: bounded by two a layer. */
  get routeCount(): number {
    return this.#receiving.routeCount;
  }

  /** When the client was last heard of. */
  get lastReceivedAt(): number {
    return this.#lastReceivedAt;
  }

  get upTracks(): readonly UpTrack[] {
    return this.#receiving.tracks;
  }

  get downTracks(): readonly DownTrack[] {
    return this.#sending.tracks;
  }

  /** An SSRC that was never used on this peer. A track may be subscribed again under its old one. */
  allocateSsrc(): number {
    for (;;) {
      const ssrc = this.#options.random() >>> 0;
      if (ssrc === 0 || this.#ssrcs.has(ssrc)) continue;
      this.#ssrcs.add(ssrc);
      return ssrc;
    }
  }

  /** Declares everything the client sends. Tracks no longer named end; tracks named go on, whatever else changed. */
  setReceive(sections: readonly ReceiveSection[]): void {
    if (this.#closed) return;
    this.#restsUntil = 0;
    this.#receiving.setSections(sections);
  }

  upTrack(trackId: string): UpTrack | undefined {
    return this.upTracks.find((up) => up.id === trackId);
  }

  addDownTrack(up: UpTrack, section: SendSection): DownTrack {
    const down = this.#sending.add(up, section);
    if (this.#closed) down.close();
    else this.#restsUntil = 0;
    return down;
  }

  /** One decrypted RTP or RTCP packet. Never throws for what is in it. `nowMs` may be fractional: finer is better. */
  receive(bytes: Uint8Array, nowMs: number): void {
    if (this.#closed) return;
    this.#lastReceivedAt = nowMs;
    if (!isRtcp(bytes)) {
      this.#receiving.receive(bytes, nowMs);
      return;
    }
    for (const packet of parseRtcp(bytes)) {
      if (packet.type === 'sender-report') this.#receiving.noteSenderReport(packet, nowMs);
      this.#sending.handle(packet, nowMs);
    }
  }

  /** Reports, feedback, retries, layer choice. Returns `nextAt`. Call it then, or simply every 20 ms. */
  tick(nowMs: number): number {
    if (this.#closed) return this.nextAt;
    this.#receiving.tick(nowMs);
    this.#sending.tick(nowMs);
    this.#restsUntil = 0;
    if (this.upTracks.length === 0) this.#restsUntil = this.nextAt;
    return this.nextAt;
  }

  /** What of the client's line is used at most, bits a second; infinite: all that it carries. */
  get ceilingBps(): number {
    return this.#sending.ceilingBps;
  }

  limitLine(bitsPerSecond: number): void {
    this.#sending.ceilingBps = bitsPerSecond;
  }

  /** Whether a packet may leave a second time under its number: some encryption does not bear it. */
  setRepeats(repeats: boolean): void {
    this.#link.repeats = repeats;
  }

  /** Ends all tracks both ways. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#restsUntil = Number.POSITIVE_INFINITY;
    this.#receiving.close();
    this.#sending.close();
  }
}
