import { Emitter } from '#kernel/emitter.ts';
import { asFailure, Failure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { Me } from '#protocol/accounts.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { FailureCode } from '#protocol/failures.ts';
import type { EntryOf, StateEntry } from '#protocol/personal.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import { Account } from './account.ts';
import type { Client, ClientEvents, ClientOptions, SendMore } from './api.ts';
import { emptyView, NO_CONVERSATIONS, NO_ENTRIES, NOBODY, nothingToEnd } from './empty-view.ts';
import { Http, needsSignIn } from './http.ts';
import { platformFetch, platformSocket, systemTimers } from './ports.ts';
import { relay } from './relay.ts';
import { Session } from './session.ts';
import { Shorthands } from './shorthands.ts';
import { statusOf } from './status.ts';
import { Tabs } from './tabs.ts';
import type { ConversationItem, ConversationView, MemberSearch, MembersPage, Status } from './view.ts';

/** A client of one server, for one person at a time. Nothing happens before `start`, `login` or `register`. */
export function createClient(options: ClientOptions): Client {
  const running = new RunningClient(options);
  const bound: Partial<Record<string, unknown>> = {};
  const names = [Shorthands.prototype, RunningClient.prototype].flatMap((of) => Object.getOwnPropertyNames(of));
  for (const name of [...names, ...Object.keys(running)]) {
    const member: unknown = Reflect.get(running, name);
    if (typeof member === 'function' && name !== 'constructor') bound[name] = member.bind(running);
  }
  return bound as unknown as Client;
}

class RunningClient extends Shorthands implements Client {
  readonly #options: ClientOptions;
  readonly #http: Http;
  readonly #session: Session;
  readonly #tabs: Tabs;
  readonly #events = new Emitter<ClientEvents & { changed: [] }>();
  #account: Account | undefined;
  #opening: Promise<void> = Promise.resolve();
  #started = false;
  #endReason: FailureCode | undefined;
  #status: Status = { at: 'starting' };
  #told = true;
  #closed = false;
  #active = true;
  readonly policy = () => this.#account?.policy;
  readonly threads = () => this.#account?.threads;

  constructor(options: ClientOptions) {
    super();
    const timers = options.timers ?? systemTimers;
    this.#options = options;
    const { baseUrl, fetch = platformFetch, language = 'zh' } = options;
    this.#http = new Http({ baseUrl, fetch, language, timers });
    this.#session = new Session({ ...options, http: this.#http, timers, locks: options.locks });
    this.#tabs = new Tabs(options.locks);
    this.#session.on('signedIn', (me) => this.#signedIn(me));
    this.#session.on('signedOut', (reason) => this.#signedOut(reason));
  }

  async start(): Promise<void> {
    const me = await this.#session.load().catch(() => undefined);
    // A cookie alone, without anything in the store, is left over from signing out while out of reach.
    if (me !== undefined) this.#signedIn(me);
    await this.#opening;
    this.#started = true;
    this.#restate();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#opening;
    await this.#account?.close(true);
    this.#session.close();
    this.#tabs.close();
  }

  wake(): void {
    this.#account?.connection.wake();
  }

  welcome() {
    return this.#session.welcome();
  }

  async register(form: Parameters<Client['register']>[0]): Promise<Me> {
    const me = await this.#session.register(form);
    await this.#opening;
    return me;
  }

  async login(form: Parameters<Client['login']>[0]): Promise<Me> {
    const me = await this.#session.login(form);
    await this.#opening;
    return me;
  }

  async logout(): Promise<void> {
    await this.#session.logout();
    await this.#opening;
  }

  status(): Status {
    return this.#status;
  }

  me(): Me | undefined {
    return this.#session.me;
  }

  conversations(): readonly ConversationItem[] {
    return this.#account?.snapshots.conversations() ?? NO_CONVERSATIONS;
  }

  conversation(id: ConversationId): ConversationView {
    return this.#account?.snapshots.conversation(id) ?? emptyView(id);
  }

  person(id: UserId) {
    return this.#account?.people.get(id);
  }

  personal<Name extends StateEntry['type']>(type: Name): ReadonlyMap<string, EntryOf<Name>> {
    return this.#account?.keeping.of(type) ?? NO_ENTRIES;
  }

  subscribe(listener: () => void): () => void {
    return this.#events.on('changed', listener);
  }

  on<Name extends keyof ClientEvents & string>(name: Name, listener: (...args: ClientEvents[Name]) => void) {
    return this.#events.on(name, listener as (...args: (ClientEvents & { changed: [] })[Name]) => void);
  }

  presence(id: UserId) {
    return this.#account?.presence.get(id);
  }

  typing(id: ConversationId): readonly UserId[] {
    return this.#account?.typing.of(id) ?? NOBODY;
  }

  watchPresence(id: UserId): () => void {
    return this.#account?.presence.watch(id) ?? nothingToEnd;
  }

  setActive(active: boolean): void {
    this.#active = active;
    this.#account?.presence.setActive(active);
  }

  tellTyping(id: ConversationId): void {
    this.#account?.typing.tell(id);
  }

  open(id: ConversationId): () => void {
    return this.#signed().views.open(id);
  }

  async warm(id: ConversationId): Promise<void> {
    await this.#account?.views.warm([id]);
  }

  async loadBefore(id: ConversationId): Promise<void> {
    await this.#signed().views.loadBefore(id);
  }

  async loadAfter(id: ConversationId): Promise<void> {
    await this.#signed().views.loadAfter(id);
  }

  async loadAround(id: ConversationId, seq: number): Promise<void> {
    await this.#signed().views.loadAround(id, seq);
  }

  async loadNewest(id: ConversationId): Promise<void> {
    await this.#signed().views.loadNewest(id);
  }

  async loadMembers(id: ConversationId, where?: MemberSearch): Promise<MembersPage> {
    return this.#signed().views.loadMembers(id, where);
  }

  send(id: ConversationId, text: string, more: SendMore = {}): string {
    return this.#signed().send(id, text, more);
  }

  change(...[id, change]: Parameters<Client['change']>): void {
    this.#signed().outbox.change(id, change);
  }

  keep(change: Parameters<Client['keep']>[0]): void {
    this.#signed().keeping.make(change);
  }

  retry(clientId: string, said?: Parameters<Client['retry']>[1]): void {
    this.#signed().outbox.retry(clientId, said);
  }

  discard(clientId: string): void {
    this.#signed().outbox.discard(clientId);
  }

  markRead(id: ConversationId, seq?: number): void {
    this.#account?.marks.mark(id, seq);
  }

  async direct(user: UserId): Promise<ConversationId> {
    return this.#take(await this.call('conversation.direct', { user }));
  }

  async create(title: string, members: readonly UserId[]): Promise<ConversationId> {
    const clientId = randomText(20);
    return this.#take(await this.call('conversation.create', { clientId, title, members: [...members] }));
  }

  async searchPeople(query: string, after?: UserId) {
    const answer = await this.call('people.search', { query, ...(after === undefined ? {} : { after }) });
    this.#account?.people.take(answer.people);
    return answer;
  }

  async takeMe(me: Me): Promise<void> {
    await this.#session.handleMe(me);
    this.#tell();
  }

  async call<Name extends SessionCommand>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    return this.#signed().connection.call(name, params);
  }

  async request<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    if (this.#session.me === undefined) return this.#http.request(method, path, body);
    try {
      return await this.#http.request(method, path, body, await this.#session.token());
    } catch (error) {
      if (!needsSignIn(asFailure(error))) throw error;
      this.#session.dropToken();
      return this.#http.request(method, path, body, await this.#session.token());
    }
  }

  #take({ summary, people }: ResultOf<'conversation.direct'>): ConversationId {
    this.#account?.sync.handleSummary(summary, people);
    return summary.id;
  }

  #signed(): Account {
    if (this.#account === undefined) throw new Failure('session.required');
    return this.#account;
  }

  #signedIn(me: Me): void {
    if (this.#closed || this.#account?.me === me.id) return;
    const old = this.#account;
    const account = this.#newAccount(me);
    // At once: the next token is another person's.
    old?.connection.stop();
    this.#account = account;
    this.#endReason = undefined;
    this.#started = true;
    this.#opening = this.#opening.then(async () => {
      await old?.close(true);
      await account.start();
      this.#restate();
    });
  }

  #signedOut(reason: FailureCode | undefined): void {
    const account = this.#account;
    account?.connection.stop();
    this.#account = undefined;
    this.#endReason = reason;
    // Who only has to sign in again finds everything as it was; who signed out, or was, leaves nothing behind.
    const keep = reason === 'session.expired' || reason === 'session.required';
    this.#opening = this.#opening.then(async () => {
      await account?.close(keep);
      if (!keep && account !== undefined) await this.#options.store.forget(account.me).catch(() => {});
    });
    this.#restate();
    this.#events.emit('signed-out', reason);
  }

  #newAccount(me: Me): Account {
    const account = new Account({
      me,
      url: `${this.#options.baseUrl.replace(/^http/, 'ws')}/ws`,
      session: this.#session,
      store: this.#options.store,
      tabs: this.#tabs,
      openSocket: this.#options.openSocket ?? platformSocket,
      openChannel: this.#options.locks && this.#options.openChannel,
      timers: this.#options.timers ?? systemTimers,
      random: this.#options.random ?? Math.random,
    });
    account.presence.setActive(this.#active);
    account.on('changed', () => this.#tell());
    account.on('state', () => this.#restate());
    relay(account, this.#events, ['message', 'refused', 'device', 'directory', 'left']);
    return account;
  }

  #restate(): void {
    const status = statusOf(this.#status, this.#started, this.#endReason, this.#account?.connection.state);
    if (status !== this.#status) {
      this.#status = status;
      this.#events.emit('status', status);
    }
    this.#tell();
  }

  /** Everything that changes in one tick is told once. */
  #tell(): void {
    if (!this.#told) return;
    this.#told = false;
    queueMicrotask(() => {
      this.#told = true;
      this.#events.emit('changed');
    });
  }
}
