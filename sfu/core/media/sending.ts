import type { ReportBlock, RtcpPacket } from '../rtcp/packets.ts';
import { compound } from '../rtcp/writer.ts';
import { Copies } from './copies.ts';
import { DownTrack } from './down-track.ts';
import { Forwarding } from './forwarding.ts';
import { type LineShare, shareLine } from './line-share.ts';
import type { PeerLink } from './peer-link.ts';
import type { SendSection } from './sections.ts';
import type { UpTrack } from './up-track.ts';

const SHARE_EVERY_MS = 100;
/** While the line is tried out with padding, it is sent this often. */
const PAD_EVERY_MS = 20;
/** Of the line, media and their copies take no more. */
const COPIED_SHARE = 0.95;
const MAX_LEFT = 64;
/** Sender reports in one packet: with its CNAME each has some sixty bytes. */
const MAX_REPORTS = 16;

/** What we send to a client: its down tracks, what it reports about them, and its line, which they share. */
export class Sending {
  /** More than that is not used of the line, whatever it carries; bits a second. */
  ceilingBps = Number.POSITIVE_INFINITY;
  readonly #link: PeerLink;
  readonly #bySsrc = new Map<number, DownTrack>();
  /** Streams whose track is gone, by SSRC: another may take their place. */
  readonly #left = new Map<number, Forwarding>();
  #tracks: readonly DownTrack[] = [];
  #shareAt = 0;
  #share: LineShare = { usedBps: 0, neededBps: 0 };
  readonly #copies = new Copies();
  #falls = 0;
  #tracksAt = 0;

  constructor(link: PeerLink) {
    this.#link = link;
  }

  get tracks(): readonly DownTrack[] {
    return this.#tracks;
  }

  get nextAt(): number {
    return Math.min(this.#shareAt, this.#tracksAt, this.#copies.nextAt);
  }

  add(up: UpTrack, section: SendSection): DownTrack {
    const down = new DownTrack(up, section, this.#link, this.#continue(section.ssrc));
    this.#tracks = [...this.#tracks, down];
    this.#bySsrc.set(section.ssrc, down);
    this.#link.isMeasured ||= up.kind === 'video';
    this.#shareAt = 0;
    down.events.once('closed', () => this.#remove(down));
    if (up.closed) down.close();
    return down;
  }

  /** The outgoing stream of an SSRC: where an earlier track left it, else a new one. */
  #continue(ssrc: number): Forwarding {
    const left = this.#left.get(ssrc);
    this.#left.delete(ssrc);
    const { random } = this.#link;
    return left ?? new Forwarding(random() & 0x7fff, random() & 0x7fff);
  }

  #remove(down: DownTrack): void {
    const { ssrc } = down.section;
    this.#tracks = this.#tracks.filter((other) => other !== down);
    this.#link.isMeasured = this.#tracks.some(({ up }) => up.kind === 'video');
    if (this.#bySsrc.get(ssrc) === down) this.#bySsrc.delete(ssrc);
    this.#left.set(ssrc, down.forwarding);
    const [oldest] = this.#left.keys();
    if (this.#left.size > MAX_LEFT && oldest !== undefined) this.#left.delete(oldest);
  }

  /** Feedback about our streams. */
  handle(packet: RtcpPacket, nowMs: number): void {
    switch (packet.type) {
      case 'sender-report':
      case 'receiver-report':
        this.#noteReports(packet.reports, nowMs);
        break;
      case 'nack':
        this.#bySsrc.get(packet.ssrc)?.resend(packet.lost, nowMs);
        break;
      case 'pli':
        this.#bySsrc.get(packet.ssrc)?.requestKeyframe(nowMs);
        break;
      case 'fir':
        for (const { ssrc } of packet.requests) this.#bySsrc.get(ssrc)?.requestKeyframe(nowMs);
        break;
      case 'transport-cc':
        this.#link.line.feedback(packet.arrivals, nowMs);
        break;
      case 'remb':
        this.#link.line.remb(packet.bitsPerSecond, nowMs);
        break;
    }
  }

  #noteReports(reports: readonly ReportBlock[], nowMs: number): void {
    let worstLoss = -1;
    for (const block of reports) {
      const down = this.#bySsrc.get(block.ssrc);
      if (!down) continue;
      down.report(block, nowMs);
      worstLoss = Math.max(worstLoss, block.fractionLost);
      if (down.stats.rttMs > 0) this.#link.rttMs = down.stats.rttMs;
    }
    if (worstLoss >= 0 && this.#link.isMeasured) this.#link.line.report(worstLoss, nowMs);
  }

  tick(nowMs: number): void {
    this.#divide(nowMs);
    this.#tracksAt = Number.POSITIVE_INFINITY;
    const reports: Uint8Array[] = [];
    for (const down of this.#tracks) {
      const report = down.takeReport(nowMs);
      if (report) reports.push(report);
      this.#tracksAt = Math.min(this.#tracksAt, down.reportAt);
    }
    for (let i = 0; i < reports.length; i += MAX_REPORTS)
      this.#link.sendRtcp(compound(reports.slice(i, i + MAX_REPORTS)));
  }

  /** Divides the line anew: now and then, and at once when it has become shorter. Then tries whether it is longer. */
  #divide(nowMs: number): void {
    const { line } = this.#link;
    if (nowMs >= this.#shareAt || line.falls !== this.#falls) {
      const fell = line.falls !== this.#falls;
      this.#falls = line.falls;
      this.#shareAt = nowMs + SHARE_EVERY_MS;
      this.#share = shareLine(
        this.#tracks,
        Math.min(line.limitBps, this.ceilingBps),
        Math.min(line.sustainedBps, this.ceilingBps),
        fell || this.#link.isCongested(nowMs),
        nowMs,
      );
    }
    const wantedBps = Math.max(this.#share.neededBps, this.#copy(nowMs));
    const padding = line.probe(Math.min(wantedBps, this.ceilingBps), nowMs);
    if (line.isProbing) this.#shareAt = Math.min(this.#shareAt, nowMs + PAD_EVERY_MS);
    if (padding > 0) this.#pad(padding, nowMs);
  }

  /**
   * What is lost at any rate is sent more than once, as far as the line has room for it, and the processor time. Returns
   * how long a line would do for that and the media; 0 = no longer one.
   */
  #copy(nowMs: number): number {
    const { line, sounds } = this.#link;
    const loss = sounds?.isStrained ? 0 : line.pathLoss(nowMs);
    const { usedBps } = this.#share;
    const spareBps = Math.min(line.limitBps, this.ceilingBps) * COPIED_SHARE - usedBps;
    const wantedBps = this.#copies.tick(this.#tracks, loss, spareBps, nowMs);
    return wantedBps > spareBps ? (usedBps + wantedBps) / COPIED_SHARE : 0;
  }

  /** The video that sends most has most to repeat. */
  #pad(bytes: number, nowMs: number): void {
    const videos = this.#tracks.filter(({ up }) => up.kind === 'video');
    videos.sort((a, b) => b.stats.rate.bitsPerSecond(nowMs) - a.stats.rate.bitsPerSecond(nowMs));
    for (const down of videos) if (down.pad(bytes, nowMs) > 0) return;
  }

  close(): void {
    for (const down of this.#tracks) down.close();
  }
}
