import type { OpenSocket, Socket, Timers } from '../ports.ts';
import type { LineMessage } from './line-message.ts';
import { askedBy, FRESH_SEAT, isMerged, MERGED, type MergedCommand, mergedParams, type SeatState } from './merges.ts';

export interface HubOptions {
  self: string;
  url: string;
  openSocket: OpenSocket;
  timers: Timers;
  /** To one tab, or with 'push' to all of them. */
  post: (message: LineMessage) => void;
}

/** One tab at the connection. */
interface Seat {
  readonly tab: string;
  readonly line: number;
  /** Whether its `hello` was answered well. */
  live: boolean;
  state: SeatState;
  /** Of which conversations it follows the read marks. */
  readonly reads: Set<string>;
}

interface Asked {
  seat: Seat | undefined;
  id: number;
  name: string;
}

interface Real {
  socket: Socket;
  at: 'opening' | 'new' | 'greeting' | 'live';
  /** When something was sent that nothing has been heard since. */
  silentSince: number | undefined;
}

/** Asked, and nothing heard for this long: the socket is not given to anybody any more. Less than a tab waits for a pong. */
const SILENT_MS = 7_000;

/** The beginnings of frames, as `Calls` and the server write them. */
const COMMAND = /^\{"id":(\d+),"do":"([^"]+)"/;
const ANSWER = /^\{"re":(\d+),"(ok|failure)"/;
const BYE = '{"push":"bye"';

/**
 * The one connection of several tabs, in the tab that leads. Each tab says its own `hello` and has its own commands
 * answered; what the server says unasked goes to all. What a connection has one of is merged (merges.ts).
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #seats = new Map<string, Seat>();
  readonly #asked = new Map<number, Asked>();
  readonly #told = new Map<MergedCommand, string>();
  #hellos: { seat: Seat; text: string }[] = [];
  #nextId = 1;
  #real: Real | undefined;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** The tabs that have a place here. */
  get tabs(): Iterable<string> {
    return this.#seats.keys();
  }

  handleOpen(tab: string, line: number): void {
    this.#seats.delete(tab);
    if (this.#real === undefined || this.#isSilent()) this.#connect();
    this.#seats.set(tab, { tab, line, live: false, state: FRESH_SEAT, reads: new Set() });
    if (this.#real?.at !== 'opening') this.#say(tab, line, 'opened');
  }

  handleSend(tab: string, line: number, text: string): void {
    const seat = this.#seats.get(tab);
    const [, id, name] = COMMAND.exec(text) ?? [];
    if (seat?.line !== line || id === undefined || name === undefined) return;
    if (name === 'hello') this.#hello(seat, text);
    else if (name === 'conversation.reads') this.#follow(seat, Number(id), text);
    else if (isMerged(name)) this.#merge(seat, Number(id), name, text);
    else this.#forward(seat, text);
  }

  /** The tab has done with its socket. */
  handleClose(tab: string, line: number): void {
    if (this.#seats.get(tab)?.line === line) this.handleGone(tab);
  }

  /** The tab is gone, or never was here. */
  handleGone(tab: string): void {
    const seat = this.#seats.get(tab);
    if (seat === undefined) return;
    this.#seats.delete(tab);
    if (this.#seats.size === 0) {
      this.#drop();
      return;
    }
    for (const name of MERGED) this.#tell(name);
    for (const conversation of seat.reads) if (!this.#isFollowed(conversation)) this.#unfollow(conversation);
  }

  /** The connection ends; whoever sits here is told. */
  close(): void {
    this.#drop();
  }

  #connect(): void {
    this.#drop();
    const socket = this.#options.openSocket(this.#options.url);
    const real: Real = { socket, at: 'opening', silentSince: undefined };
    this.#real = real;
    const own = (listener: () => void) => () => {
      if (this.#real === real) listener();
    };
    socket.addEventListener(
      'open',
      own(() => this.#opened(real)),
    );
    socket.addEventListener('message', ({ data }) => {
      if (this.#real === real) this.#heard(real, String(data));
    });
    socket.addEventListener(
      'close',
      own(() => this.#drop()),
    );
    socket.addEventListener('error', () => {});
  }

  #opened(real: Real): void {
    real.at = 'new';
    for (const { tab, line } of this.#seats.values()) this.#say(tab, line, 'opened');
  }

  /** The first one is the connection's own; those behind it wait until it is answered. */
  #hello(seat: Seat, text: string): void {
    const real = this.#real;
    if (real === undefined || real.at === 'opening') return;
    if (real.at === 'greeting') {
      this.#hellos.push({ seat, text });
      return;
    }
    if (real.at === 'new') real.at = 'greeting';
    this.#forward(seat, text);
  }

  #forward(seat: Seat | undefined, text: string): void {
    const real = this.#real;
    const [start, id, name] = COMMAND.exec(text) ?? [];
    if (real === undefined || start === undefined || name === undefined) return;
    const own = this.#nextId++;
    this.#asked.set(own, { seat, id: Number(id), name });
    real.silentSince ??= this.#options.timers.now();
    real.socket.send(`{"id":${own},"do":"${name}"${text.slice(start.length)}`);
  }

  #merge(seat: Seat, id: number, name: MergedCommand, text: string): void {
    const { with: params } = JSON.parse(text) as { with: unknown };
    seat.state = askedBy(seat.state, name, params);
    this.#seats.delete(seat.tab);
    this.#seats.set(seat.tab, seat);
    // A view is asked for again even when it is the same: the answer brings how everything in it is.
    if (name !== 'presence.report') this.#told.delete(name);
    if (!this.#tell(name, { seat, id })) this.#answer(seat, id, '"ok":{}}');
  }

  /** The marks of a conversation are followed until no seat wants them: another's end of it is not told. */
  #follow(seat: Seat, id: number, text: string): void {
    const { with: params } = JSON.parse(text) as { with: { conversation: string; on: boolean } };
    if (params.on) seat.reads.add(params.conversation);
    else seat.reads.delete(params.conversation);
    if (!params.on && this.#isFollowed(params.conversation)) this.#answer(seat, id, '"ok":{}}');
    else this.#forward(seat, text);
  }

  #isFollowed(conversation: string): boolean {
    return [...this.#seats.values()].some(({ reads }) => reads.has(conversation));
  }

  #unfollow(conversation: string): void {
    const params = JSON.stringify({ conversation, on: false });
    if (this.#real?.at === 'live') this.#forward(undefined, `{"id":0,"do":"conversation.reads","with":${params}}`);
  }

  /** Asks for what all seats want together, unless it was the last thing asked for. Returns whether it was asked. */
  #tell(name: MergedCommand, asker?: { seat: Seat; id: number }): boolean {
    const live = [...this.#seats.values()].filter((seat) => seat.live);
    const states = live.map(({ state }) => state);
    const params = JSON.stringify(mergedParams(name, states));
    if (this.#real?.at !== 'live' || live.length === 0) return false;
    // A tab that names its view is answered by the server, also when nothing changes: the answer tells how it is.
    const answers = asker !== undefined && name !== 'presence.report';
    if (!answers && (this.#told.get(name) ?? BEFORE[name]) === params) return false;
    this.#told.set(name, params);
    this.#forward(asker?.seat, `{"id":${asker?.id ?? 0},"do":"${name}","with":${params}}`);
    return true;
  }

  #heard(real: Real, text: string): void {
    real.silentSince = undefined;
    const [start, re, outcome] = ANSWER.exec(text) ?? [];
    if (start === undefined) this.#push(text);
    else this.#answered(real, Number(re), outcome === 'ok', text.slice(start.length - `"${outcome}"`.length));
  }

  #push(text: string): void {
    this.#options.post({ from: this.#options.self, say: 'push', text });
    // Whoever comes back is not to be given a socket that is about to close.
    if (text.startsWith(BYE)) this.#drop();
  }

  #answered(real: Real, re: number, ok: boolean, rest: string): void {
    const asked = this.#asked.get(re);
    this.#asked.delete(re);
    if (asked === undefined) return;
    const { seat, id, name } = asked;
    if (name === 'hello' && seat !== undefined) this.#greeted(real, seat, ok);
    if (!ok && isMerged(name)) this.#told.delete(name);
    if (seat !== undefined) this.#answer(seat, id, rest);
    if (name === 'hello') this.#nextHello(real);
  }

  #greeted(real: Real, seat: Seat, ok: boolean): void {
    if (real.at === 'greeting') real.at = ok ? 'live' : 'new';
    if (!ok) return;
    seat.live = true;
    this.#tell('presence.report');
  }

  #nextHello(real: Real): void {
    while (this.#real === real && real.at !== 'greeting') {
      const next = this.#hellos.shift();
      if (next === undefined) return;
      if (this.#seats.get(next.seat.tab) === next.seat) this.#hello(next.seat, next.text);
    }
  }

  #answer(seat: Seat, id: number, rest: string): void {
    if (this.#seats.get(seat.tab) !== seat) return;
    const { tab: to, line } = seat;
    this.#options.post({ from: this.#options.self, say: 'answer', to, line, text: `{"re":${id},${rest}` });
  }

  #say(to: string, line: number, say: 'opened' | 'closed'): void {
    this.#options.post({ from: this.#options.self, say, to, line });
  }

  #isSilent(): boolean {
    const since = this.#real?.silentSince;
    return since !== undefined && this.#options.timers.now() - since >= SILENT_MS;
  }

  /** Idempotent. */
  #drop(): void {
    const real = this.#real;
    const seats = [...this.#seats.values()];
    this.#real = undefined;
    this.#seats.clear();
    this.#asked.clear();
    this.#told.clear();
    this.#hellos = [];
    real?.socket.close();
    for (const { tab, line } of seats) this.#say(tab, line, 'closed');
  }
}

/** What holds on a new connection before anything was asked. */
const BEFORE: Record<MergedCommand, string> = {
  'presence.subscribe': JSON.stringify({ users: [] }),
  'presence.report': JSON.stringify({ active: true }),
  'conversation.look': JSON.stringify({ conversations: [] }),
};
