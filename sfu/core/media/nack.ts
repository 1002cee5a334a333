/** More missing packets than this are not worth asking for: a keyframe is. */
const MAX_MISSING = 300;
/** As many as fit into the age of a packet: where every third one is lost either way, ten are too few. */
const MAX_TRIES = 20;
/** After this many tries the distance between them grows. */
const PATIENT_TRIES = 8;
const MAX_REORDER_MS = 40;
/** On a lossy line a question is asked a second time so soon; who has answered within a round trip does not answer twice. */
const ECHO_MS = 20;

interface Missing {
  since: number;
  /** When to ask next. */
  dueAt: number;
  /** When to say the last question once more; infinite = not. */
  echoAt: number;
  tries: number;
}

/** Which packets of one layer are missing, and when to ask for them (RFC 4585). Sequence numbers are extended. */
export class NackGenerator {
  readonly #missing = new Map<number, Missing>();
  readonly #maxAgeMs: number;
  /** How long a packet may be late before it counts as lost; learnt from packets that came by themselves. */
  #reorderMs = 0;
  /** Smoothed time from a first request to its answer; 0 = never measured. */
  answerMs = 0;
  /** Questions get lost as well: each is asked twice. */
  isLossy = false;
  /** Answers come as RTX; without it they look like packets that were overtaken. */
  hasRtx = true;
  /** How many packets were asked for. */
  asked = 0;

  /** A packet older than `maxAgeMs` helps nobody any more. */
  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  get size(): number {
    return this.#missing.size;
  }

  /** Notes that `from`…`to` − 1 were skipped. False if that is too many: everything is forgotten then. */
  skipped(from: number, to: number, nowMs: number): boolean {
    if (to - from + this.#missing.size > MAX_MISSING) {
      this.#missing.clear();
      return false;
    }
    for (let sequence = from; sequence < to; sequence++) {
      this.#missing.set(sequence, {
        since: nowMs,
        dueAt: nowMs + this.#reorderMs,
        echoAt: Number.POSITIVE_INFINITY,
        tries: 0,
      });
    }
    return true;
  }

  /** Notes that a late packet arrived; `retransmitted` tells it from one that was only reordered. */
  arrived(sequence: number, retransmitted: boolean, nowMs: number): void {
    const missing = this.#missing.get(sequence);
    if (!missing) return;
    this.#missing.delete(sequence);
    const waited = nowMs - missing.since;
    const isAnswer = retransmitted || (!this.hasRtx && missing.tries > 0 && waited > this.answerMs / 2);
    if (!isAnswer) this.#reorderMs = Math.min(MAX_REORDER_MS, Math.max(this.#reorderMs, waited));
    else if (missing.tries === 1) this.answerMs += (waited - this.answerMs) * (this.answerMs === 0 ? 1 : 0.125);
  }

  /** Sequence numbers to ask for now, rising. `rttMs` spaces the repetitions. */
  collect(nowMs: number, rttMs: number): number[] {
    const due: number[] = [];
    for (const [sequence, missing] of this.#missing) {
      if (nowMs - missing.since > this.#maxAgeMs || missing.tries >= MAX_TRIES) this.#missing.delete(sequence);
      else if (missing.dueAt <= nowMs) {
        if (missing.tries++ === 0) this.asked++;
        missing.echoAt = this.isLossy ? nowMs + ECHO_MS : Number.POSITIVE_INFINITY;
        missing.dueAt = nowMs + Math.max(20, rttMs * 1.1 + 10) * Math.max(1, missing.tries / PATIENT_TRIES);
        due.push(sequence);
      } else if (missing.echoAt <= nowMs) {
        missing.echoAt = Number.POSITIVE_INFINITY;
        due.push(sequence);
      }
    }
    // Reordering that is over should not slow requests for ever.
    if (due.length > 0) this.#reorderMs *= 0.95;
    return due.sort((a, b) => a - b);
  }

  /** When `collect` has something to do next. */
  get nextAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const missing of this.#missing.values()) next = Math.min(next, missing.dueAt, missing.echoAt);
    return next;
  }

  clear(): void {
    this.#missing.clear();
  }
}
