import type { Bus } from '#kernel/ports/bus.ts';
import { BoardLog, type BoardLogOptions } from './board-log.ts';
import type { BoardHead } from './store.ts';
import type { BoardTopics } from './topics.ts';

/** Documents that are kept in memory: those that were asked for last. */
const MOST_LOGS = 40;

/** The documents that this process has in memory. */
export class BoardLogs {
  readonly #options: BoardLogOptions;
  readonly #logs = new Map<string, BoardLog>();
  readonly #stop: () => void;

  constructor({ bus, ...options }: BoardLogOptions & { bus: Bus<BoardTopics> }) {
    this.#options = options;
    this.#stop = bus.subscribe('board-changed', ({ board, seq }) => this.#logs.get(board)?.told(seq));
  }

  /** As far as its head in the database tells, whatever this process has heard of it. */
  of({ id, kind, seq }: Pick<BoardHead, 'id' | 'kind' | 'seq'>): BoardLog {
    const log = this.#logs.get(id) ?? new BoardLog(id, kind, this.#options);
    this.#logs.delete(id);
    this.#logs.set(id, log);
    log.told(seq);
    const [oldest] = this.#logs.keys();
    if (this.#logs.size > MOST_LOGS && oldest !== undefined) this.#logs.delete(oldest);
    return log;
  }

  close(): void {
    this.#stop();
    this.#logs.clear();
  }
}
