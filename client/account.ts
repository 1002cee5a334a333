import { Emitter } from '#kernel/emitter.ts';
import { excerptOf, quoteOf } from '#kernel/line-fold.ts';
import { isMark } from '#kernel/mark-fold.ts';
import type { Me } from '#protocol/accounts.ts';
import type { ClientId, ConversationId, Person, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, MessageEvent } from '#protocol/conversations.ts';
import type { Device } from '#protocol/devices.ts';
import type { FailureBody } from '#protocol/failures.ts';
import type { EntryOf } from '#protocol/personal.ts';
import type { HelloAnswer, Written } from '#protocol/realtime.ts';
import type { SendMore } from './api.ts';
import { Connection } from './connection.ts';
import type { ConnectionState } from './connection-machine.ts';
import { Filler } from './filler.ts';
import { Keeping } from './keeping.ts';
import { Ledger } from './ledger.ts';
import { SharedLine } from './line/shared-line.ts';
import { LocalCopy } from './local-copy.ts';
import { Looking } from './looking.ts';
import { RecentMarks } from './marks.ts';
import { Outbox } from './outbox.ts';
import { saidIn, sendItem } from './outbox-commands.ts';
import { patientCall } from './patient-call.ts';
import { People } from './people.ts';
import { Personal } from './personal.ts';
import type { OpenChannel, OpenSocket, Timers } from './ports.ts';
import { PresenceInView } from './presence.ts';
import { ReadMarks } from './read-marks.ts';
import { ReadsInView } from './reads.ts';
import type { Session } from './session.ts';
import { Snapshots } from './snapshots.ts';
import type { OutboxItem, OutboxMessage, PendingChange, PersonalChange, Store } from './store/store.ts';
import { type Call, Sync } from './sync.ts';
import type { Lead, Tabs } from './tabs.ts';
import { Threads } from './threads.ts';
import { Typing } from './typing.ts';
import { Views } from './views.ts';

export interface AccountOptions {
  me: Me;
  url: string;
  session: Session;
  store: Store;
  tabs: Tabs;
  openSocket: OpenSocket;
  openChannel: OpenChannel | undefined;
  timers: Timers;
  random: () => number;
}

export interface AccountEvents extends Record<string, unknown[]> {
  changed: [];
  state: [ConnectionState];
  message: [MessageEvent];
  device: [Device];
  left: [EntryOf<'membership'>];
  directory: [];
  refused: [PendingChange | PersonalChange, FailureBody];
}

/** How often the leader looks for messages that tabs left behind. */
const ADOPT_MS = 30_000;

/** Everything that the client is while one person is signed in: the parts, and how they hear of each other. */
export class Account extends Emitter<AccountEvents> {
  readonly me: UserId;
  readonly connection: Connection;
  readonly people: People;
  readonly personal = new Personal();
  readonly views: Views;
  readonly outbox: Outbox;
  readonly keeping: Keeping;
  readonly marks: ReadMarks;
  readonly reads: ReadsInView;
  readonly presence: PresenceInView;
  readonly typing: Typing;
  readonly threads: Threads;
  readonly looking: Looking;
  readonly snapshots: Snapshots;
  readonly sync: Sync;
  /** As the last `hello` told. */
  policy: HelloAnswer['policy'] | undefined;
  readonly #options: AccountOptions;
  readonly #ledger = new Ledger();
  readonly #copy: LocalCopy;
  readonly #line: SharedLine | undefined;
  #stopAdopting = (): void => {};
  #lead: Lead | undefined;
  #leads = false;
  #closed = false;

  constructor(options: AccountOptions) {
    super();
    const { store, timers, random, tabs } = options;
    const ledger = this.#ledger;
    const me = options.me.id;
    const call: Call = (name, params) => this.connection.call(name, params);
    const patient = patientCall(call, timers, random);
    this.me = me;
    this.#options = options;
    this.#line = this.#shareLine(options);
    const openSocket = this.#line === undefined ? options.openSocket : this.#line.open.bind(this.#line);
    this.connection = new Connection({ ...options, openSocket, since: () => this.sync.since });
    this.people = new People({ timers, fetch: async (ids) => (await patient('people.get', { ids })).people });
    const { people, personal } = this;
    this.#copy = new LocalCopy({ user: me, store, ledger, people, personal, call: patient, timers });
    const marks = new RecentMarks();
    this.views = new Views({ call: marks.over(call), ledger, people, stored: (id) => this.#copy.window(id) });
    const filler = new Filler({
      me,
      call: marks.over(patient),
      ledger,
      people,
      isInView: (id) => this.views.isInView(id),
    });
    this.views.filler = filler;
    this.sync = new Sync({ me, call: patient, ledger, people, personal, marks, filler });
    this.outbox = new Outbox({
      user: me,
      owner: tabs.self,
      store,
      send: (item) => sendItem(call, item),
      timers,
      random,
    });
    this.keeping = new Keeping({ user: me, owner: tabs.self, store, personal, call, timers, random });
    this.reads = new ReadsInView({ me, call: patient });
    this.marks = new ReadMarks({ call, ledger, timers });
    this.presence = new PresenceInView({ call, timers });
    this.typing = new Typing({ call, timers });
    this.looking = new Looking({ call, heard: (id, seq) => this.sync.handleHeard(id, seq) });
    const [outbox, copy] = [this.outbox, this.#copy];
    this.threads = new Threads({ me, call: marks.over(call), ledger, outbox, people, personal, copy });
    this.snapshots = new Snapshots({
      me,
      ledger,
      outbox: this.outbox,
      views: this.views,
      reads: this.reads,
      keeping: this.keeping,
    });
    this.#connect();
  }

  /** Shows what is stored, then begins to connect. */
  async start(): Promise<void> {
    const { store, tabs } = this.#options;
    const [stored] = await Promise.all([store.account(this.me), this.outbox.prepare()]).catch(() => []);
    if (this.#closed) return;
    if (stored !== undefined) this.sync.handleStored(stored);
    this.#lead = tabs.lead(this.me, { begin: () => this.#beginLead(), lost: () => this.#loseLead() });
    this.connection.start();
    void this.views.warm(this.snapshots.conversations().map(({ id }) => id));
  }

  /** Ends everything. `keep`: what is known stays in the store for the next start. Idempotent. */
  async close(keep: boolean): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopAdopting();
    this.connection.stop();
    this.marks.close();
    this.presence.close();
    this.typing.close();
    this.#line?.close();
    await Promise.all([this.outbox.close(), this.keeping.close(), this.#copy.close(keep)]);
    this.#lead?.stop();
  }

  /** Writes a message; what it becomes is told by the outbox. */
  send(id: ConversationId, text: string, more: SendMore): ClientId {
    this.typing.handleSent(id);
    const { replyTo, answers } = more;
    const quote = replyTo === undefined ? this.#quoteUnsent(id, answers) : this.quote(id, replyTo);
    return this.outbox.write(id, saidIn(text, more, quote));
  }

  #quoteUnsent(id: ConversationId, clientId: ClientId | undefined): OutboxMessage['quote'] {
    const item = this.outbox.of(id).find((each) => each.item.clientId === clientId)?.item;
    return item === undefined || 'change' in item ? undefined : { by: this.me, text: excerptOf(item.text) };
  }

  /** What the message at `seq` says now, for an answer that quotes it; undefined when it isn't known here. */
  quote(id: ConversationId, seq: Seq): OutboxMessage['quote'] {
    const { window, summary } = this.#ledger.get(id);
    const line = window?.lines.find((each) => each.seq === seq) ?? summary?.last;
    return line?.type === 'message' && line.seq === seq ? quoteOf(line) : undefined;
  }

  #shareLine({ openChannel, openSocket, url, timers, tabs }: AccountOptions): SharedLine | undefined {
    if (openChannel === undefined) return undefined;
    return new SharedLine({
      self: tabs.self,
      channel: openChannel(`yiqi-line-${this.me}`),
      url,
      openSocket,
      timers,
      seize: () => this.#lead?.seize(),
      whenGone: (tab, callback) => tabs.whenGone(tab, callback),
      moved: () => this.connection.wake(),
    });
  }

  #beginLead(): void {
    this.#leads = true;
    this.#line?.lead();
    void this.#copy.lead();
    void this.#adopt();
  }

  #loseLead(): void {
    this.#leads = false;
    this.#stopAdopting();
    this.#copy.follow();
    this.#line?.follow();
  }

  #connect(): void {
    const { connection, sync, views, outbox, people } = this;
    connection.on('state', (state) => this.#handleState(state));
    connection.on('hello', (answer) => void this.#handleHello(answer));
    connection.on('event', (event) => this.#handleEvent(event));
    connection.on('entry', (entry) => {
      sync.handleEntry(entry);
      if (isMark(entry)) this.threads.handleMark(entry);
      this.keeping.handleEntry(entry.seq);
    });
    connection.on('reads', (reads) => this.reads.handlePush(reads));
    views.on('changed', (id) => {
      this.reads.handleView(id, views.isInView(id));
      this.looking.handleView(id, views.isInView(id));
    });
    connection.on('presence', (people) => this.presence.handlePush(people));
    connection.on('people', (cards) => this.#handlePeople(cards));
    connection.on('counters', (counted) => sync.handleCounters(counted));
    connection.on('typing', (id, user) => this.typing.handlePush(id, user));
    connection.on('device', (device) => this.emit('device', device));
    connection.on('directory', () => this.emit('directory'));
    sync.on('begun', () => this.#handleBegun());
    sync.on('whole', (cursor) => this.#copy.advance(cursor));
    sync.on('broken', () => connection.restart());
    sync.on('mark', (entry) => this.#copy.mark(entry));
    sync.on('unmark', (id) => this.#copy.unmark(id));
    sync.on('message', (event) => this.emit('message', event));
    sync.on('left', (entry) => this.emit('left', entry));
    for (const part of [outbox, this.keeping]) {
      (part as Emitter<Pick<AccountEvents, 'refused'>>).on('refused', (change, failure) =>
        this.emit('refused', change, failure),
      );
    }
    outbox.on('confirmed', (item, written) => {
      this.threads.handleConfirmed(item, written);
      this.#handleConfirmed(item, written);
    });
    this.threads.on('changed', () => this.emit('changed'));
    this.#ledger.on('changed', (id) => id !== undefined && this.#handleLog(id));
    for (const part of [this.#ledger, views, outbox, people, this.personal, this.keeping, this.reads]) {
      (part as Emitter<{ changed: unknown[] }>).on('changed', () => this.#changed());
    }
    // Nothing of the list hangs on these.
    this.presence.on('changed', () => this.emit('changed'));
    this.typing.on('changed', () => this.emit('changed'));
  }

  #changed(): void {
    this.snapshots.handleChanged();
    this.emit('changed');
  }

  /** What tells the server things while there is a connection. */
  #senders() {
    return [this.marks, this.outbox, this.keeping, this.reads, this.looking];
  }

  #handleState(state: ConnectionState): void {
    if (state.at !== 'online') {
      for (const part of this.#senders()) part.handleOnline(false);
      this.presence.handleOffline();
    }
    this.emit('state', state);
  }

  async #handleHello(answer: HelloAnswer): Promise<void> {
    this.policy = answer.policy;
    await Promise.all([this.#options.session.handleMe(answer.me), this.sync.handleHello(answer)]);
  }

  #handlePeople(cards: readonly Person[]): void {
    this.people.take(cards);
    const { session } = this.#options;
    const mine = cards.find(({ id }) => id === this.me);
    if (mine !== undefined && session.me !== undefined) void session.handleMe(withCard(session.me, mine));
  }

  #handleBegun(): void {
    this.people.handleOnline();
    this.views.handleOnline();
    this.threads.handleOnline();
    this.presence.handleOnline();
    for (const part of this.#senders()) part.handleOnline(true);
    void this.#adopt();
  }

  #handleEvent(event: ConversationEvent): void {
    if (event.type === 'message' && event.by === this.me) this.outbox.handleEvent(event.clientId, event);
    if (event.type === 'message') this.typing.handleStopped(event.conversation, event.by);
    if (event.type === 'recalled') void this.#copy.erase(event);
    this.threads.handleEvent(event);
    this.sync.handleEvent(event);
  }

  #handleConfirmed(item: OutboxItem, { seq, at, count }: Written): void {
    const { conversation, clientId } = item;
    const plain =
      !('change' in item) && item.mentions === undefined && item.replyTo === undefined && item.thread === undefined;
    const head = { conversation, seq, at, count, by: this.me };
    const carried = plain && item.content !== undefined ? { content: item.content } : {};
    if (plain) this.sync.handleEvent({ ...head, type: 'message', clientId, text: item.text, ...carried });
    // What it became is not known from here: who was mentioned, what is quoted now, whether it changed anything.
    else this.sync.handleHeard(conversation, seq);
    this.#handleLog(conversation);
  }

  #handleLog(id: ConversationId): void {
    const { window } = this.#ledger.get(id);
    this.views.handleSummary(id);
    this.threads.handleHeard(id);
    // Lines at the end that nobody sees need not be held back.
    const changesTo = window?.to ?? Number.POSITIVE_INFINITY;
    this.outbox.handleShown(id, window?.after ? Number.POSITIVE_INFINITY : changesTo, changesTo);
  }

  /** Never rejects. Takes over what tabs that are gone, and earlier lives of this one, didn't get sent. */
  async #adopt(): Promise<void> {
    const { tabs, timers } = this.#options;
    this.#stopAdopting();
    if (this.#closed || !this.#leads) return;
    for (const part of [this.outbox, this.keeping]) await part.adopt((owner) => tabs.isDead(owner)).catch(() => {});
    this.#stopAdopting();
    if (!this.#closed) this.#stopAdopting = timers.after(ADOPT_MS, () => void this.#adopt());
  }
}

/** What the card doesn't have, the person has taken away. */
function withCard({ avatar: _a, job: _j, signature: _s, status: _t, ...rest }: Me, card: Person): Me {
  return { ...rest, ...card };
}
