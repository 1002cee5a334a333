/** A packet that waits longer than the one before by so much: the path may have become longer. */
const JUMP_MS = 50;
/** Packets sent further apart tell nothing about what came at once. */
const CLOSE_MS = 500;
/** The delay after the jump is looked at twice, for so long and over so many packets each time. */
const LOOK_MS = 150;
const LOOK_PACKETS = 3;
/** A longer path has the same delay both times, give or take this; a queue grows or drains. */
const STEADY_MS = 15;
/** A wait beyond that of the first packet by so much is a queue which grows. */
const GROWS_MS = 60;
/** What was no step is followed by none for so long: where packets jitter, every other one would look like one. */
const REST_MS = 1000;
/** A queue that overflows stays as long as it is too, but it loses. */
const MAX_LOSS = 0.1;

interface Look {
  fromMs: number;
  leastMs: number;
  packets: number;
}

/**
 * Tells a path that has become longer from a queue. A queue grows by no more than each packet takes on the line, and
 * goes on growing; a path is longer from one packet to the next, and then stays what it is (a handover, another route).
 */
export class DelayStep {
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #lastWaitMs = 0;
  #restUntil = Number.NEGATIVE_INFINITY;
  #beforeMs = 0;
  #jumpMs = 0;
  #received = 0;
  #lost = 0;
  #looks: Look[] = [];

  /** Whether there was a jump of which it is not known yet what it was. */
  isOpen(nowMs: number): boolean {
    const [first] = this.#looks;
    return first !== undefined && nowMs - first.fromMs < REST_MS + this.#jumpMs;
  }

  /**
   * One packet that arrived, in the order of sending. `usualMs` is what packets waited before at least. Returns by how
   * many milliseconds the path has become longer, 0 = it hasn't, or that isn't certain yet.
   */
  add(sentAtMs: number, waitMs: number, usualMs: number): number {
    const sinceMs = sentAtMs - this.#lastSentAt;
    if (sinceMs < 0) return 0;
    const jumpMs = waitMs - this.#lastWaitMs;
    this.#lastSentAt = sentAtMs;
    this.#lastWaitMs = waitMs;
    if (this.#looks.length > 0) return this.#look(sentAtMs, waitMs);
    if (jumpMs < JUMP_MS || sinceMs > CLOSE_MS || sentAtMs < this.#restUntil) return 0;
    this.#beforeMs = Math.min(usualMs, waitMs - jumpMs);
    this.#jumpMs = jumpMs;
    this.#lost = 0;
    this.#received = 1;
    this.#looks = [{ fromMs: sentAtMs, leastMs: waitMs, packets: 1 }];
    return 0;
  }

  lose(sentAtMs: number): void {
    if (sentAtMs >= (this.#looks[0]?.fromMs ?? Number.POSITIVE_INFINITY)) this.#lost++;
  }

  #look(sentAtMs: number, waitMs: number): number {
    const first = this.#looks[0];
    const look = this.#looks.at(-1);
    if (!first || !look) return 0;
    this.#received++;
    if (waitMs < this.#beforeMs + this.#jumpMs / 2 || waitMs > first.leastMs + GROWS_MS) return this.#end(sentAtMs);
    look.leastMs = Math.min(look.leastMs, waitMs);
    look.packets++;
    if (sentAtMs - look.fromMs < LOOK_MS || look.packets < LOOK_PACKETS) return 0;
    if (look === first) {
      this.#looks.push({ fromMs: sentAtMs, leastMs: waitMs, packets: 1 });
      return 0;
    }
    const steady = Math.abs(look.leastMs - first.leastMs) < STEADY_MS;
    if (!steady || this.#lost > 1 + (this.#received + this.#lost) * MAX_LOSS) return this.#end(sentAtMs);
    this.#looks = [];
    return Math.max(0, Math.min(look.leastMs, first.leastMs) - this.#beforeMs);
  }

  #end(sentAtMs: number): 0 {
    this.#looks = [];
    this.#restUntil = sentAtMs + REST_MS;
    return 0;
  }
}
