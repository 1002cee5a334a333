import { after, before, type TestContext } from 'node:test';
import type { Client, ClientOptions } from '#client/api.ts';
import { Failure } from '#kernel/failure.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { FailureCode } from '#protocol/failures.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type LiveServer, startLiveServer } from './live-server.ts';
import { hasty, idOf, person, texts, until } from './people.ts';

/** A server for all tests of a file, and people on it who go when the tests are over. */
export class Company {
  #server: LiveServer | undefined;
  readonly #clients: Client[] = [];

  get server(): LiveServer {
    if (this.#server === undefined) throw new Error('the tests have not begun');
    return this.#server;
  }

  async begin(): Promise<void> {
    this.#server = await startLiveServer();
  }

  async end(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.server.stop();
  }

  /** Closed with the others. */
  add(client: Client): Client {
    this.#clients.push(client);
    return client;
  }

  /** Somebody new, who is online. */
  async enter(nickname: string, options: Partial<ClientOptions> = {}, origin = this.server.origin): Promise<Client> {
    return this.add(await person(origin, nickname, options));
  }

  /** Two people who look at their conversation; `options` and `origin` are Ann's. */
  async pair(options: Partial<ClientOptions> = {}, origin = this.server.origin) {
    return this.#meet(await this.enter('Ann', options, origin));
  }

  /** The first of the pair lives in a faster time. */
  async hastyPair(origin: string) {
    return this.#meet(this.add(await hasty(origin, 'Ann', 20)));
  }

  /** A way to the server that breaks on demand, until the test ends. */
  async faulty(context: TestContext): Promise<FaultProxy> {
    const proxy = await startFaultProxy(this.server.port);
    context.after(() => proxy.close());
    return proxy;
  }

  async #meet(ann: Client) {
    const bob = await this.enter('Bob');
    const id = await ann.direct(idOf(bob));
    ann.open(id);
    bob.open(id);
    for (const one of [ann, bob]) await until(one, () => one.conversation(id).lines.length === 1);
    return { ann, bob, id };
  }
}

/** To be called once, at the top of a test file. */
export function company(): Company {
  const all = new Company();
  before(() => all.begin());
  after(() => all.end());
  return all;
}

export function online(client: Client): Promise<void> {
  return until(client, () => client.status().at === 'online');
}

/** Resolves when the window holds `n` messages that the server has. */
export function heard(client: Client, id: ConversationId, n: number): Promise<void> {
  return until(client, () => texts(client, id).length === n);
}

export function fails(code: FailureCode): (error: unknown) => boolean {
  return (error) => error instanceof Failure && error.code === code;
}
