import type { ConversationEvent } from '#protocol/conversations.ts';

/** The conversations of the run that this process knows. */
export interface KnownRoom {
  readonly room: number;
  readonly id: string;
  readonly weight: number;
}

/** The number and the time that a message of the run carries. */
export interface Marked {
  readonly mark: number;
  /** When it was due, in ms of the machine's clock. */
  readonly dueMs: number;
}

export function markedText({ mark, dueMs }: Marked, words: string): string {
  return `#${mark}#${dueMs.toFixed(2)}# ${words}`;
}

export function markOf(event: ConversationEvent): Marked | undefined {
  if (event.type !== 'message') return undefined;
  const [, mark, due] = /^#(\d+)#(\d+\.\d\d)# /.exec(event.text) ?? [];
  return mark === undefined ? undefined : { mark: Number(mark), dueMs: Number(due) };
}

/** What one member has of one conversation: everything up to `last`, each place once. */
export class Follow {
  readonly known: KnownRoom;
  /** What was there when it began to be followed. It may still come live: that it was made is told to all in it. */
  readonly #begin: number;
  last: number;
  count = 0;
  sum = 0;
  /** The furthest place that was seen. */
  seen: number;
  /** What is missing is being fetched. */
  fetching = false;
  /** Something was fetched on this connection: what comes live may be in it. */
  fetched = false;
  toRead = false;

  constructor(known: KnownRoom, last: number) {
    this.known = known;
    this.#begin = last;
    this.last = last;
    this.seen = last;
  }

  /** `gap`: those before are missing; `again`: it was there already; `before`: it is none of those that are followed. */
  apply(event: ConversationEvent): 'new' | 'again' | 'gap' | 'before' {
    if (event.seq <= this.#begin) return 'before';
    this.seen = Math.max(this.seen, event.seq);
    if (event.seq <= this.last) return 'again';
    if (event.seq > this.last + 1) return 'gap';
    this.last = event.seq;
    const marked = markOf(event);
    if (marked !== undefined) {
      this.count += 1;
      this.sum += marked.mark;
    }
    return 'new';
  }
}
