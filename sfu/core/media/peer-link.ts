import { LineEstimate } from '../bandwidth/line-estimate.ts';
import { RtpWriter } from '../rtp/writer.ts';
import { ClockOffset } from './clock-offset.ts';
import type { Link } from './link.ts';
import type { SoundRound } from './sound-round.ts';

export interface MediaPeerOptions {
  /**
   * Sends one RTP or RTCP packet, unprotected. The bytes are valid during the call only: copy or encrypt at once.
   * Must not throw when the transport is closed.
   */
  readonly send: (bytes: Uint8Array) => void;
  /** A random 32-bit unsigned number: SSRCs, first sequence numbers. */
  readonly random: () => number;
  /** Where packets of sound wait for others that came with them; without, they go at once. */
  readonly sounds?: SoundRound | undefined;
}

/** Questions about packets that a queue swallowed come for this long. */
const RECOVERY_MS = 3000;

/** One for all peers: a packet is composed and sent before the next one begins. */
const writer = new RtpWriter();

/** The peer as its tracks see it. */
export class PeerLink implements Link {
  readonly writer = writer;
  readonly clock = new ClockOffset();
  readonly line: LineEstimate;
  readonly localSsrc: number;
  readonly random: () => number;
  readonly sounds: SoundRound | undefined;
  repeats = true;
  readonly #send: (bytes: Uint8Array) => void;
  /** Set while video is sent. */
  isMeasured = false;
  #transportSequence = 0;
  rttMs = 0;

  constructor(options: MediaPeerOptions, localSsrc: number) {
    this.random = options.random;
    this.sounds = options.sounds;
    this.line = new LineEstimate(options.random);
    this.#send = options.send;
    this.localSsrc = localSsrc;
  }

  get clockOffsetMs(): number | undefined {
    return this.clock.offsetMs;
  }

  isCongested(nowMs: number): boolean {
    return nowMs - this.line.queuedAt < RECOVERY_MS;
  }

  sendRtcp(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  nextTransportSequence(): number {
    this.#transportSequence = (this.#transportSequence + 1) & 0xffff;
    return this.#transportSequence;
  }

  sendRtp(transportSequence: number, nowMs: number): void {
    const { bytes } = writer;
    if (this.isMeasured) this.line.sent(transportSequence, bytes.length, nowMs);
    this.#send(bytes);
  }
}
