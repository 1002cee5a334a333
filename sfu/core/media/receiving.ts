import type { ReportBlock, SenderReport } from '../rtcp/packets.ts';
import { compound, writeReceiverReport, writeSdes } from '../rtcp/writer.ts';
import { EXTENSION } from '../rtp/extensions.ts';
import { RtpPacket, read16 } from '../rtp/packet.ts';
import { RtxUnwrapper } from '../rtp/rtx.ts';
import { Arrivals } from './arrivals.ts';
import { countLayers } from './layer-choice.ts';
import type { PeerLink } from './peer-link.ts';
import { sendFeedback } from './publisher-feedback.ts';
import { type Route, Router } from './router.ts';
import type { ReceiveSection } from './sections.ts';
import type { UpLayer } from './up-layer.ts';
import { UpTrack } from './up-track.ts';

const REPORT_EVERY_MS = 1000;
const MAX_REPORT_BLOCKS = 31;
/** While packets are missing, the next look at them comes this soon. */
const REPAIR_MS = 20;

/** What a client sends to us: its packets on their way to tracks, and the feedback it gets for them. */
export class Receiving {
  readonly #link: PeerLink;
  readonly #router = new Router();
  readonly #arrivals = new Arrivals();
  readonly #packet = new RtpPacket();
  readonly #unwrapped = new RtpPacket();
  readonly #rtx = new RtxUnwrapper();
  #tracks: readonly UpTrack[] = [];
  #transportCcId = 0;
  #reportAt = 0;
  #tracksAt = 0;

  constructor(link: PeerLink) {
    this.#link = link;
  }

  get tracks(): readonly UpTrack[] {
    return this.#tracks;
  }

  /** SSRCs known: bounded by two a layer. */
  get routeCount(): number {
    return this.#router.size;
  }

  get nextAt(): number {
    if (this.#tracks.some((up) => up.isDue)) return 0;
    return Math.min(this.#reportAt, this.#tracksAt, this.#arrivals.nextAt);
  }

  setSections(sections: readonly ReceiveSection[]): void {
    const kept = sections.map((section) => ({ section, up: this.#trackFor(section) }));
    const ended = this.#tracks.filter((up) => !kept.some((entry) => entry.up === up));
    this.#tracks = kept.map((entry) => entry.up);
    this.#transportCcId = 0;
    for (const { extensions } of sections) {
      this.#transportCcId = extensions[EXTENSION.transportCc] ?? this.#transportCcId;
    }
    this.#router.setSections(kept);
    for (const up of ended) up.close();
  }

  /** The existing track if the section still names it with as many layers, else a new one. */
  #trackFor(section: ReceiveSection): UpTrack {
    const existing = this.#tracks.find((up) => up.id === section.trackId && !up.closed);
    if (existing?.layers.length !== countLayers(section)) {
      this.#arrivals.hurry();
      return new UpTrack(section, this.#link);
    }
    existing.setSection(section);
    return existing;
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    const packet = this.#packet;
    if (!packet.parse(bytes)) return;
    const transport = this.#transportCcId === 0 ? 0 : packet.extensionStart(this.#transportCcId);
    if (transport !== 0) this.#arrivals.add(read16(bytes, transport), nowMs);
    const route = this.#router.route(packet);
    if (!route) return;
    if (route.rtx) this.#receiveRtx(route, packet, nowMs);
    else route.up.receive(route.layer, packet, false, nowMs);
    if (route.layer.nack.size > 0) this.#ask(route.layer, nowMs);
  }

  /** What is missing is asked for with the packet that tells so, not only when it is time for everything. */
  #ask(layer: UpLayer, nowMs: number): void {
    this.#tracksAt = Math.min(this.#tracksAt, nowMs + REPAIR_MS);
    if (layer.nack.nextAt <= nowMs) sendFeedback(layer, this.#link, nowMs);
  }

  #receiveRtx({ up, layer }: Route, packet: RtpPacket, nowMs: number): void {
    const repaired = up.payloads.find((payload) => payload.rtxPt === packet.payloadType);
    if (!repaired || layer.ssrc === 0) return;
    const original = this.#rtx.unwrap(packet, layer.ssrc, repaired.pt);
    if (original && this.#unwrapped.parse(original)) up.receive(layer, this.#unwrapped, true, nowMs);
  }

  noteSenderReport(report: SenderReport, nowMs: number): void {
    const route = this.#router.bySsrc(report.ssrc);
    if (!route || route.rtx) return;
    this.#link.clock.note(report.ntpMs, nowMs);
    route.layer.lastReport = { ...report, arrivedAt: nowMs };
  }

  tick(nowMs: number): void {
    for (const feedback of this.#arrivals.take(this.#link.localSsrc, this.#anySsrc(), nowMs)) {
      this.#link.sendRtcp(feedback);
    }
    if (nowMs >= this.#reportAt) {
      this.#reportAt = nowMs + REPORT_EVERY_MS;
      this.#report(nowMs);
    }
    this.#tracksAt = Number.POSITIVE_INFINITY;
    for (const up of this.#tracks) this.#tracksAt = Math.min(this.#tracksAt, up.tick(nowMs));
  }

  /** Transport-cc feedback has a field for one media source, which nobody reads. */
  #anySsrc(): number {
    for (const up of this.#tracks) for (const layer of up.layers) if (layer.ssrc !== 0) return layer.ssrc;
    return 0;
  }

  #report(nowMs: number): void {
    const blocks: ReportBlock[] = [];
    for (const up of this.#tracks) {
      for (const layer of up.layers) if (layer.stats.packets > 0) blocks.push(up.report(layer, nowMs));
    }
    const { localSsrc } = this.#link;
    for (let i = 0; i < blocks.length; i += MAX_REPORT_BLOCKS) {
      const report = writeReceiverReport(localSsrc, blocks.slice(i, i + MAX_REPORT_BLOCKS));
      this.#link.sendRtcp(compound([report, writeSdes(localSsrc, 'yiqi')]));
    }
  }

  close(): void {
    for (const up of this.#tracks) up.close();
  }
}
