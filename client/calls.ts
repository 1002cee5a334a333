import { Failure } from '#kernel/failure.ts';
import type { FailureBody } from '#protocol/failures.ts';
import type { CommandName, ParamsOf, ResultOf } from '#protocol/realtime.ts';
import { failureFrom } from './http.ts';
import type { Timers } from './ports.ts';

interface Pending {
  resolve: (ok: unknown) => void;
  reject: (failure: Failure) => void;
  stopTimer: () => void;
}

const TIMEOUT_MS = 30_000;

/** The commands that wait for their answers on one socket. */
export class Calls {
  readonly #send: (frame: string) => void;
  readonly #timers: Timers;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  constructor(send: (frame: string) => void, timers: Timers) {
    this.#send = send;
    this.#timers = timers;
  }

  /** @throws Failure as the server answers; 'server.busy' when it didn't in time, 'network.unreachable' when it can't */
  call<Name extends CommandName>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    const id = this.#nextId++;
    return new Promise<ResultOf<Name>>((resolve, reject) => {
      // Whether the other end lives is the ping's question; here it is only slow.
      const stopTimer = this.#timers.after(TIMEOUT_MS, () => this.#fail(id, new Failure('server.busy')));
      this.#pending.set(id, { resolve: (ok) => resolve(ok as ResultOf<Name>), reject, stopTimer });
      this.#send(JSON.stringify({ id, do: name, with: params }));
    });
  }

  answered(id: number, ok: unknown): void {
    this.#take(id)?.resolve(ok);
  }

  refused(id: number, body: FailureBody): void {
    this.#fail(id, failureFrom(body));
  }

  /** The socket is gone: whether the commands were carried out is not known. */
  end(): void {
    for (const id of [...this.#pending.keys()]) this.#fail(id, new Failure('network.unreachable'));
  }

  #fail(id: number, failure: Failure): void {
    this.#take(id)?.reject(failure);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.stopTimer();
    return pending;
  }
}
