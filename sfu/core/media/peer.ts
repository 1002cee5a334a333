import type { ReportBlock, RtcpPacket, SenderReport } from '../rtcp/packets.ts';
import { parseRtcp } from '../rtcp/parse.ts';
import { compound, writeReceiverReport, writeSdes } from '../rtcp/writer.ts';
import { EXTENSION } from '../rtp/extensions.ts';
import { isRtcp, RtpPacket, read16 } from '../rtp/packet.ts';
import { RtxUnwrapper } from '../rtp/rtx.ts';
import { Arrivals } from './arrivals.ts';
import { DownTrack } from './down-track.ts';
import { Forwarding } from './forwarding.ts';
import { shareLine } from './line-share.ts';
import { type MediaPeerOptions, PeerLink } from './peer-link.ts';
import { type Route, Router, sortRids } from './router.ts';
import type { ReceiveSection, SendSection } from './sections.ts';
import { UpTrack } from './up-track.ts';

export type { MediaPeerOptions } from './peer-link.ts';

const REPORT_EVERY_MS = 1000;
const SHARE_EVERY_MS = 200;
const MAX_LEFT = 64;
const MAX_REPORT_BLOCKS = 31;

/** The media of one transport (PeerConnection) of a participant, both ways: RTP, RTCP and their timers, without any I/O. */
export class MediaPeer {
  readonly #options: MediaPeerOptions;
  readonly #link: PeerLink;
  readonly #router = new Router();
  readonly #arrivals = new Arrivals();
  readonly #packet = new RtpPacket();
  readonly #unwrapped = new RtpPacket();
  readonly #rtx = new RtxUnwrapper();
  readonly #ssrcs = new Set<number>();
  #ups: readonly UpTrack[] = [];
  #downs: readonly DownTrack[] = [];
  /** Streams whose track is gone, by SSRC: another may take their place. */
  readonly #left = new Map<number, Forwarding>();
  readonly #downBySsrc = new Map<number, DownTrack>();
  #transportCcId = 0;
  #reportAt = 0;
  #shareAt = 0;
  #nextAt = 0;
  #lastReceivedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: MediaPeerOptions) {
    this.#options = options;
    this.#link = new PeerLink(options, this.allocateSsrc());
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** When `tick` has something to do next, milliseconds. May come nearer after `receive`. */
  get nextAt(): number {
    return Math.min(this.#nextAt, this.#arrivals.nextAt);
  }

  /** Smoothed round trip to the client, 0 = unknown. */
  get rttMs(): number {
    return this.#link.rttMs;
  }

  /** Bits a second the client's line is believed to carry towards it; infinite = no sign of a limit. */
  get lineBps(): number {
    return this.#link.line.limitBps;
  }

  /** SSRCs known: bounded by two a layer. */
  get routeCount(): number {
    return this.#router.size;
  }

  /** When the client was last heard of. */
  get lastReceivedAt(): number {
    return this.#lastReceivedAt;
  }

  get upTracks(): readonly UpTrack[] {
    return this.#ups;
  }

  get downTracks(): readonly DownTrack[] {
    return this.#downs;
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
    const kept = sections.map((section) => ({ section, up: this.#upTrackFor(section) }));
    const ended = this.#ups.filter((up) => !kept.some((entry) => entry.up === up));
    this.#ups = kept.map((entry) => entry.up);
    this.#transportCcId = 0;
    for (const { extensions } of sections)
      this.#transportCcId = extensions[EXTENSION.transportCc] ?? this.#transportCcId;
    this.#router.setSections(kept);
    for (const up of ended) up.close();
  }

  /** The existing track if the section still names it with as many layers, else a new one. */
  #upTrackFor(section: ReceiveSection): UpTrack {
    const rids = sortRids(section.rids);
    const existing = this.#ups.find((up) => up.id === section.trackId && !up.closed);
    const layers = Math.max(1, rids.length, section.ssrcs.length);
    if (!existing || existing.layers.length !== layers) return new UpTrack(section, rids, this.#link);
    existing.setSection(section);
    return existing;
  }

  upTrack(trackId: string): UpTrack | undefined {
    return this.#ups.find((up) => up.id === trackId);
  }

  addDownTrack(up: UpTrack, section: SendSection): DownTrack {
    const down = new DownTrack(up, section, this.#link, this.#continue(section.ssrc));
    this.#downs = [...this.#downs, down];
    this.#downBySsrc.set(section.ssrc, down);
    down.events.once('closed', () => this.#removeDownTrack(down));
    if (up.closed || this.#closed) down.close();
    return down;
  }

  /** The outgoing stream of an SSRC: where an earlier track left it, else a new one. */
  #continue(ssrc: number): Forwarding {
    const left = this.#left.get(ssrc);
    this.#left.delete(ssrc);
    const { random } = this.#options;
    return left ?? new Forwarding(random() & 0x7fff, random() & 0x7fff);
  }

  #removeDownTrack(down: DownTrack): void {
    const { ssrc } = down.section;
    this.#downs = this.#downs.filter((other) => other !== down);
    if (this.#downBySsrc.get(ssrc) === down) this.#downBySsrc.delete(ssrc);
    this.#left.set(ssrc, down.forwarding);
    const [oldest] = this.#left.keys();
    if (this.#left.size > MAX_LEFT && oldest !== undefined) this.#left.delete(oldest);
  }

  /** One decrypted RTP or RTCP packet. Never throws for what is in it. `nowMs` may be fractional: finer is better. */
  receive(bytes: Uint8Array, nowMs: number): void {
    if (this.#closed) return;
    this.#lastReceivedAt = nowMs;
    if (isRtcp(bytes)) this.#receiveRtcp(bytes, nowMs);
    else this.#receiveRtp(bytes, nowMs);
  }

  #receiveRtp(bytes: Uint8Array, nowMs: number): void {
    const packet = this.#packet;
    if (!packet.parse(bytes)) return;
    const transport = this.#transportCcId === 0 ? 0 : packet.extensionStart(this.#transportCcId);
    if (transport !== 0) this.#arrivals.add(read16(bytes, transport), nowMs);
    const route = this.#router.route(packet);
    if (!route) return;
    if (route.rtx) this.#receiveRtx(route, packet, nowMs);
    else route.up.receive(route.layer, packet, false, nowMs);
  }

  #receiveRtx({ up, layer }: Route, packet: RtpPacket, nowMs: number): void {
    const repaired = this.#router.repaired(up, packet.payloadType);
    if (!repaired || layer.ssrc === 0) return;
    const original = this.#rtx.unwrap(packet, layer.ssrc, repaired.pt);
    if (original && this.#unwrapped.parse(original)) up.receive(layer, this.#unwrapped, true, nowMs);
  }

  #receiveRtcp(bytes: Uint8Array, nowMs: number): void {
    for (const packet of parseRtcp(bytes)) this.#handle(packet, nowMs);
  }

  #handle(packet: RtcpPacket, nowMs: number): void {
    switch (packet.type) {
      case 'sender-report':
        this.#noteSenderReport(packet, nowMs);
        this.#noteReports(packet.reports, nowMs);
        break;
      case 'receiver-report':
        this.#noteReports(packet.reports, nowMs);
        break;
      case 'nack':
        this.#downBySsrc.get(packet.ssrc)?.resend(packet.lost, nowMs);
        break;
      case 'pli':
        this.#downBySsrc.get(packet.ssrc)?.requestKeyframe(nowMs);
        break;
      case 'fir':
        for (const { ssrc } of packet.requests) this.#downBySsrc.get(ssrc)?.requestKeyframe(nowMs);
        break;
      case 'transport-cc':
        this.#link.line.feedback(packet.arrivals, nowMs);
        break;
      case 'remb':
        this.#link.line.remb(packet.bitsPerSecond);
        break;
    }
  }

  #noteSenderReport(report: SenderReport, nowMs: number): void {
    const route = this.#router.bySsrc(report.ssrc);
    if (!route || route.rtx) return;
    this.#link.clock.note(report.ntpMs, nowMs);
    route.layer.lastReport = { ...report, arrivedAt: nowMs };
  }

  #noteReports(reports: readonly ReportBlock[], nowMs: number): void {
    for (const block of reports) {
      const down = this.#downBySsrc.get(block.ssrc);
      if (!down) continue;
      down.report(block, nowMs);
      if (down.stats.rttMs > 0) this.#link.rttMs = down.stats.rttMs;
    }
  }

  /** Reports, feedback, retries, layer choice. Returns `nextAt`. Call it then, or simply every 20 ms. */
  tick(nowMs: number): number {
    if (this.#closed) return Number.POSITIVE_INFINITY;
    for (const feedback of this.#arrivals.take(this.#link.localSsrc, this.#anySsrc(), nowMs))
      this.#options.send(feedback);
    if (nowMs >= this.#reportAt) {
      this.#reportAt = nowMs + REPORT_EVERY_MS;
      this.#sendReceiverReports(nowMs);
    }
    if (nowMs >= this.#shareAt) {
      this.#shareAt = nowMs + SHARE_EVERY_MS;
      shareLine(this.#downs, this.#link.line.limitBps, nowMs);
    }
    this.#nextAt = Math.min(this.#reportAt, this.#shareAt);
    for (const up of this.#ups) this.#nextAt = Math.min(this.#nextAt, up.tick(nowMs));
    for (const down of this.#downs) this.#nextAt = Math.min(this.#nextAt, down.tick(nowMs));
    return this.nextAt;
  }

  #anySsrc(): number {
    for (const up of this.#ups) for (const layer of up.layers) if (layer.ssrc !== 0) return layer.ssrc;
    return 0;
  }

  #sendReceiverReports(nowMs: number): void {
    const blocks: ReportBlock[] = [];
    for (const up of this.#ups) {
      for (const layer of up.layers) if (layer.stats.packets > 0) blocks.push(layer.report(nowMs));
    }
    const { localSsrc } = this.#link;
    for (let i = 0; i < blocks.length; i += MAX_REPORT_BLOCKS) {
      const report = writeReceiverReport(localSsrc, blocks.slice(i, i + MAX_REPORT_BLOCKS));
      this.#options.send(compound([report, writeSdes(localSsrc, 'yiqi')]));
    }
  }

  /** Ends all tracks both ways. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const up of this.#ups) up.close();
    for (const down of this.#downs) down.close();
  }
}
