import { foldEntry, foldMembers, foldSummary, placeOf, withRead } from '#kernel/conversation-fold.ts';
import { Failure } from '#kernel/failure.ts';
import { invariant } from '#kernel/invariant.ts';
import { foldLines, foldPins } from '#kernel/line-fold.ts';
import { foldMark, isMark, markedEvent, markedSummary } from '#kernel/mark-fold.ts';
import { foldPersonal, isNews } from '#kernel/personal-fold.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { ConversationEvent, Line, Member, Summary } from '#protocol/conversations.ts';
import type { MarkEntry, StateEntry, UserEntry } from '#protocol/personal.ts';
import type { Caller } from '../identity/api.ts';
import type { HelloSince } from './api.ts';
import { linesOf, type World } from './conversations-world.ts';
import { foldThreads, type ThreadLines, threadsOf } from './threads/testing/thread-steps.ts';

/** All that a person may know of one conversation. */
export interface Snapshot {
  summary: Summary;
  members: readonly Member[];
  lines: readonly Line[];
  pins: readonly Seq[];
  threads: ThreadLines;
}

export async function freshSnapshot(world: World, caller: Caller, conversation: ConversationId): Promise<Snapshot> {
  const { summary } = await world.as(caller, 'conversation.get', { conversation });
  const { members } = await world.as(caller, 'conversation.members', { conversation });
  const { lines } = await world.as(caller, 'message.pins', { conversation });
  const pins = lines.map((line) => line.seq);
  const history = await linesOf(world, caller, conversation);
  return {
    summary,
    members: byId(members),
    lines: history,
    pins,
    threads: await threadsOf(world, caller, conversation, history),
  };
}

function foldSnapshot(snapshot: Snapshot, event: ConversationEvent, me: string): Snapshot | undefined {
  const summary = foldSummary(snapshot.summary, event, me);
  if (summary === undefined) return undefined;
  const members = byId(foldMembers(snapshot.members, event));
  const lines = foldLines(snapshot.lines, event, me);
  const threads = foldThreads(snapshot.threads, lines, event, me);
  const pins = foldPins(snapshot.pins, event);
  return { summary, members, lines, pins, threads };
}

/** The server tells them in the order of their names, which the log doesn't know. */
function byId(members: readonly Member[]): readonly Member[] {
  return members.toSorted((a, b) => (a.user < b.user ? -1 : 1));
}

/**
 * A client as the protocol wants it, for tests: it keeps snapshots of its conversations and folds what reaches it. It
 * loses live events while it is told to, and notices every gap.
 */
export class Mirror {
  readonly snapshots = new Map<ConversationId, Snapshot>();
  state: ReadonlyMap<string, StateEntry> = new Map();
  readonly #world: World;
  readonly #caller: Caller;
  /** They may be told before the messages that they are about reach this device. */
  #marks: MarkEntry[] = [];
  #since: HelloSince;

  constructor(world: World, caller: Caller) {
    this.#world = world;
    this.#caller = caller;
  }

  /** A live event. It may be late: what it tells of can be over, and the conversation unknown by now. */
  async live(event: ConversationEvent): Promise<void> {
    const known = this.snapshots.get(event.conversation);
    const place = known && placeOf(known.summary.lastSeq, event);
    if (place === 'next') return this.#fold(event);
    if (place === 'old') return;
    await (known ? this.#fill(event.conversation) : this.#learn(event.conversation)).catch((error: unknown) => {
      if (!(error instanceof Failure) || error.code !== 'conversation.unknown') throw error;
      this.snapshots.delete(event.conversation);
    });
  }

  async entry(entry: UserEntry): Promise<void> {
    this.state = foldPersonal(this.state, entry);
    if (!isNews(entry)) return;
    if (isMark(entry)) this.#marks.push(entry);
    // What was marked before ends with a membership.
    if (entry.type === 'membership')
      this.#marks = this.#marks.filter((mark) => mark.conversation !== entry.conversation);
    const known = this.snapshots.get(entry.conversation);
    if (known === undefined) return;
    if (isMark(entry)) return this.#mark(known, entry);
    const summary = foldEntry(known.summary, entry);
    if (summary === undefined) this.snapshots.delete(entry.conversation);
    else this.snapshots.set(entry.conversation, { ...known, summary });
  }

  /** A last line that was taken away has to be asked for anew, and then everything that hangs on it. */
  async #mark(known: Snapshot, entry: MarkEntry): Promise<void> {
    const summary = markedSummary(known.summary, entry);
    if (summary === undefined) return this.#relearn(entry.conversation);
    const lines = foldMark(known.lines, entry);
    const there = [...known.threads].filter(([root]) => lines.some((line) => line.seq === root));
    const threads = new Map(there.map(([root, replies]) => [root, foldMark(replies, entry)] as const));
    for (const [root, replies] of threads) if (replies.length === 0) threads.delete(root);
    this.snapshots.set(entry.conversation, { ...known, summary, lines, threads });
  }

  async #relearn(conversation: ConversationId): Promise<void> {
    await this.#learn(conversation).catch((error: unknown) => {
      if (!(error instanceof Failure) || error.code !== 'conversation.unknown') throw error;
      this.snapshots.delete(conversation);
    });
  }

  /** Comes back after having been away: hello, the entries, every page, and the gaps that they show. */
  async comeBack(): Promise<void> {
    const hello = await this.#world.conversations.hello(this.#caller.user, this.#since);
    if (hello.resync) {
      this.snapshots.clear();
      this.state = new Map();
    }
    for (const entry of hello.entries) await this.entry(entry);
    await this.#takeAll(hello.changes.conversations);
    for (let { next } = hello.changes; next !== undefined; ) {
      const page = await this.#world.as(this.#caller, 'conversation.changes', { page: next });
      await this.#takeAll(page.conversations);
      next = page.next;
    }
    const { epoch, cursor, entrySeq } = hello;
    this.#since = { epoch, cursor, entrySeq };
  }

  async #takeAll(summaries: readonly Summary[]): Promise<void> {
    for (const summary of summaries) {
      if (this.snapshots.has(summary.id)) await this.#fill(summary.id);
      else await this.#learn(summary.id);
      const known = this.snapshots.get(summary.id);
      invariant(known, 'a conversation in a hello is reachable');
      this.snapshots.set(summary.id, { ...known, summary: withRead(known.summary, summary.read) });
    }
  }

  async #learn(conversation: ConversationId): Promise<void> {
    this.snapshots.set(conversation, await freshSnapshot(this.#world, this.#caller, conversation));
  }

  async #fill(conversation: ConversationId): Promise<void> {
    for (;;) {
      const after = this.snapshots.get(conversation)?.summary.lastSeq ?? 0;
      const params = { conversation, after, limit: 7 };
      const { events, lastSeq } = await this.#world.as(this.#caller, 'conversation.events', params);
      // I see from my last joining on only: what was before doesn't lead there.
      if ((events[0]?.seq ?? after + 1) > after + 1) return this.#learn(conversation);
      for (const event of events) this.#fold(event);
      // The gap told of my removal, and I am back since: what was before doesn't lead there.
      if (!this.snapshots.has(conversation)) return this.#learn(conversation);
      if ((events.at(-1)?.seq ?? lastSeq) >= lastSeq) return;
    }
  }

  #fold(event: ConversationEvent): void {
    const known = this.snapshots.get(event.conversation);
    if (known === undefined) return;
    const next = foldSnapshot(known, markedEvent(event, this.#marks), this.#caller.user);
    if (next === undefined) this.snapshots.delete(event.conversation);
    else this.snapshots.set(event.conversation, next);
  }
}
