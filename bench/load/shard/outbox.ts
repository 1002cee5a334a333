import { randomText } from '#kernel/ids.ts';
import { Refused } from '../http.ts';
import type { Tally } from '../wires.ts';
import { type Follow, type Marked, markedText } from './follow.ts';
import type { Seat } from './seat.ts';
import { ENDED, nowMs, type Stats } from './stats.ts';

const WORDS = 'The minutes of yesterday are in the folder; have a look before we talk. ';
const TRIES = 8;
const WAIT_MS = 1000;

interface Outgoing extends Marked {
  readonly seat: Seat;
  readonly follow: Follow;
  readonly clientId: string;
  readonly text: string;
  tries: number;
}

/** The messages of this process that are not answered yet, and what became of the others. */
export class Outbox {
  readonly #stats: Stats;
  readonly #waiting = new Map<Seat, Set<Outgoing>>();
  readonly #tallies = new Map<number, Tally>();
  #unanswered = 0;
  #nextMark: number;
  #onEmpty: () => void = () => {};

  /** `first`: the number of the first message; no other process may give the same. */
  constructor(stats: Stats, first: number) {
    this.#stats = stats;
    this.#nextMark = first;
  }

  get unanswered(): number {
    return this.#unanswered;
  }

  tallies(): Tally[] {
    return [...this.#tallies.values()];
  }

  /** `dueMs`: when it should have left: times count from then. `random`: how long it is. */
  send(seat: Seat, follow: Follow, dueMs: number, random: number): void {
    const mark = this.#nextMark++;
    const words = WORDS.repeat(1 + Math.floor(random ** 4 * 6)).slice(0, 12 + Math.floor(random * 400));
    const text = markedText({ mark, dueMs }, words);
    const outgoing = { seat, follow, mark, dueMs, clientId: randomText(20), text, tries: 0 };
    const own = this.#waiting.get(seat) ?? new Set();
    this.#waiting.set(seat, own.add(outgoing));
    this.#unanswered += 1;
    this.#stats.count('sent');
    if (seat.online) this.#transmit(outgoing);
  }

  /** After a hello: everything that has no answer goes out again, with the same ids. */
  resend(seat: Seat): void {
    for (const outgoing of this.#waiting.get(seat) ?? []) this.#transmit(outgoing);
  }

  /** Resolves when everything is answered, or given up, or the time is over. */
  async empty(limitMs: number): Promise<void> {
    if (this.#unanswered === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #transmit(outgoing: Outgoing): void {
    const { seat, follow, clientId, text } = outgoing;
    outgoing.tries += 1;
    seat.call('message.send', { clientId, conversation: follow.known.id, text }).then(
      ({ seq }) => this.#acked(outgoing, seq),
      (error: unknown) => this.#refused(outgoing, error),
    );
  }

  #acked(outgoing: Outgoing, seq: number): void {
    if (!this.#done(outgoing)) return;
    this.#stats.count('acked');
    this.#stats.time('ack', nowMs() - outgoing.dueMs);
    const { room } = outgoing.follow.known;
    const { count, sum, last } = this.#tallies.get(room) ?? { count: 0, sum: 0, last: 0 };
    this.#tallies.set(room, { room, count: count + 1, sum: sum + outgoing.mark, last: Math.max(last, seq) });
  }

  #refused(outgoing: Outgoing, error: unknown): void {
    // It goes out again after the next hello.
    if (error instanceof Refused && error.code === ENDED) return;
    this.#stats.error(error);
    if (outgoing.tries >= TRIES) {
      if (this.#done(outgoing)) this.#stats.count('refused');
      return;
    }
    const waitMs = (error instanceof Refused ? error.retryAfterMs : undefined) ?? WAIT_MS;
    setTimeout(() => this.#transmit(outgoing), waitMs);
  }

  /** False when it was before. */
  #done(outgoing: Outgoing): boolean {
    if (this.#waiting.get(outgoing.seat)?.delete(outgoing) !== true) return false;
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#onEmpty();
    return true;
  }
}
