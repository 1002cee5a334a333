import { Emitter } from '#kernel/emitter.ts';
import { asFailure, Failure } from '#kernel/failure.ts';
import type { ConversationId, Person, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { Device } from '#protocol/devices.ts';
import type { FailureCode } from '#protocol/failures.ts';
import { PROTOCOL_LEVEL } from '#protocol/level.ts';
import type { UserEntry } from '#protocol/personal.ts';
import type { Presence } from '#protocol/presence.ts';
import type {
  ByePush,
  CommandName,
  CountersPush,
  HelloAnswer,
  ParamsOf,
  ReadsPush,
  ResultOf,
  ServerFrame,
} from '#protocol/realtime.ts';
import { Calls } from './calls.ts';
import {
  type ConnectionEffect,
  type ConnectionInput,
  type ConnectionState,
  dueAt,
  PING_MS,
  step,
} from './connection-machine.ts';
import { needsSignIn } from './http.ts';
import type { OpenSocket, Socket, Timers } from './ports.ts';
import type { Session } from './session.ts';

export interface ConnectionOptions {
  /** e.g. 'ws://127.0.0.1:8080/ws' */
  url: string;
  session: Pick<Session, 'token' | 'dropToken' | 'endsAt' | 'revoked'>;
  /** From where on the next `hello` asks for changes. */
  since: () => ParamsOf<'hello'>['since'];
  openSocket: OpenSocket;
  timers: Timers;
  random: () => number;
}

export interface ConnectionEvents extends Record<string, unknown[]> {
  state: [ConnectionState];
  hello: [HelloAnswer];
  event: [ConversationEvent];
  entry: [UserEntry];
  device: [Device];
  presence: [readonly Presence[]];
  reads: [ReadsPush];
  people: [readonly Person[]];
  typing: [ConversationId, UserId];
  counters: [CountersPush];
  directory: [];
}

/** A token is renewed this long before it ends, so that the connection goes on. */
const RENEW_BEFORE_MS = 60_000;

/** One living connection to the server, made anew whenever it breaks. */
export class Connection extends Emitter<ConnectionEvents> {
  readonly #options: ConnectionOptions;
  #state: ConnectionState = { at: 'stopped' };
  #socket: { socket: Socket; calls: Calls } | undefined;
  /** What came unasked before `hello` was answered here, though others on the same connection have said theirs. */
  #early: ServerFrame[] = [];
  /** Grows with every attempt, so that what an earlier one still tells is not heard. */
  #attempt = 0;
  #stopTimer = (): void => {};
  #stopRenewal = (): void => {};

  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    this.#input({ on: 'start' });
  }

  stop(): void {
    this.#input({ on: 'stop' });
  }

  wake(): void {
    this.#input({ on: 'wake' });
  }

  /** Says hello anew, because what came live isn't whole. */
  restart(): void {
    this.#input({ on: 'lost', random: this.#options.random(), soon: true });
  }

  /** @throws Failure as the server answers, or 'network.unreachable' */
  async call<Name extends CommandName>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    if (this.#state.at !== 'online' || this.#socket === undefined) throw new Failure('network.unreachable');
    return this.#socket.calls.call(name, params);
  }

  #input(input: DistributiveOmit<ConnectionInput, 'now'>): void {
    const [state, effects] = step(this.#state, { ...input, now: this.#options.timers.now() });
    const changed = state.at !== this.#state.at;
    this.#state = state;
    // The timer that runs is early enough: its tick looks again.
    if (input.on === 'heard') return;
    for (const effect of effects) this.#carryOut(effect);
    this.#setTimer();
    if (changed) this.emit('state', state);
  }

  #carryOut(effect: ConnectionEffect): void {
    if (effect === 'open') void this.#open(++this.#attempt);
    else if (effect === 'close') this.#close();
    else this.#ping();
  }

  #setTimer(): void {
    this.#stopTimer();
    const due = dueAt(this.#state);
    if (due === undefined) return;
    const waitMs = Math.min(Math.max(0, due - this.#options.timers.now()), PING_MS);
    this.#stopTimer = this.#options.timers.after(waitMs, () => this.#input({ on: 'tick' }));
  }

  /** Never rejects. */
  async #open(attempt: number): Promise<void> {
    try {
      const token = await this.#options.session.token();
      if (attempt === this.#attempt) this.#connect(attempt, token);
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(asFailure(error));
    }
  }

  #connect(attempt: number, token: string): void {
    const { openSocket, url, timers } = this.#options;
    const socket = openSocket(url);
    const calls = new Calls((frame) => socket.send(frame), timers);
    const own = (listener: () => void) => () => {
      if (attempt === this.#attempt) listener();
    };
    this.#socket = { socket, calls };
    socket.addEventListener(
      'open',
      own(() => void this.#greet(attempt, token)),
    );
    socket.addEventListener('message', ({ data }) => {
      if (attempt === this.#attempt) this.#frame(parse(data));
    });
    socket.addEventListener(
      'close',
      own(() => this.#lost()),
    );
    socket.addEventListener('error', () => {});
  }

  /** Never rejects. */
  async #greet(attempt: number, token: string): Promise<void> {
    const since = this.#options.since();
    try {
      const hello = { token, level: PROTOCOL_LEVEL, ...(since === undefined ? {} : { since }) };
      const answer = await this.#socket?.calls.call('hello', hello);
      if (attempt !== this.#attempt || answer === undefined) return;
      this.#input({ on: 'greeted' });
      this.emit('hello', answer);
      for (const frame of this.#early.splice(0)) this.#pushed(frame);
      this.#planRenewal();
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(asFailure(error));
    }
  }

  #frame(frame: ServerFrame | undefined): void {
    if (frame === undefined) {
      this.#lost();
      return;
    }
    this.#input({ on: 'heard' });
    if ('ok' in frame) this.#socket?.calls.answered(frame.re, frame.ok);
    else if ('failure' in frame) this.#socket?.calls.refused(frame.re, frame.failure);
    else if (this.#state.at === 'connecting' && frame.push !== 'bye') this.#early.push(frame);
    else this.#pushed(frame);
  }

  #pushed(frame: ServerFrame): void {
    if (!('push' in frame)) return;
    if (frame.push === 'event') this.emit('event', frame.event);
    else if (frame.push === 'entry') this.emit('entry', frame.entry);
    else if (frame.push === 'device') this.emit('device', frame.device);
    else if (frame.push === 'presence') this.emit('presence', frame.people);
    else if (frame.push === 'reads') this.emit('reads', frame);
    else if (frame.push === 'people') this.emit('people', frame.people);
    else if (frame.push === 'counters') this.emit('counters', frame);
    else if (frame.push === 'typing') this.emit('typing', frame.conversation, frame.user);
    else if (frame.push === 'directory') this.emit('directory');
    else if (frame.push === 'bye') this.#bye(frame);
  }

  #bye({ reason, retryAfterMs }: ByePush): void {
    if (reason === 'revoked' || reason === 'replaced') void this.#end(`session.${reason}`);
    else if (reason === 'expired') this.#options.session.dropToken();
    this.#lost({ soon: reason !== 'shutdown', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  }

  #failed(failure: Failure): void {
    const { retryAfterMs } = failure.detail;
    if (failure.code === 'session.revoked' || failure.code === 'session.replaced') void this.#end(failure.code);
    else if (needsSignIn(failure)) this.#options.session.dropToken();
    this.#lost({ soon: needsSignIn(failure), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  }

  async #end(reason: FailureCode): Promise<void> {
    this.stop();
    await this.#options.session.revoked(reason);
  }

  #lost(why: { soon?: boolean; retryAfterMs?: number } = {}): void {
    this.#input({ on: 'lost', random: this.#options.random(), ...why });
  }

  #ping(): void {
    this.#socket?.calls.call('ping', {}).catch(() => {});
  }

  #planRenewal(): void {
    this.#stopRenewal();
    const { timers, session } = this.#options;
    const attempt = this.#attempt;
    const waitMs = Math.min(Math.max(1_000, session.endsAt - RENEW_BEFORE_MS - timers.now()), 2 ** 31 - 1);
    this.#stopRenewal = timers.after(waitMs, () => void this.#renew(attempt));
  }

  /** Never rejects. When it can't be done in time, the server closes with 'expired' and the connection is made anew. */
  async #renew(attempt: number): Promise<void> {
    try {
      this.#options.session.dropToken();
      const token = await this.#options.session.token();
      if (attempt !== this.#attempt) return;
      await this.call('session.renew', { token });
      this.#planRenewal();
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (needsSignIn(asFailure(error))) this.restart();
      else this.#stopRenewal = this.#options.timers.after(5_000, () => void this.#renew(attempt));
    }
  }

  #close(): void {
    this.#attempt += 1;
    this.#stopRenewal();
    const old = this.#socket;
    this.#socket = undefined;
    this.#early = [];
    old?.socket.close();
    old?.calls.end();
  }
}

/** Undefined for what no server of ours sends. */
function parse(data: unknown): ServerFrame | undefined {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === 'object' && value !== null ? (value as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}

type DistributiveOmit<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never;
