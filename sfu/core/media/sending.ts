import type { ReportBlock, RtcpPacket } from '../rtcp/packets.ts';
import { DownTrack } from './down-track.ts';
import { Forwarding } from './forwarding.ts';
import { shareLine } from './line-share.ts';
import type { PeerLink } from './peer-link.ts';
import type { SendSection } from './sections.ts';
import type { UpTrack } from './up-track.ts';

const SHARE_EVERY_MS = 200;
const MAX_LEFT = 64;

/** What we send to a client: its down tracks, what it reports about them, and its line, which they share. */
export class Sending {
  readonly #link: PeerLink;
  readonly #bySsrc = new Map<number, DownTrack>();
  /** Streams whose track is gone, by SSRC: another may take their place. */
  readonly #left = new Map<number, Forwarding>();
  #tracks: readonly DownTrack[] = [];
  #shareAt = 0;
  #tracksAt = 0;

  constructor(link: PeerLink) {
    this.#link = link;
  }

  get tracks(): readonly DownTrack[] {
    return this.#tracks;
  }

  get nextAt(): number {
    return Math.min(this.#shareAt, this.#tracksAt);
  }

  add(up: UpTrack, section: SendSection): DownTrack {
    const down = new DownTrack(up, section, this.#link, this.#continue(section.ssrc));
    this.#tracks = [...this.#tracks, down];
    this.#bySsrc.set(section.ssrc, down);
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
        this.#link.line.remb(packet.bitsPerSecond);
        break;
    }
  }

  #noteReports(reports: readonly ReportBlock[], nowMs: number): void {
    for (const block of reports) {
      const down = this.#bySsrc.get(block.ssrc);
      if (!down) continue;
      down.report(block, nowMs);
      if (down.stats.rttMs > 0) this.#link.rttMs = down.stats.rttMs;
    }
  }

  tick(nowMs: number): void {
    if (nowMs >= this.#shareAt) {
      this.#shareAt = nowMs + SHARE_EVERY_MS;
      shareLine(this.#tracks, this.#link.line.limitBps, nowMs);
    }
    this.#tracksAt = Number.POSITIVE_INFINITY;
    for (const down of this.#tracks) this.#tracksAt = Math.min(this.#tracksAt, down.tick(nowMs));
  }

  close(): void {
    for (const down of this.#tracks) down.close();
  }
}
