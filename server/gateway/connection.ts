import { asFailure, Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { UserId } from '#protocol/common.ts';
import type { Language } from '#protocol/failures.ts';
import type { ByeReason, CommandName, HelloAnswer, ParamsOf, ServerFrame } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';
import type { Seat } from '../presence/api.ts';
import type { GatewayLimits } from './api.ts';
import { CommandQueue } from './command-queue.ts';
import type { Receiver } from './fan-out.ts';
import { type Command, readFrame, writeFrame } from './frames.ts';
import { Outlet, type ServerSocket } from './outlet.ts';
import type { Watch } from './watch.ts';

/** What a connection asks of the gateway around it. */
export interface ConnectionHost {
  limits: GatewayLimits;
  log: Log;
  watch: Watch;
  authenticate(token: string): Promise<Caller>;
  /** From here on the connection gets live events; resolves when none that concerns the caller can be missed. */
  enter(connection: Connection, caller: Caller): Promise<void>;
  hello(caller: Caller, params: ParamsOf<'hello'>): Promise<HelloAnswer>;
  run(caller: Caller, command: Command, seat: Seat): Promise<unknown>;
  answered(command: CommandName, outcome: string, tookMs: number): void;
  /** Nothing is heard of the peer, though it has not been given up; and that it is heard again. */
  silent(connection: Connection): void;
  heard(connection: Connection): void;
  left(connection: Connection, reason: ByeReason | undefined): void;
}

const CLOSE_CODES: Record<ByeReason, number> = {
  revoked: 4001,
  replaced: 4006,
  expired: 4002,
  slow: 4003,
  missed: 4007,
  malformed: 4004,
  idle: 4005,
  shutdown: 1012,
};

/** Time for the last words to leave before the socket is cut. */
const CLOSE_MS = 1_000;

type State =
  | { at: 'new'; failures: number }
  | { at: 'greeting'; failures: number }
  | { at: 'live'; caller: Caller }
  | { at: 'closed' };

/** One socket of one device. Everything it is told comes in by methods; bad input never throws. */
export class Connection implements Receiver, Seat {
  readonly id = newId('k');
  readonly #host: ConnectionHost;
  readonly #socket: ServerSocket;
  readonly #language: Language;
  readonly #outlet: Outlet;
  readonly #queue: CommandQueue;
  readonly #stops: (() => void)[] = [];
  #state: State = { at: 'new', failures: 0 };
  #caller: Caller | undefined;
  #malformed = 0;
  #missed = 0;
  #stopExpiry = (): void => {};

  constructor(socket: ServerSocket, host: ConnectionHost, language: Language) {
    this.#socket = socket;
    this.#host = host;
    this.#language = language;
    this.#outlet = new Outlet(socket, host.limits.queueBytes, () => this.end('slow'));
    this.#queue = new CommandQueue({
      inFlight: host.limits.inFlight,
      run: (command) => this.#run(command),
      ready: () => this.#state.at === 'live' && !this.#outlet.full,
      pause: (paused) => (paused ? socket.pause() : socket.resume()),
    });
    this.#stops.push(host.watch.after(host.limits.helloMs, () => this.#state.at !== 'live' && this.end('idle')));
    this.#stops.push(host.watch.every(host.limits.heartbeatMs, () => this.#beat()));
  }

  /** Known once the token of `hello` was good. */
  get caller(): Caller | undefined {
    return this.#caller;
  }

  get user(): UserId | undefined {
    return this.#caller?.user;
  }

  get closed(): boolean {
    return this.#state.at === 'closed';
  }

  handleText(text: string): void {
    if (this.#state.at === 'closed') return;
    const frame = readFrame(text);
    if (frame.is === 'malformed') this.#refuseFrame();
    else if (frame.is === 'refused') this.#fail(frame.id, frame.failure, 'refused');
    else this.#take(frame.command);
  }

  /** The protocol is text only. */
  handleBinary(): void {
    this.#refuseFrame();
  }

  handlePong(): void {
    const was = this.#missed;
    this.#missed = 0;
    if (was > 1 && !this.closed) this.#host.heard(this);
  }

  /** The socket is gone, for whatever reason. Idempotent. */
  handleClosed(): void {
    if (this.#state.at !== 'closed') this.#leave(undefined);
  }

  deliver(frame: Buffer): void {
    this.#outlet.event(frame);
  }

  gather(): void {
    this.#socket.cork();
  }

  flush(): void {
    this.#socket.uncork();
  }

  push(frame: ServerFrame): void {
    this.deliver(writeFrame(frame));
  }

  overrun(): void {
    this.end('slow');
  }

  /** Says why, and when to come back, and closes. Idempotent. */
  end(reason: ByeReason, retryAfterMs?: number): void {
    if (this.#state.at === 'closed') return;
    this.#outlet.last(writeFrame({ push: 'bye', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }));
    this.#leave(reason);
    this.#socket.resume();
    this.#socket.close(CLOSE_CODES[reason], reason);
    this.#host.watch.after(CLOSE_MS, () => this.#socket.terminate());
  }

  /** Starts no command any more; resolves when those that run are answered. */
  async drain(): Promise<void> {
    await this.#queue.end();
  }

  #leave(reason: ByeReason | undefined): void {
    this.#state = { at: 'closed' };
    this.#outlet.close();
    void this.#queue.end();
    this.#stopExpiry();
    for (const stop of this.#stops) stop();
    this.#host.left(this, reason);
  }

  #take(command: Command): void {
    if (command.do === 'hello' && this.#state.at !== 'live') this.#greet(command);
    else if (this.#state.at === 'new') this.#fail(command.id, new Failure('session.required'), command.do);
    else this.#queue.put(command);
  }

  #greet(command: Extract<Command, { do: 'hello' }>): void {
    if (this.#state.at !== 'new') {
      this.#fail(command.id, new Failure('request.invalid'), 'hello');
      return;
    }
    const { failures } = this.#state;
    this.#state = { at: 'greeting', failures };
    void this.#answer(command, async () => {
      const caller = await this.#host.authenticate(command.with.token);
      if (this.closed) return undefined;
      this.#caller = caller;
      await this.#host.enter(this, caller);
      return this.#host.hello(caller, command.with);
    }).then((ok) => (ok ? this.#begin() : this.#retryGreeting(failures + 1)));
  }

  #begin(): void {
    if (this.#state.at !== 'greeting' || this.#caller === undefined) return;
    this.#state = { at: 'live', caller: this.#caller };
    this.#watchExpiry();
    this.#outlet.release();
    this.#queue.pump();
  }

  #retryGreeting(failures: number): void {
    if (this.#state.at !== 'greeting') return;
    if (this.#caller !== undefined || failures >= this.#host.limits.malformed) this.end('idle');
    else this.#state = { at: 'new', failures };
  }

  /** Never rejects. */
  async #run(command: Command): Promise<void> {
    await this.#answer(command, async () => {
      if (this.#state.at !== 'live') return undefined;
      if (command.do === 'session.renew') return this.#renew(command.with.token);
      if (command.do === 'hello') return this.#helloAgain(command, this.#state.caller);
      return this.#host.run(this.#state.caller, command, this);
    });
  }

  /** [RT21] Another tab that shares this connection. Live frames go on meanwhile. */
  async #helloAgain(command: Extract<Command, { do: 'hello' }>, caller: Caller): Promise<HelloAnswer> {
    await this.#host.run(caller, command, this);
    await this.#renew(command.with.token);
    return this.#host.hello(caller, command.with);
  }

  async #renew(token: string): Promise<object> {
    const caller = await this.#host.authenticate(token);
    if (this.#state.at !== 'live') return {};
    const { user, device } = this.#state.caller;
    if (caller.user !== user || caller.device !== device) throw new Failure('session.required');
    this.#state = { at: 'live', caller };
    this.#caller = caller;
    this.#watchExpiry();
    return {};
  }

  /** Resolves with whether it went well. Never rejects. */
  async #answer(command: Command, work: () => Promise<unknown>): Promise<boolean> {
    const startedMs = performance.now();
    let outcome = 'ok';
    let frame: Buffer;
    try {
      frame = writeFrame({ re: command.id, ok: await work() });
    } catch (error) {
      const failure = asFailure(error);
      if (failure !== error) this.#host.log.error({ err: error, command: command.do }, 'command failed');
      outcome = failure.code;
      frame = writeFrame({ re: command.id, failure: failure.body(this.#language) });
    }
    this.#outlet.answer(frame, () => this.#queue.pump());
    this.#host.answered(command.do, outcome, performance.now() - startedMs);
    return outcome === 'ok';
  }

  #fail(id: number, failure: Failure, command: CommandName | 'refused'): void {
    // Nothing else holds back somebody who sends nonsense and reads no answers.
    if (this.#outlet.full) this.end('slow');
    else this.#outlet.answer(writeFrame({ re: id, failure: failure.body(this.#language) }), ignore);
    if (command !== 'refused') this.#host.answered(command, failure.code, 0);
  }

  #refuseFrame(): void {
    this.#malformed += 1;
    if (this.#malformed >= this.#host.limits.malformed) this.end('malformed');
  }

  #beat(): void {
    if (this.#missed >= 2) {
      this.#socket.terminate();
      this.handleClosed();
      return;
    }
    this.#missed += 1;
    if (this.#missed > 1) this.#host.silent(this);
    this.#socket.ping();
  }

  #watchExpiry(): void {
    const { expiresAt } = this.#caller ?? { expiresAt: 0 };
    const leftMs = Math.max(0, expiresAt - this.#host.watch.now()) + this.#host.limits.expiryGraceMs;
    this.#stopExpiry();
    this.#stopExpiry = this.#host.watch.after(leftMs, () => this.end('expired'));
  }
}

function ignore(): void {}
