import { isLine } from '#kernel/line-fold.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { Watch } from './watch.ts';

/** How far a conversation goes. */
export interface Counted {
  conversation: ConversationId;
  lastSeq: number;
  count: number;
  at: number;
  /** The newest line since the counters before. */
  line?: number;
}

/** The least time between two counters of one conversation, in ms. */
const PAUSE_MS = 1_000;

/**
 * Tells how far large conversations have gone, each at most once in a while: at once when nothing was told for that
 * long, else when it is over. What is told last is always the newest.
 */
export class Counters {
  readonly #watch: Pick<Watch, 'after'>;
  readonly #tell: (counted: Counted) => void;
  /** What waits to be told; undefined: nothing does, but it was told just now. */
  readonly #waiting = new Map<ConversationId, Counted | undefined>();

  constructor(watch: Pick<Watch, 'after'>, tell: (counted: Counted) => void) {
    this.#watch = watch;
    this.#tell = tell;
  }

  note(event: ConversationEvent): void {
    const { conversation, seq, count, at } = event;
    const line = isLine(event) ? seq : this.#waiting.get(conversation)?.line;
    const counted = { conversation, lastSeq: seq, count, at, ...(line === undefined ? {} : { line }) };
    if (this.#waiting.has(conversation)) this.#waiting.set(conversation, counted);
    else this.#now(counted);
  }

  #now(counted: Counted): void {
    const { conversation } = counted;
    this.#waiting.set(conversation, undefined);
    this.#watch.after(PAUSE_MS, () => {
      const next = this.#waiting.get(conversation);
      this.#waiting.delete(conversation);
      if (next !== undefined) this.#now(next);
    });
    this.#tell(counted);
  }
}
