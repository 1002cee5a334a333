import { unreadOf } from '#kernel/conversation-fold.ts';
import { isOnlyInThread } from '#kernel/thread-fold.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { Line, Summary } from '#protocol/conversations.ts';
import { type ConversationLog, countedBeyond } from './conversation-log.ts';
import type { Keeping } from './keeping.ts';
import type { Ledger } from './ledger.ts';
import { isErased, type PendingMark, withoutErased, withPendingStar } from './marks.ts';
import type { Outbox } from './outbox.ts';
import type { Outgoing } from './outbox-machine.ts';
import { withPending } from './overlay.ts';
import type { ReadsInView } from './reads.ts';
import type { OutboxChange, OutboxMessage } from './store/store.ts';
import { wanted } from './unsent.ts';
import type { ConversationItem, ConversationView, LineView, OutgoingLine, SentLine } from './view.ts';
import type { ViewState, Views } from './views.ts';

export interface SnapshotsOptions {
  me: UserId;
  ledger: Ledger;
  outbox: Outbox;
  views: Views;
  reads: ReadsInView;
  keeping: Keeping;
}

type OutgoingMessage = Outgoing & { item: OutboxMessage };

interface Memo<Value> {
  from: readonly unknown[];
  value: Value;
}

/** Makes what the screen gets out of what is known, and the same object again while nothing changed. */
export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #views = new Map<ConversationId, Memo<ConversationView>>();
  readonly #lines = new Map<ConversationId, Memo<readonly LineView[]>>();
  readonly #items = new Map<ConversationId, Memo<ConversationItem>>();
  readonly #sent = new WeakMap<Line, SentLine>();
  readonly #outgoing = new WeakMap<OutgoingMessage, OutgoingLine>();
  #list: readonly ConversationItem[] | undefined;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /** Something in the list may be different now. */
  handleChanged(): void {
    this.#list = undefined;
  }

  conversations(): readonly ConversationItem[] {
    this.#list ??= this.#sorted();
    return this.#list;
  }

  conversation(id: ConversationId): ConversationView {
    const { ledger, outbox, views, reads, keeping } = this.#options;
    const [log, queue, state] = [ledger.get(id), outbox.of(id), views.state(id)];
    return memo(this.#views, id, [log, queue, state, reads.of(id), keeping.marks()], () =>
      this.#view(id, log, queue, state),
    );
  }

  #sorted(): ConversationItem[] {
    const { ledger, outbox, keeping } = this.#options;
    const items: ConversationItem[] = [];
    for (const [id, log] of ledger.all()) {
      const item = memo(this.#items, id, [log, outbox.of(id), keeping.marks()], () =>
        this.#item(id, log, outbox.of(id)),
      );
      if (item.summary !== undefined) items.push(item as ConversationItem);
    }
    return items.sort((a, b) => timeOf(b) - timeOf(a) || (a.id < b.id ? 1 : -1));
  }

  #item(id: ConversationId, log: ConversationLog, queue: readonly Outgoing[]): ConversationItem {
    const counted = countedBeyond(log);
    const unread = unreadIn(log);
    const last = messagesOf(queue).findLast((each) => each.at !== 'done' || each.seq > (log.summary?.lastSeq ?? 0));
    const seen = withoutErased(log, this.#options.keeping.marks());
    const known = this.#withPending(seen, queue) as ConversationItem['summary'];
    const summary = counted === undefined ? known : { ...known, messageCount: counted.count };
    const line = counted?.line === undefined ? {} : { newsLine: counted.line };
    const item = { id, summary, unread, ...(counted === undefined ? {} : { newsAt: counted.at, ...line }) };
    const outgoing = last && this.#outgoingLine(last, queue);
    return outgoing === undefined ? item : { ...item, outgoing };
  }

  #view(id: ConversationId, log: ConversationLog, queue: readonly Outgoing[], state: ViewState): ConversationView {
    const { summary, window } = log;
    return {
      id,
      summary,
      lines: memo(this.#lines, id, [window, queue, this.#options.keeping.marks()], () => this.#allLines(log, queue)),
      hasBefore: window?.before ?? false,
      hasAfter: window?.after ?? false,
      loading: state.loading,
      failure: state.failure,
      unread: unreadIn(log),
      readAtOpen: state.readAtOpen,
      unreadFrom: this.#unreadFrom(log, state.readAtOpen),
      members: log.members?.list,
      membersAt: log.membersAt,
      reads: this.#options.reads.of(id),
    };
  }

  #allLines(log: ConversationLog, queue: readonly Outgoing[]): readonly LineView[] {
    const { window } = log;
    const changes = changesOf(queue);
    const marks = this.#options.keeping.marks();
    const left = (window?.lines ?? []).filter((event) => !isErased(event, marks));
    const sent = left.map((event) => this.#changedLine(event, changes, marks));
    return window?.after ? sent : [...sent, ...this.#pending(log, queue)];
  }

  /** What is on its way and not in the window yet. */
  #pending({ window }: ConversationLog, queue: readonly Outgoing[]): LineView[] {
    if (queue.length === 0) return [];
    const { me } = this.#options;
    const there = new Set<string>();
    for (const line of window?.lines ?? []) if (line.type === 'message' && line.by === me) there.add(line.clientId);
    return messagesOf(queue)
      .filter((each) => !there.has(each.item.clientId))
      .filter((each) => each.at !== 'done' || (window !== undefined && each.seq > window.to))
      .flatMap((each) => this.#outgoingLine(each, queue) ?? []);
  }

  #withPending(summary: Summary | undefined, queue: readonly Outgoing[]): Summary | undefined {
    const last = summary && withPending(summary.last, changesOf(queue), this.#options.me);
    return summary === undefined || last === undefined || last === summary.last ? summary : { ...summary, last };
  }

  #changedLine(event: Line, changes: readonly OutboxChange[], marks: readonly PendingMark[]): SentLine {
    const line = this.#sentLine(event);
    const changed = changes.length === 0 ? event : withPending(event, changes, this.#options.me);
    const starred = withPendingStar(changed, marks);
    if (starred === event) return line;
    return { ...line, event: starred, ...(changed === event ? {} : { pending: true }) };
  }

  #sentLine(event: Line): SentLine {
    const known = this.#sent.get(event);
    if (known !== undefined) return known;
    const own = event.type === 'message' && event.by === this.#options.me;
    const line: SentLine = { state: 'sent', key: own ? event.clientId : `#${event.seq}`, event };
    this.#sent.set(event, line);
    return line;
  }

  /** As the person last wanted it; undefined when they took it back. */
  #outgoingLine(outgoing: OutgoingMessage, queue: readonly Outgoing[]): OutgoingLine | undefined {
    const item = wanted(queue, outgoing);
    if (item === undefined) return undefined;
    const known = this.#outgoing.get(outgoing);
    if (known?.text === item.text) return known;
    const { owner: _, order: __, replyOf: ___, ...said } = item;
    const line: OutgoingLine = {
      state: outgoing.at === 'failed' ? 'failed' : 'sending',
      key: said.clientId,
      by: this.#options.me,
      ...said,
    };
    this.#outgoing.set(outgoing, line);
    return line;
  }

  /** Only when the window reaches back to what was read: else the first unread line isn't in it. */
  #unreadFrom({ window }: ConversationLog, readAtOpen: Seq | undefined): Seq | undefined {
    const first = window?.lines[0];
    if (readAtOpen === undefined || first === undefined) return undefined;
    if (window?.before && first.seq > readAtOpen + 1) return undefined;
    const { me } = this.#options;
    return window?.lines.find((line) => line.seq > readAtOpen && line.type === 'message' && line.by !== me)?.seq;
  }
}

/** What is written for the conversation itself, and not in one of its threads alone. */
/** Unread of what is known, by its numbers alone if need be. */
function unreadIn(log: ConversationLog): number {
  const { summary } = log;
  if (summary === undefined) return 0;
  const messageCount = countedBeyond(log)?.count ?? summary.messageCount;
  return unreadOf({ ...summary, messageCount: Math.max(messageCount, summary.messageCount) });
}

function messagesOf(queue: readonly Outgoing[]): OutgoingMessage[] {
  return queue.filter((each): each is OutgoingMessage => !('change' in each.item) && !isOnlyInThread(each.item));
}

function changesOf(queue: readonly Outgoing[]): OutboxChange[] {
  return queue.flatMap(({ item }) => ('change' in item ? [item] : []));
}

function timeOf({ summary, outgoing, newsAt = 0 }: ConversationItem): number {
  return Math.max(summary.last.at, outgoing?.at ?? 0, newsAt);
}

function memo<Key, Value>(memos: Map<Key, Memo<Value>>, key: Key, from: readonly unknown[], make: () => Value): Value {
  const known = memos.get(key);
  if (known?.from.every((each, i) => each === from[i])) return known.value;
  const value = make();
  memos.set(key, { from, value });
  return value;
}
