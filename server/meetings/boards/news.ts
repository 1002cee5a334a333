import type { Bus } from '#kernel/ports/bus.ts';
import type { BoardKind } from '#protocol/boards.ts';
import type { MeetingTopics } from '../news.ts';

/** How long a question about what has not changed is held. */
const HELD_MS = 20_000;
/** News that come this soon after each other are told at once; more so, the more ask. In ms. */
const GATHER_MS = 30;
const GATHER_EACH_MS = 2;
const GATHER_MOST_MS = 1000;

/** Lets questions wait until a document, its cursors or the meeting's rules change, in whichever process they do. */
export class BoardNews {
  readonly #stops: (() => void)[];
  readonly #waiting = new Map<string, Set<() => void>>();
  #closed = false;

  constructor(bus: Bus<MeetingTopics>) {
    this.#stops = [
      bus.subscribe('board-changed', ({ number, kind }) => this.wake(number, kind)),
      bus.subscribe('board-cursor', ({ number, kind }) => this.wake(number, kind)),
      bus.subscribe('meeting-changed', ({ number }) => {
        this.wake(number, 'whiteboard');
        this.wake(number, 'notes');
      }),
      bus.onLoss(() => this.#wakeAll()),
    ];
  }

  /** How many questions about it are held. */
  asking(number: string, kind: BoardKind): number {
    return this.#waiting.get(`${number} ${kind}`)?.size ?? 0;
  }

  /** Asks `look` until it has an answer, whenever there may be news; its last word counts when time is over. */
  async until<Answer>(
    number: string,
    kind: BoardKind,
    look: (last: boolean) => Promise<Answer | undefined>,
  ): Promise<Answer> {
    const deadline = performance.now() + HELD_MS;
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = this.#listen(`${number} ${kind}`, resolve);
      try {
        const left = deadline - performance.now();
        const last = left <= 0 || this.#closed;
        const answer = await look(last);
        if (answer !== undefined) return answer;
        if (last) throw new Error('the last look has an answer');
        await before(promise, left);
        if (!this.#closed) await before(undefined, this.#gatherMs(number, kind));
      } finally {
        stop();
      }
    }
  }

  wake(number: string, kind: BoardKind): void {
    for (const wake of [...(this.#waiting.get(`${number} ${kind}`) ?? [])]) wake();
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
    for (const waiting of [...this.#waiting.values()]) for (const wake of [...waiting]) wake();
  }

  #gatherMs(number: string, kind: BoardKind): number {
    return Math.min(GATHER_MOST_MS, GATHER_MS + this.asking(number, kind) * GATHER_EACH_MS);
  }

  #listen(key: string, wake: () => void): () => void {
    const listeners = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, listeners.add(wake));
    return () => {
      listeners.delete(wake);
      if (listeners.size === 0 && this.#waiting.get(key) === listeners) this.#waiting.delete(key);
    };
  }
}

/** Until the promise is kept, but no longer than so many ms. */
async function before(promise: Promise<void> | undefined, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await (promise === undefined ? over : Promise.race([promise, over]));
  clearTimeout(timer);
}
