import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Registry } from 'prom-client';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Clock, systemClock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import { hiddenFrom } from '#kernel/visibility.ts';
import { withheldEvent } from '#kernel/withheld.ts';
import type { ConversationId, DeviceId, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { Language } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { HelloAnswer, ParamsOf } from '#protocol/realtime.ts';
import type { Conversations, ConversationTopics } from '../conversations/api.ts';
import type { DirectoryTopics } from '../directory/api.ts';
import type { Caller, Identity, IdentityTopics } from '../identity/api.ts';
import type { Attendance, PresenceTopics, Seat } from '../presence/api.ts';
import { type CommandHandlers, GATEWAY_LIMITS, type Gateway, type GatewayLimits } from './api.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import { type Counted, Counters } from './counters.ts';
import { FanOut } from './fan-out.ts';
import { type Command, writeFrame } from './frames.ts';
import { type Heard, InOrder } from './in-order.ts';
import { namedIn } from './large.ts';
import { MembershipIndex } from './membership-index.ts';
import { type GatewayMetrics, gatewayMetrics } from './metrics.ts';
import type { ServerSocket } from './outlet.ts';
import { whenInTime } from './pace.ts';
import { CommandRate } from './rate.ts';
import { Roster } from './roster.ts';
import { Framing, SharingSocket } from './sharing-socket.ts';
import { languageOf, refuseUpgrade, upgradeFault } from './upgrade.ts';
import { platformWatch, type Watch } from './watch.ts';

/** Longer than any look at a token takes. */
const REVOKED_MS = 60_000;
/** How many connections are renewed at once, and how soon the next: 1,000 a second while there is time for it. */
const RENEWED_AT_ONCE = 50;
const RENEW_EVERY_MS = 50;

export interface GatewayOptions {
  identity: Pick<Identity, 'authenticate' | 'me'>;
  conversations: Pick<
    Conversations,
    'membersOf' | 'conversationsOf' | 'hello' | 'lookersAt' | 'previewersOf' | 'previews'
  >;
  commands: CommandHandlers;
  attendance: Attendance;
  bus: Pick<Bus<ConversationTopics & IdentityTopics & PresenceTopics & DirectoryTopics>, 'subscribe' | 'onLoss'>;
  /** Other processes write in the same conversations. */
  several?: boolean;
  log: Log;
  /** Where the gateway's metrics are registered. */
  registry: Registry;
  clock?: Clock;
  limits?: Partial<GatewayLimits>;
}

/** The realtime side: sockets at `/ws`, commands in, answers and live events out. */
export function createGateway(options: GatewayOptions): RealtimeGateway {
  return new RealtimeGateway(options);
}

export class RealtimeGateway implements Gateway, ConnectionHost {
  readonly limits: GatewayLimits;
  readonly log: Log;
  readonly watch: Watch;
  readonly #options: GatewayOptions;
  readonly #framing = new Framing();
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: LIMITS.frameBytes });
  readonly #roster = new Roster();
  readonly #members: MembershipIndex;
  readonly #entered = new WeakSet<Connection>();
  readonly #revoked = new Set<DeviceId>();
  readonly #metrics: GatewayMetrics;
  readonly #fanOut: FanOut;
  readonly #rate: CommandRate;
  readonly #counters: Counters;
  readonly #inOrder: InOrder | undefined;
  readonly #unsubscribe: (() => void)[];
  #closing: Promise<void> | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.limits = { ...GATEWAY_LIMITS, ...options.limits };
    this.log = options.log.child({ part: 'gateway' });
    this.watch = platformWatch(options.clock ?? systemClock);
    this.#members = new MembershipIndex((user) => options.conversations.conversationsOf(user));
    this.#metrics = gatewayMetrics(options.registry);
    this.#fanOut = new FanOut({ onSent: (count) => this.#sent(count) });
    this.#rate = new CommandRate(this.limits);
    this.#counters = new Counters(this.watch, (counted) => this.#tellCounted(counted));
    if (options.several) {
      this.#inOrder = new InOrder({
        membersOf: (conversation) => options.conversations.membersOf(conversation),
        known: (conversation, members) => this.#members.correct(conversation, members),
        deliver: (told, late) => this.#hear(told, late),
        watch: this.watch,
        log: this.log,
      });
    }
    this.#unsubscribe = this.#subscribe();
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const busy = this.#closing !== undefined || this.#roster.size >= this.limits.connections;
    const fault = upgradeFault(request, busy);
    if (fault !== undefined) refuseUpgrade(socket, fault);
    else this.#server.handleUpgrade(request, socket, head, (ws) => this.#open(ws, socket, request));
  }

  /** Takes a socket after its handshake; whoever calls passes on what the socket tells. */
  accept(socket: ServerSocket, language: Language): Connection {
    const connection = new Connection(socket, this, language);
    this.#roster.add(connection);
    this.#metrics.connections.set(this.#roster.size);
    return connection;
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  async authenticate(token: string): Promise<Caller> {
    const caller = await this.#options.identity.authenticate(token);
    // Revoked between the look into the database and here: the news came too early to find the connection.
    if (this.#revoked.has(caller.device)) throw new Failure('session.revoked');
    return caller;
  }

  async enter(connection: Connection, caller: Caller): Promise<void> {
    this.#roster.identify(connection, caller.user);
    await this.#members.join(caller.user);
    // Closed while the list was read: `left` had nobody to take out yet.
    if (connection.closed) this.#members.leave(caller.user);
    else {
      this.#entered.add(connection);
      this.#options.attendance.arrived(connection, caller);
    }
  }

  async hello(caller: Caller, params: ParamsOf<'hello'>): Promise<HelloAnswer> {
    const answer = await this.#options.conversations.hello(caller.user, params.since);
    const me = await this.#options.identity.me(caller.user);
    return { me, now: this.watch.now(), ...answer };
  }

  async run(caller: Caller, command: Command, seat: Seat): Promise<unknown> {
    await this.#rate.spend(caller.user, command.do);
    if (command.do === 'ping') return { now: this.watch.now() };
    if (command.do === 'hello' || command.do === 'session.renew') return {};
    const handler = this.#options.commands[command.do] as (c: Caller, p: unknown, s: Seat) => Promise<unknown>;
    return handler(caller, command.with, seat);
  }

  answered(command: string, outcome: string, tookMs: number): void {
    this.#metrics.commands.inc({ command, outcome });
    this.#metrics.commandSeconds.observe({ command }, tookMs / 1000);
  }

  silent(connection: Connection): void {
    this.#options.attendance.silent(connection);
  }

  heard(connection: Connection): void {
    this.#options.attendance.heard(connection);
  }

  left(connection: Connection, reason: string | undefined): void {
    this.#roster.remove(connection);
    this.#options.attendance.left(connection);
    if (this.#entered.delete(connection) && connection.user !== undefined) this.#members.leave(connection.user);
    this.#metrics.connections.set(this.#roster.size);
    if (reason !== undefined) this.#metrics.closed.inc({ reason });
    this.log.debug({ connection: connection.id, reason: reason ?? 'peer' }, 'connection ended');
  }

  #open(ws: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const socket = new SharingSocket(ws, stream, this.#framing);
    const connection = this.accept(socket, languageOf(request.headers['accept-language']));
    ws.on('message', (data, isBinary) => {
      if (isBinary) connection.handleBinary();
      else connection.handleText(String(data));
    });
    ws.on('pong', () => connection.handlePong());
    ws.on('close', () => connection.handleClosed());
    // Frames that break RFC 6455 or are too large: ws closes with the right code, and 'close' follows.
    ws.on('error', (error) => this.log.debug({ err: error, connection: connection.id }, 'socket failed'));
  }

  #subscribe(): (() => void)[] {
    const { bus } = this.#options;
    return [
      bus.onLoss(() => this.#renew()),
      bus.subscribe('conversation', (told) => {
        if (this.#inOrder === undefined) this.#hear(told, false);
        else this.#inOrder.take(told);
      }),
      bus.subscribe('user-entry', ({ user, entry }) => {
        if (entry.type === 'membership') this.#members.tell(user, entry);
        this.#fanOut.put(writeFrame({ push: 'entry', entry }), this.#roster.of([user]));
      }),
      bus.subscribe('person-changed', ({ person }) => {
        this.#fanOut.put(writeFrame({ push: 'people', people: [person] }), this.#roster.of([person.id]));
      }),
      bus.subscribe('directory-changed', () => {
        this.#fanOut.put(writeFrame({ push: 'directory' }), this.#roster.all());
      }),
      bus.subscribe('device-signed-in', ({ user, device }) => {
        const others = this.#roster.of([user]).filter(({ caller }) => caller?.device !== device.id);
        this.#fanOut.put(writeFrame({ push: 'device', device }), others);
      }),
      bus.subscribe('typing', ({ conversation, user }) => {
        const others = [...this.#members.membersOf(conversation)].filter((member) => member !== user);
        const frame = writeFrame({ push: 'typing', conversation, user });
        this.#fanOut.put(frame, this.#roster.of(others), (receiver) => this.#mayHear(receiver, conversation));
      }),
      bus.subscribe('device-revoked', ({ device, replaced }) => {
        this.#revoked.add(device);
        this.watch.after(REVOKED_MS, () => this.#revoked.delete(device));
        for (const connection of this.#roster.ofDevice(device)) connection.end(replaced ? 'replaced' : 'revoked');
      }),
    ];
  }

  /** `late`: what it changes about who is in is known already. */
  #hear({ event, memberCount, blind = [], withheld, open }: Heard, late: boolean): void {
    if (!late) this.#members.follow(event);
    if (open) this.#tellPreviewers(event);
    const members = this.#members.membersOf(event.conversation);
    const hidden = new Set(blind);
    const named = namedIn(event, memberCount);
    if (named !== undefined) {
      this.#tellLarge(event, named, hidden);
      return;
    }
    const apart = withheld === undefined ? hidden : new Set([...hidden, withheld]);
    this.#tell(event, apart.size === 0 ? members : [...members].filter((user) => !apart.has(user)));
    if (withheld !== undefined) this.#tell(withheldEvent(event), [withheld]);
    else if (hidden.size > 0) this.#tell(hiddenFrom(event), hidden);
    this.#metrics.backlog.set(this.#fanOut.waiting);
  }

  /** Something may have been missed: everybody comes back, some at a time, and asks for what they lack. */
  #renew(): void {
    const connections = this.#roster.all();
    const next = () => {
      for (const connection of connections.splice(0, RENEWED_AT_ONCE)) connection.end('missed');
      if (connections.length > 0) whenInTime(this.watch, RENEW_EVERY_MS, next);
    };
    next();
  }

  /** The event for those who look and those whom it names, and counters for the others. */
  #tellLarge(event: ConversationEvent, named: ReadonlySet<UserId>, hidden: ReadonlySet<UserId>): void {
    const receivers = new Set(this.#roster.of(named));
    for (const seat of this.#options.conversations.lookersAt(event.conversation)) {
      if (seat instanceof Connection) receivers.add(seat);
    }
    const [blind, seeing] = [[...receivers].filter(isIn(hidden)), [...receivers].filter((one) => !isIn(hidden)(one))];
    this.#put(event, seeing);
    this.#put(hiddenFrom(event), blind);
    this.#counters.note(event);
    this.#metrics.backlog.set(this.#fanOut.waiting);
  }

  /** [TC54] Who reads a public channel without being in it. */
  #tellPreviewers(event: ConversationEvent): void {
    const { conversations } = this.#options;
    const { conversation } = event;
    const seats = [...conversations.previewersOf(conversation)];
    const readers = seats
      .filter((seat) => seat instanceof Connection)
      .filter((one) => !this.#mayHear(one, conversation));
    if (readers.length === 0) return;
    this.#fanOut.put(
      writeFrame({ push: 'event', event }),
      readers,
      (reader) => reader instanceof Connection && conversations.previews(conversation, reader),
    );
  }

  #tellCounted(counted: Counted): void {
    const lookers = this.#options.conversations.lookersAt(counted.conversation);
    const members = this.#roster.of(this.#members.membersOf(counted.conversation));
    const others = members.filter((connection) => !lookers.has(connection));
    this.#fanOut.put(writeFrame({ push: 'counters', ...counted }), others, (receiver) =>
      this.#mayHear(receiver, counted.conversation),
    );
  }

  #tell(event: ConversationEvent, users: Iterable<UserId>): void {
    this.#put(event, this.#roster.of(users));
  }

  #put(event: ConversationEvent, receivers: readonly Connection[]): void {
    if (receivers.length === 0) return;
    this.#fanOut.put(writeFrame({ push: 'event', event }), receivers, (receiver) =>
      this.#mayHear(receiver, event.conversation),
    );
  }

  #mayHear(receiver: unknown, conversation: ConversationId): boolean {
    const user = receiver instanceof Connection ? receiver.user : undefined;
    return user !== undefined && this.#members.has(user, conversation);
  }

  #sent(count: number): void {
    this.#metrics.deliveries.inc(count);
    this.#metrics.backlog.set(this.#fanOut.waiting);
  }

  async #shutDown(): Promise<void> {
    const connections = this.#roster.all();
    const half = new Promise<void>((resolve) => void this.watch.after(this.limits.shutdownMs / 2, resolve));
    await Promise.race([Promise.all(connections.map((connection) => connection.drain())), half]);
    for (const stop of this.#unsubscribe) stop();
    // They come back to a server that is just starting, or to others that have people already: 1,000 a second.
    for (const connection of connections) connection.end('shutdown', Math.floor(Math.random() * connections.length));
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function isIn(users: ReadonlySet<UserId>): (connection: Connection) => boolean {
  return ({ user }) => user !== undefined && users.has(user);
}
