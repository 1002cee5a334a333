import { asFailure } from '#kernel/failure.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import {
  type ConversationLog,
  dropCopies,
  missingAfter,
  takeEvent,
  takePage,
  takeSummary,
  type Window,
} from './conversation-log.ts';
import type { Ledger } from './ledger.ts';
import type { People } from './people.ts';
import type { Call } from './sync.ts';

export interface FillerOptions {
  me: UserId;
  call: Call;
  ledger: Ledger;
  people: People;
  isInView: (id: ConversationId) => boolean;
}

/** Missing more events than this, the newest page is taken instead: older ones are fetched when scrolled to. */
const MOST_EVENTS = 500;

/** Fetches what is missing: events for what is in view, the summary alone for the rest, which is filled when opened. */
export class Filler {
  readonly #options: FillerOptions;
  readonly #filling = new Set<ConversationId>();
  /** Asked for while it was under way: perhaps too late to be seen. */
  readonly #again = new Set<ConversationId>();

  constructor(options: FillerOptions) {
    this.#options = options;
  }

  /** Makes the conversation whole, unless it is or this is under way. Failures leave it to the next `hello`. */
  fill(id: ConversationId): void {
    if (this.#filling.has(id)) {
      this.#again.add(id);
      return;
    }
    this.#filling.add(id);
    this.#fill(id)
      .catch((error: unknown) => this.#failed(id, asFailure(error).code))
      .finally(() => {
        this.#filling.delete(id);
        if (this.#again.delete(id)) this.fill(id);
      });
  }

  async #fill(id: ConversationId): Promise<void> {
    let reached = -1;
    for (;;) {
      const log = this.#options.ledger.get(id);
      const after = missingAfter(log);
      if (after === undefined || after <= reached) return;
      if (log.summary === undefined) return this.#preview(id);
      const viewed = this.#viewed(id);
      if (!viewed && log.summary.lastSeq >= log.heard) {
        // What nobody sees isn't fetched, and what is behind isn't kept: it may tell what was recalled since.
        this.#options.ledger.set(id, dropCopies(log));
        return;
      }
      reached = after;
      if (viewed && log.heard - after <= MOST_EVENTS) await this.#events(id, after);
      else await this.#jump(id);
    }
  }

  /** The missing events, a page at a time. */
  async #events(id: ConversationId, after: number): Promise<void> {
    const { call, ledger, people, me } = this.#options;
    const page = await call('conversation.events', { conversation: id, after, limit: LIMITS.pageSize });
    people.take(page.people);
    // What is before this person's joining is told to nobody: what is known here is from an earlier stay.
    if ((page.events[0]?.seq ?? after + 1) > after + 1) return this.#jump(id);
    let log = ledger.get(id);
    for (const event of page.events) {
      const next = takeEvent(log, event, me);
      // Only the membership entry says for sure that this person is out: they may have been added again since.
      if (next === 'out') {
        await this.#jump(id);
        return;
      }
      log = next;
    }
    if (ledger.get(id).summary !== undefined) ledger.set(id, log);
  }

  /** The present state instead of what led to it. A window away from the newest lines stays where it is. */
  async #jump(id: ConversationId): Promise<void> {
    const { call, ledger, people } = this.#options;
    const viewed = this.#viewed(id);
    const members =
      viewed && ledger.get(id).members ? await call('conversation.members', { conversation: id }) : undefined;
    const where = whereOf(ledger.get(id).window);
    const page = viewed
      ? await call('conversation.history', { conversation: id, limit: LIMITS.pageSize, ...where })
      : undefined;
    const { summary, people: named } = await call('conversation.get', { conversation: id });
    people.take([...named, ...(page?.people ?? []), ...(members?.people ?? [])]);
    const log = ledger.get(id);
    if (log.summary === undefined) return;
    // Opened meanwhile: what is shown now would be dropped.
    if (!viewed && this.#viewed(id)) return this.#jump(id);
    const fresh = { ...dropCopies(takeSummary(log, summary)), members: members && membersOf(members) };
    ledger.set(id, page === undefined ? fresh : takePage(fresh, page));
  }

  /** Of a channel that this person isn't in, only lines are told. */
  async #preview(id: ConversationId): Promise<void> {
    const { call, ledger, people } = this.#options;
    const { window } = ledger.get(id);
    if (window === undefined || !this.#viewed(id)) return;
    const page = await call('conversation.history', { conversation: id, limit: LIMITS.pageSize, ...whereOf(window) });
    people.take(page.people);
    if (ledger.get(id).summary === undefined) ledger.set(id, takePage(ledger.get(id), page));
  }

  #viewed(id: ConversationId): boolean {
    return this.#options.isInView(id);
  }

  #failed(id: ConversationId, code: string): void {
    if (code === 'conversation.unknown') this.#options.ledger.delete(id);
  }
}

/** Where to take a window anew: around its middle, unless it is at the end. */
function whereOf(window: Window | undefined): { around?: Seq } {
  const middle = window?.after ? window.lines[Math.floor(window.lines.length / 2)] : undefined;
  return middle === undefined ? {} : { around: middle.seq };
}

/** What `conversation.members` answered, as a snapshot of the log; a page of a large conversation is none. */
export function membersOf({ members, asOf, next }: ResultOf<'conversation.members'>): ConversationLog['members'] {
  return next === undefined ? { list: members, asOf } : undefined;
}
