import type { Bus } from '#kernel/ports/bus.ts';
import type { BoardTopics } from './boards/topics.ts';

export interface MeetingTopics extends BoardTopics {
  /** What hosts or those who wait see of a meeting is not what it was. */
  'meeting-changed': { number: string };
}

/** How long a question about what has not changed is held. */
const HELD_MS = 20_000;

/** Lets questions wait until a meeting changes, in whichever process it does. */
export class MeetingNews {
  readonly #bus: Bus<MeetingTopics>;
  readonly #stops: (() => void)[];
  readonly #waiting = new Map<string, Set<() => void>>();
  #closed = false;

  constructor(bus: Bus<MeetingTopics>) {
    this.#bus = bus;
    this.#stops = [
      bus.subscribe('meeting-changed', ({ number }) => this.#wake(number)),
      bus.onLoss(() => this.#wakeAll()),
    ];
  }

  tell(number: string): void {
    this.#bus.publish('meeting-changed', { number });
  }

  /** Asks `look` until it has an answer, at every change of the meeting, or whenever it is woken; its last word counts when time is over. */
  async until<Answer>(number: string, look: (last: boolean) => Promise<Answer | undefined>): Promise<Answer> {
    const deadline = performance.now() + HELD_MS;
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = this.#listen(number, resolve);
      try {
        const left = deadline - performance.now();
        const last = left <= 0 || this.#closed;
        const answer = await look(last);
        if (answer !== undefined) return answer;
        if (last) throw new Error('the last look has an answer');
        const timer = setTimeout(resolve, left);
        await promise;
        clearTimeout(timer);
      } finally {
        stop();
      }
    }
  }

  /** Those in this process who wait for it look again. */
  wake(what: string): void {
    this.#wake(what);
  }

  /** Everybody who waits is answered. */
  release(): void {
    this.#closed = true;
    this.#wakeAll();
  }

  close(): void {
    this.release();
    for (const stop of this.#stops) stop();
  }

  #wakeAll(): void {
    for (const number of [...this.#waiting.keys()]) this.#wake(number);
  }

  #listen(number: string, wake: () => void): () => void {
    const listeners = this.#waiting.get(number) ?? new Set();
    this.#waiting.set(number, listeners.add(wake));
    return () => {
      listeners.delete(wake);
      if (listeners.size === 0 && this.#waiting.get(number) === listeners) this.#waiting.delete(number);
    };
  }

  #wake(number: string): void {
    for (const wake of [...(this.#waiting.get(number) ?? [])]) wake();
  }
}
