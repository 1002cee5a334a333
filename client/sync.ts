import { foldEntry } from '#kernel/conversation-fold.ts';
import { Emitter } from '#kernel/emitter.ts';
import { asFailure } from '#kernel/failure.ts';
import { isMark, voidsLast } from '#kernel/mark-fold.ts';
import { mentionsMe } from '#kernel/mention-fold.ts';
import { isNews } from '#kernel/personal-fold.ts';
import { isOnlyInThread } from '#kernel/thread-fold.ts';
import type { ConversationId, Person, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, MessageEvent, Summary } from '#protocol/conversations.ts';
import type { FailureCode } from '#protocol/failures.ts';
import type { EntryOf, MarkEntry, UserEntry } from '#protocol/personal.ts';
import type { CountersPush, HelloAnswer, ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import { type ConversationLog, isHeld, missingAfter, takeCounted, takeEvent, takeSummary } from './conversation-log.ts';
import type { Filler } from './filler.ts';
import type { Ledger } from './ledger.ts';
import { type RecentMarks, takeMark } from './marks.ts';
import type { People } from './people.ts';
import type { Personal } from './personal.ts';
import type { StoredAccount, StoredCursor } from './store/store.ts';

export type Call = <Name extends SessionCommand>(name: Name, params: ParamsOf<Name>) => Promise<ResultOf<Name>>;

export interface SyncOptions {
  me: UserId;
  call: Call;
  ledger: Ledger;
  people: People;
  personal: Personal;
  marks: RecentMarks;
  filler: Filler;
}

export interface SyncEvents extends Record<string, unknown[]> {
  /** A message came in live, as the next one of its log. */
  message: [MessageEvent];
  /** This person did something with messages for themself. */
  mark: [MarkEntry];
  /** What they did there before is over: their membership is another one. */
  unmark: [ConversationId];
  /** This person is out of a conversation, and not by their own doing. */
  left: [EntryOf<'membership'>];
  /** The first page of a `hello`, with the newest conversations, has been applied. */
  begun: [];
  /** Every page of the last `hello` has been applied: the cursor is good for the next one. */
  whole: [StoredCursor];
  /** Live entries are missing: only another `hello` brings them. */
  broken: [];
}

/** Keeps the ledger the same as the server's: pages of `hello`, then live events and entries. */
export class Sync extends Emitter<SyncEvents> {
  readonly #options: SyncOptions;
  #cursor: StoredCursor | undefined;
  /** The place in the person's own log; live entries move it on before `hello` does. */
  #entrySeq = 0;
  /** Conversations that this person was put out of: what was asked before tells of them as if not. */
  readonly #gone = new Set<ConversationId>();
  readonly #asking = new Set<ConversationId>();
  /** Grows with every `hello`: pages of an earlier one are not waited for. */
  #round = 0;

  constructor(options: SyncOptions) {
    super();
    this.#options = options;
  }

  get since(): StoredCursor | undefined {
    return this.#cursor;
  }

  handleStored({ cursor, summaries, people, personal }: StoredAccount): void {
    this.#options.people.take(people);
    this.#options.personal.handleStored(personal);
    for (const summary of summaries) this.#takeSummary(summary);
    this.#cursor = cursor;
    this.#entrySeq = cursor?.entrySeq ?? 0;
  }

  /** Resolves when every page has been applied, or the connection broke. Never rejects. */
  async handleHello(answer: HelloAnswer): Promise<void> {
    const round = ++this.#round;
    if (answer.resync || answer.epoch !== this.#cursor?.epoch) this.#reset();
    for (const entry of answer.entries) this.#apply(entry);
    this.#entrySeq = answer.entrySeq;
    this.#take(answer.changes.conversations, answer.changes.people);
    this.emit('begun');
    try {
      await this.#restOf(answer.changes.next, round);
    } catch {
      // The next hello starts from the old cursor.
      return;
    }
    if (round !== this.#round) return;
    this.#cursor = { epoch: answer.epoch, cursor: answer.cursor, entrySeq: this.#entrySeq };
    for (const entry of answer.entries) this.#askIfUnknown(entry);
    this.emit('whole', this.#cursor);
  }

  handleEvent(event: ConversationEvent): void {
    const { ledger, me } = this.#options;
    const before = ledger.get(event.conversation);
    this.#applyEvent(event);
    const after = ledger.get(event.conversation);
    if (after.summary?.lastSeq !== event.seq || before.summary?.lastSeq === event.seq) return;
    if (event.type === 'message' && event.by !== me && this.#concerns(event)) this.emit('message', event);
  }

  handleEntry(entry: UserEntry): void {
    if (entry.seq <= this.#entrySeq) return;
    if (entry.seq > this.#entrySeq + 1) {
      this.emit('broken');
      return;
    }
    this.#entrySeq = entry.seq;
    if (this.#cursor !== undefined) this.#cursor = { ...this.#cursor, entrySeq: entry.seq };
    this.#apply(entry);
    this.#askIfUnknown(entry);
    if (this.#cursor !== undefined) this.emit('whole', this.#cursor);
  }

  /** An answer told that the log goes up to `seq`. */
  handleHeard(id: ConversationId, seq: Seq): void {
    const { ledger, filler } = this.#options;
    const log = ledger.get(id);
    if (!isHeld(log) || seq <= log.heard) return;
    ledger.set(id, { ...log, heard: seq });
    filler.fill(id);
  }

  /** A large conversation that isn't in view went on. */
  handleCounters(counted: CountersPush): void {
    const { ledger } = this.#options;
    ledger.set(counted.conversation, takeCounted(ledger.get(counted.conversation), counted));
  }

  /** What a command answered about a conversation. */
  handleSummary(summary: Summary, people: readonly Person[]): void {
    this.#take([summary], people);
  }

  /** Replies in a thread alone are news for those who follow it. */
  #concerns(event: MessageEvent): boolean {
    if (!isOnlyInThread(event) || mentionsMe(event.mentions, this.#options.me, event.here)) return true;
    return this.#options.personal.of('thread').has(`thread:${event.conversation}:${event.thread}`);
  }

  #applyEvent(event: ConversationEvent): void {
    const { ledger, me, filler } = this.#options;
    const id = event.conversation;
    if (this.#gone.has(id) && !isHeld(ledger.get(id))) return;
    const log = takeEvent(ledger.get(id), event, me);
    if (log === 'out') {
      this.#forget(id);
      return;
    }
    ledger.set(id, log);
    if (!isHeld(log)) this.#ask(id);
    else if (missingAfter(log) !== undefined) filler.fill(id);
  }

  #apply(entry: UserEntry): void {
    const { ledger, personal } = this.#options;
    if (!isNews(entry)) {
      personal.handleEntry(entry);
      return;
    }
    const id = entry.conversation;
    if (entry.type === 'membership') {
      this.#options.marks.forget(id);
      this.emit('unmark', id);
      if (!entry.member) {
        this.#forget(id);
        if (entry.why !== undefined) this.emit('left', entry);
      } else this.#gone.delete(id);
      return;
    }
    if (isMark(entry)) {
      this.#mark(entry);
      return;
    }
    const log = ledger.get(id);
    const summary = log.summary && foldEntry(log.summary, entry);
    if (summary !== undefined) ledger.set(id, { ...log, summary });
  }

  /** What this person did with messages for themself. A last line that went is asked for anew: [KP23]. */
  #mark(entry: MarkEntry): void {
    const { ledger, marks } = this.#options;
    const log = ledger.get(entry.conversation);
    marks.remember(entry);
    this.emit('mark', entry);
    if (log.summary === undefined) return;
    ledger.set(entry.conversation, takeMark(log, entry));
    if (voidsLast(log.summary, entry)) this.#ask(entry.conversation);
  }

  #askIfUnknown(entry: UserEntry): void {
    if (!isNews(entry)) return;
    const known = this.#options.ledger.get(entry.conversation).summary !== undefined;
    if (entry.type === 'membership' && entry.member && !known) this.#ask(entry.conversation);
  }

  /** Fetches a conversation that is known by its id only. */
  #ask(id: ConversationId): void {
    if (this.#asking.has(id) || this.#gone.has(id)) return;
    this.#asking.add(id);
    this.#options
      .call('conversation.get', { conversation: id })
      .then(({ summary, people }) => this.#take([summary], people))
      .catch((error: unknown) => this.#unknown(id, asFailure(error).code))
      .finally(() => this.#asking.delete(id));
  }

  /** Not a member any more: a late event has told of it. Out of reach: the next hello tells of it. */
  #unknown(id: ConversationId, code: FailureCode): void {
    const { ledger } = this.#options;
    if (code === 'conversation.unknown' && !isHeld(ledger.get(id))) ledger.delete(id);
  }

  async #restOf(next: string | undefined, round: number): Promise<void> {
    let page = next;
    while (page !== undefined && round === this.#round) {
      const answer = await this.#options.call('conversation.changes', { page });
      if (round !== this.#round) return;
      this.#take(answer.conversations, answer.people);
      page = answer.next;
    }
  }

  #take(summaries: readonly Summary[], people: readonly Person[]): void {
    this.#options.people.take(people);
    for (const summary of summaries) this.#takeSummary(summary);
  }

  #takeSummary(summary: Summary): void {
    const { ledger, filler } = this.#options;
    if (this.#gone.has(summary.id)) return;
    const log: ConversationLog = takeSummary(ledger.get(summary.id), summary);
    ledger.set(summary.id, log);
    if (missingAfter(log) !== undefined) filler.fill(summary.id);
  }

  #forget(id: ConversationId): void {
    this.#gone.add(id);
    this.#options.ledger.delete(id);
  }

  #reset(): void {
    this.#cursor = undefined;
    this.#gone.clear();
    this.#options.ledger.clear();
    this.#options.personal.reset();
  }
}
