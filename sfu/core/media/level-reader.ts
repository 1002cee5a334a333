import { audioLevel } from '../rtp/extensions.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { timestampDelta } from '../rtp/sequence.ts';

/** One packet stands for no more sound than this: a gap in between was silence (DTX). */
const MAX_PACKET_MS = 120;

/** Reads how loud audio packets are and how much sound each stands for. */
export class LevelReader {
  /** The header extension's id; 0 = not negotiated. */
  id = 0;
  /** Of the packet read last. */
  durationMs = 0;
  #lastTimestamp = -1;

  /** −dBov, or −1 if the packet does not tell or is not newer than the last. */
  read(packet: RtpPacket, clockRate: number): number {
    if (this.id === 0) return -1;
    const ticks = this.#lastTimestamp < 0 ? 0 : timestampDelta(packet.timestamp, this.#lastTimestamp);
    if (ticks < 0) return -1;
    this.#lastTimestamp = packet.timestamp;
    this.durationMs = Math.min((ticks / clockRate) * 1000, MAX_PACKET_MS);
    return audioLevel(packet, this.id);
  }
}
