import type { Arrival } from '../rtcp/packets.ts';
import { DelayStep } from './delay-step.ts';
import { LineWindow, type WindowReport } from './line-window.ts';
import { LossMeter } from './loss-meter.ts';
import { PassingRate } from './passing-rate.ts';
import { Probe } from './probe.ts';
import { SentPackets } from './sent-packets.ts';

/** Feedback is judged over windows of this length. */
const WINDOW_MS = 200;
/** A queue that never gets shorter than this within a window is a standing one. */
const STANDING_QUEUE_MS = 50;
/** So long a queue needs no second look if it grows. */
const LONG_QUEUE_MS = 250;
/** With less, the line counts as free. */
const SHORT_QUEUE_MS = 20;
/** Loss so long after the last queue is hardly a queue's doing. */
const QUIET_MS = 10_000;
/** Loss sooner after a queue may be what the queue dropped. */
const AFTER_QUEUE_MS = 3000;
const FLOOR_BPS = 100_000;
/** What of the measured capacity is used, with and without a queue to drain. */
const USED = 0.85;
const LEAST_USED = 0.5;
/** A step needs this long to show an effect. */
const EFFECT_MS = 500;
/** A queue that keeps so much of its length for so long at a lower rate, and grows no more, is none: the path has become longer. */
const UNMOVED_MS = 2000;
const UNMOVED = 0.7;
/** After so long without a packet there is no queue of ours: what packets wait then is the path's own delay. */
const SILENT_MS = 1000;
/** What flows although a queue drains may flow on if no more than this of it fails to arrive. */
const CARRIED = 1.15;
/** Feedback comes several times a second as long as anything is sent. */
const IDLE_MS = 2000;
/** Probes: how soon after congestion or a failed one, and how the distance grows. */
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 5000;
const MAX_PROBE_GROWTH = 3;
const PROBE_QUEUE_MS = 35;
/** Where nothing tells whether probes arrive. */
const BLIND_GROWTH_PER_S = 1.08;

/**
 * What a receiver's line carries, as far as its feedback shows: unlimited until a queue or heavy loss tells otherwise,
 * then a little less than what arrived while the queue grew, then what probes show. Sans-IO: time comes with each call.
 */
export class LineEstimate {
  readonly #random: () => number;
  readonly #sent = new SentPackets();
  readonly #window = new LineWindow();
  readonly #loss = new LossMeter();
  readonly #passing = new PassingRate();
  readonly #step = new DelayStep();
  #limitBps = Number.POSITIVE_INFINITY;
  #capacityBps = Number.POSITIVE_INFINITY;
  #rembBps = Number.POSITIVE_INFINITY;
  #windowStart = -1;
  #feedbackAt = Number.NEGATIVE_INFINITY;
  #queueMs = 0;
  #queuedWindows = 0;
  /** How long the queue was when it began to be drained, and the shortest since; what flowed then. */
  #drain: { readonly atMs: number; readonly queueMs: number; leastMs: number; readonly bps: number } | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Packets sent from then on tell the path's delay anew. */
  #freshFrom = Number.POSITIVE_INFINITY;
  #congestedAt = Number.NEGATIVE_INFINITY;
  #queuedAt = Number.NEGATIVE_INFINITY;
  #clearSince = Number.POSITIVE_INFINITY;
  #isDraining = false;
  /** How things stood before loss alone made the limit fall. */
  #lossyStep:
    | { readonly arrivedBps: number; readonly loss: number; readonly limitBps: number; readonly isQuiet: boolean }
    | undefined;
  #probe: Probe | undefined;
  #probeAt = 0;
  #probedAt = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #raisedAt = Number.NEGATIVE_INFINITY;
  #reportedLosses = 0;
  #sentBytes = 0;
  #bytesAtReport = 0;
  #reportAt = Number.NEGATIVE_INFINITY;
  /** Counts how often the limit fell: others must look at once. */
  falls = 0;

  /** `random` gives 32-bit unsigned numbers: probes of several receivers behind one line must not coincide. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Bits a second; infinite = nothing speaks against more. */
  get limitBps(): number {
    return Math.min(this.#limitBps, this.#rembBps);
  }

  /**
   * What flows may flow on: the limit without what is held back to let a queue drain, or to find out whether a lower rate
   * loses less.
   */
  get sustainedBps(): number {
    if (!this.#isDraining && !this.#lossyStep?.isQuiet) return this.limitBps;
    const passing = this.#passing.bitsPerSecond(!this.#isDraining) * CARRIED;
    return Math.max(this.limitBps, Math.min(passing, this.#rembBps));
  }

  /** The queue in front of the receiver, milliseconds. */
  get queueMs(): number {
    return this.#queueMs;
  }

  /** When the limit fell for a queue last. */
  get queuedAt(): number {
    return this.#queuedAt;
  }

  /** The share of packets that is lost without a queue lately, 0–1: by the path itself, as far as can be told. */
  pathLoss(nowMs: number): number {
    return nowMs - this.#queuedAt < AFTER_QUEUE_MS || this.#queueMs > SHORT_QUEUE_MS ? 0 : this.#loss.smooth;
  }

  get isProbing(): boolean {
    return this.#probe !== undefined;
  }

  /** `sequence` is −1 for packets without a transport-wide number. */
  sent(sequence: number, bytes: number, nowMs: number): void {
    this.#sentBytes += bytes;
    if (nowMs - this.#sentAt > SILENT_MS) this.#freshFrom = nowMs;
    this.#sentAt = nowMs;
    if (sequence >= 0) this.#sent.add(sequence, bytes, nowMs);
  }

  /** The receiver's own estimate; only those who do not send transport-cc send it. */
  remb(bitsPerSecond: number, nowMs: number): void {
    if (nowMs - this.#feedbackAt < 5000) return;
    if (bitsPerSecond < this.limitBps) this.falls++;
    this.#rembBps = Math.max(FLOOR_BPS, bitsPerSecond);
  }

  /** Loss of a receiver report, 0–1: believed as long as there is no finer feedback. */
  report(fractionLost: number, nowMs: number): void {
    const elapsedMs = nowMs - this.#reportAt;
    if (nowMs - this.#feedbackAt < 5000 || elapsedMs < 500) return;
    const sentBps = ((this.#sentBytes - this.#bytesAtReport) * 8000) / elapsedMs;
    this.#reportAt = nowMs;
    this.#bytesAtReport = this.#sentBytes;
    this.#reportedLosses = fractionLost > 0.12 ? this.#reportedLosses + 1 : 0;
    if (this.#reportedLosses >= 2) this.#backOff(sentBps * (1 - fractionLost), nowMs);
    else if (fractionLost < 0.05) this.#limitBps *= BLIND_GROWTH_PER_S ** Math.min(2, elapsedMs / 1000);
  }

  feedback(arrivals: readonly Arrival[], nowMs: number): void {
    this.#feedbackAt = nowMs;
    this.#rembBps = Number.POSITIVE_INFINITY;
    if (this.#windowStart < 0) this.#windowStart = nowMs;
    let leastWaitMs = Number.POSITIVE_INFINITY;
    for (const { sequence, atMs } of arrivals) {
      const sentAt = this.#sent.sentAt(sequence);
      if (sentAt < 0 || nowMs - sentAt > 10_000) continue;
      const size = this.#sent.size(sequence);
      if (atMs < 0) {
        this.#window.lose(size);
        this.#probe?.lose(sentAt);
        this.#step.lose(sentAt);
        continue;
      }
      this.#sent.remove(sequence);
      if (sentAt >= this.#freshFrom) {
        this.#freshFrom = Number.POSITIVE_INFINITY;
        this.#window.queue.forget();
      }
      const waitMs = this.#window.acknowledge(size, sentAt, atMs, nowMs);
      leastWaitMs = Math.min(leastWaitMs, waitMs);
      this.#probe?.acknowledge(size, sentAt, atMs);
      this.#lengthen(this.#step.add(sentAt, waitMs, this.#queueMs));
    }
    // What is tried out must not disturb others behind the same line.
    if (leastWaitMs !== Number.POSITIVE_INFINITY && leastWaitMs > PROBE_QUEUE_MS) this.#probe?.stop(nowMs);
    if (nowMs - this.#windowStart >= WINDOW_MS) this.#judge(nowMs);
  }

  /** The path itself has become longer by this: what was taken for a queue is none. */
  #lengthen(longerByMs: number): void {
    if (longerByMs === 0) return;
    this.#window.queue.rebase(longerByMs);
    this.#queueMs = Math.max(0, this.#queueMs - longerByMs);
    this.#queuedWindows = 0;
    this.#drain = undefined;
  }

  #judge(nowMs: number): void {
    const window = this.#window.turn();
    this.#passing.add(window, nowMs - this.#windowStart);
    this.#windowStart = nowMs;
    if (window.received < 2) return;
    const growsMs = window.queueMs - this.#queueMs;
    this.#queueMs = window.queueMs;
    const lossy = this.#loss.add(window.received, window.lost, window.queueMs > SHORT_QUEUE_MS);
    const queued = this.#isQueued(growsMs) && !this.#step.isOpen(nowMs);
    if (queued || lossy) this.#probe?.stop(nowMs);
    if (window.queueMs > SHORT_QUEUE_MS) this.#clearSince = Number.POSITIVE_INFINITY;
    else this.#clearSince = Math.min(this.#clearSince, nowMs);
    this.#noteUnmoved(nowMs);
    if (queued) this.#congested(window, growsMs, nowMs);
    else if (lossy) this.#lossy(window, nowMs);
    else this.#clear(window);
  }

  #isQueued(growsMs: number): boolean {
    const standing = this.#queueMs > STANDING_QUEUE_MS && growsMs > -5;
    this.#queuedWindows = standing ? this.#queuedWindows + 1 : 0;
    if (this.#queueMs > LONG_QUEUE_MS && growsMs > 20) return true;
    return this.#queuedWindows >= (growsMs > 10 ? 2 : 3);
  }

  #congested(window: WindowReport, growsMs: number, nowMs: number): void {
    this.#queuedAt = nowMs;
    if (this.#lossyStep?.isQuiet) this.#lossyStep = { ...this.#lossyStep, isQuiet: false };
    const takesEffect = nowMs - this.#congestedAt < EFFECT_MS;
    if (takesEffect && !(growsMs > 0 && window.arrivedBps * USED < this.#limitBps * 0.9)) return;
    this.#backOff(window.arrivedBps, nowMs);
  }

  /** Loss without a queue is congestion if a lower rate loses less; else the path has it at any rate. */
  #lossy(window: WindowReport, nowMs: number): void {
    const before = this.#lossyStep;
    const lower = before && window.arrivedBps < before.arrivedBps * 0.85;
    if (lower && this.#loss.current > before.loss * 0.6) {
      this.#loss.carried(this.#loss.current);
      this.#limitBps = before.limitBps;
      this.#lossyStep = undefined;
    } else if (nowMs - this.#congestedAt > EFFECT_MS && (!before || !lower)) {
      const isQuiet = nowMs - this.#queuedAt > QUIET_MS;
      this.#lossyStep ??= {
        arrivedBps: window.arrivedBps,
        loss: this.#loss.current,
        limitBps: this.#limitBps,
        isQuiet,
      };
      this.#backOff(window.arrivedBps, nowMs);
    }
  }

  #backOff(arrivedBps: number, nowMs: number): void {
    // Congested by growing: the line is what it is, so wait longer before the next attempt.
    if (nowMs - this.#raisedAt < 4000) this.#pauseMs = Math.min(MAX_PAUSE_MS, this.#pauseMs * 2);
    else if (nowMs - this.#congestedAt > 10_000) this.#pauseMs = FIRST_PAUSE_MS;
    this.#congestedAt = nowMs;
    this.#probeAt = nowMs + this.#pause();
    this.#capacityBps = arrivedBps;
    const share = Math.max(LEAST_USED, USED - Math.max(0, this.#queueMs - STANDING_QUEUE_MS) / 1500);
    const limit = Math.max(FLOOR_BPS, Math.min(this.#limitBps, arrivedBps * share));
    this.#isDraining = this.#queueMs > STANDING_QUEUE_MS;
    if (limit < this.#limitBps) this.falls++;
    this.#limitBps = limit;
  }

  /** Once the queue is gone the measured capacity may be used; what arrives beyond the limit shows that it is too low. */
  #clear(window: WindowReport): void {
    if (this.#limitBps === Number.POSITIVE_INFINITY || this.#queueMs > SHORT_QUEUE_MS) return;
    if (this.#loss.current < 0.05) this.#lossyStep = undefined;
    if (this.#isDraining) this.#limitBps = Math.max(this.#limitBps, this.#capacityBps * USED);
    this.#isDraining = false;
    if (window.lost === 0) this.#limitBps = Math.max(this.#limitBps, window.arrivedBps * USED);
  }

  #noteUnmoved(nowMs: number): void {
    if (!this.#isDraining || this.#queueMs <= STANDING_QUEUE_MS) {
      this.#drain = undefined;
      return;
    }
    const bps = this.#drain?.bps ?? this.#passing.bitsPerSecond(false);
    // One that still grows is a queue.
    if (!this.#drain || this.#queueMs * UNMOVED > this.#drain.queueMs)
      this.#drain = { atMs: nowMs, queueMs: this.#queueMs, leastMs: this.#queueMs, bps };
    this.#drain.leastMs = Math.min(this.#drain.leastMs, this.#queueMs);
    if (nowMs - this.#drain.atMs < UNMOVED_MS || this.#drain.leastMs < this.#drain.queueMs * UNMOVED) return;
    // What flowed before was never too much.
    this.#capacityBps = Math.max(this.#capacityBps, (bps * CARRIED) / USED);
    this.#lengthen(this.#drain.leastMs);
  }

  /**
   * Probing towards a line of `neededBps`: begins a probe when it is time, ends it when it is told of. Returns the bytes
   * of padding to be sent now; 0 also when nothing more is needed.
   */
  probe(neededBps: number, nowMs: number): number {
    if (this.#probe?.isOver(nowMs)) this.#conclude(this.#probe, nowMs);
    if (!this.#probe && this.#mayProbe(neededBps, nowMs)) {
      const target = Math.max(this.#limitBps * 1.5, Math.min(neededBps * 1.1, this.#limitBps * MAX_PROBE_GROWTH));
      this.#probe = new Probe(target, this.#sentBytes, this.#loss.current, nowMs);
    }
    return this.#probe?.due(this.#sentBytes, nowMs) ?? 0;
  }

  #mayProbe(neededBps: number, nowMs: number): boolean {
    if (neededBps <= this.#limitBps) return false;
    // Where everything is paused nothing comes that could be told of: then the queue is gone.
    const isIdle = this.#feedbackAt > 0 && nowMs - Math.max(this.#feedbackAt, this.#probedAt) > IDLE_MS;
    return isIdle || (nowMs >= this.#probeAt && nowMs - this.#clearSince > WINDOW_MS);
  }

  #conclude(probe: Probe, nowMs: number): void {
    this.#probedAt = nowMs;
    this.#probe = undefined;
    const lossBefore = this.#loss.current;
    const { sentBps, arrivedBps, loss, carried } = probe.result();
    const before = this.#limitBps;
    if (carried) {
      this.#loss.carried(loss);
      // More of it was sent: what the path loses at any rate is no reason to send less.
      this.#limitBps = Math.max(before, (Math.min(sentBps, arrivedBps) * 0.97) / (1 - Math.min(loss, lossBefore)));
      if (this.#lossyStep?.isQuiet) {
        this.#limitBps = Math.max(this.#limitBps, this.#lossyStep.limitBps);
        this.#lossyStep = undefined;
      }
    } else if (arrivedBps < sentBps) this.#limitBps = Math.max(before, Math.min(arrivedBps, probe.targetBps) * USED);
    if (this.#limitBps > before) this.#raisedAt = nowMs;
    if (carried) this.#pauseMs = FIRST_PAUSE_MS;
    else this.#pauseMs = Math.min(MAX_PAUSE_MS, this.#pauseMs * 2);
    this.#probeAt = nowMs + (carried ? 0 : this.#pause());
  }

  #pause(): number {
    return this.#pauseMs * (0.7 + (0.6 * this.#random()) / 2 ** 32);
  }
}
