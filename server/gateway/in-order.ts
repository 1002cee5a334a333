import type { Log } from '#kernel/ports/log.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ConversationTopics } from '../conversations/api.ts';
import type { Watch } from './watch.ts';

export type Heard = ConversationTopics['conversation'];

export interface InOrderOptions {
  /** Who is in, as committed when it is asked or later. */
  membersOf: (conversation: ConversationId) => Promise<readonly UserId[]>;
  /** Takes that exactly these are in. */
  known: (conversation: ConversationId, members: ReadonlySet<UserId>) => void;
  /** `late`: it comes after what followed it, and changes nothing about who is in. */
  deliver: (heard: Heard, late: boolean) => void;
  watch: Pick<Watch, 'after'>;
  log: Log;
}

/** Conversations whose place is remembered; the next event of one that was forgotten is looked into again. */
const MOST = 100_000;
/** Events that wait for one conversation. Clients fetch what they miss. */
const MOST_WAITING = 1_000;
const AGAIN_MS = 500;

interface Place {
  seq: number;
  /** What came while it is found out who is in. */
  waiting: Heard[] | undefined;
}

/**
 * Events of several processes. What one process wrote may come before what another wrote earlier, which may have put
 * somebody out: an event that doesn't follow the one before waits until the database has told who is in.
 */
export class InOrder {
  readonly #options: InOrderOptions;
  readonly #places = new Map<ConversationId, Place>();

  constructor(options: InOrderOptions) {
    this.#options = options;
  }

  take(heard: Heard): void {
    const { conversation, seq } = heard.event;
    const place = this.#places.get(conversation);
    if (place?.waiting !== undefined) {
      place.waiting.push(heard);
      if (place.waiting.length > MOST_WAITING) place.waiting.shift();
    } else if (place !== undefined && seq <= place.seq) this.#options.deliver(heard, true);
    else if (place !== undefined && seq === place.seq + 1) {
      place.seq = seq;
      this.#options.deliver(heard, false);
    } else if (place === undefined && heard.event.type === 'created') {
      this.#remember(conversation, { seq, waiting: undefined });
      this.#options.deliver(heard, false);
    } else {
      const asked = { seq: place?.seq ?? 0, waiting: [heard] };
      this.#remember(conversation, asked);
      void this.#ask(conversation, asked);
    }
  }

  /** Never rejects. */
  async #ask(conversation: ConversationId, place: Place): Promise<void> {
    try {
      const members = await this.#options.membersOf(conversation);
      this.#options.known(conversation, new Set(members));
      const waiting = (place.waiting ?? []).toSorted((a, b) => a.event.seq - b.event.seq);
      place.waiting = undefined;
      for (const heard of waiting) {
        const { seq } = heard.event;
        // Everything up to here was committed before it was asked.
        this.#options.deliver(heard, seq <= place.seq);
        place.seq = Math.max(place.seq, seq);
      }
    } catch (error) {
      this.#options.log.warn({ err: error }, 'who is in a conversation could not be asked; its news wait');
      this.#options.watch.after(AGAIN_MS, () => void this.#ask(conversation, place));
    }
  }

  #remember(conversation: ConversationId, place: Place): void {
    this.#places.set(conversation, place);
    if (this.#places.size <= MOST) return;
    for (const [oldest, { waiting }] of this.#places) {
      if (waiting !== undefined) continue;
      this.#places.delete(oldest);
      return;
    }
  }
}
