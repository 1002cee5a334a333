import { createHash } from 'node:crypto';
import type { Client } from '#client/api.ts';
import { createClient } from '#client/client.ts';
import { passes } from '#client/http.ts';
import { systemTimers } from '#client/ports.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import type { Store } from '#client/store/store.ts';
import { Deliveries } from '#client/uploads/deliveries.ts';
import type { KeptDelivery, UploadKeeper } from '#client/uploads/keeper.ts';
import { tusOf } from '#client/uploads/tus.ts';
import { Uploads } from '#client/uploads/uploads.ts';
import { asFailure } from '#kernel/failure.ts';
import { newId, randomText } from '#kernel/ids.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import type { FaultProxy } from '#server/gateway/testing/fault-proxy.ts';
import type { Ledger } from './ledger.ts';
import { tapped } from './tap.ts';

const PASSWORD = 'correct horse battery';
const AGAIN_MS = 250;

/** A time in which a client was not connected, in ms since the run began. */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PersonOptions {
  readonly n: number;
  readonly line: FaultProxy;
  readonly ledger: Ledger;
  readonly random: () => number;
  readonly sinceMs: () => number;
}

/** Somebody with a device that outlives its client: a page that is closed and opened again has its store. */
export class Person {
  readonly n: number;
  readonly line: FaultProxy;
  readonly ledger: Ledger;
  readonly random: () => number;
  readonly login = `u${randomText(14)}`;
  readonly outages: Outage[] = [];
  /** Conversations that are always in view. */
  readonly inView: string[] = [];
  readonly #sinceMs: () => number;
  #store: Store = memoryStore();
  #client: Client | undefined;
  #deliveries: Deliveries | undefined;
  readonly #waiting = new Map<string, KeptDelivery>();
  #id = '';
  #gone = false;
  #outSince: number | undefined;
  connections = 0;
  /** How often somebody had to sign in again. */
  signedOut = 0;

  constructor({ n, line, ledger, random, sinceMs }: PersonOptions) {
    this.n = n;
    this.line = line;
    this.ledger = ledger;
    this.random = random;
    this.#sinceMs = sinceMs;
  }

  get client(): Client {
    if (this.#client === undefined) throw new Error('nobody has come yet');
    return this.#client;
  }

  get id(): string {
    return this.#id;
  }

  /** Messages with files that are not there yet. */
  get deliveries(): Deliveries {
    if (this.#deliveries === undefined) throw new Error('nobody has come yet');
    return this.#deliveries;
  }

  /** How they are, for the report. */
  told(): string {
    const { outages, connections, line } = this;
    const since = this.#outSince === undefined ? '' : ` since ${Math.round(this.#outSince)} ms`;
    const status = `${JSON.stringify(this.client.status())}${since}`;
    return `person ${this.n} (${status}, connected ${connections} times, out ${outages.length} times, ${line.open()} open)`;
  }

  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }

  async come(): Promise<void> {
    await this.#begin();
    const form = { login: this.login, nickname: `人 ${this.n}`, password: PASSWORD, passwordAgain: PASSWORD };
    this.#id = (await this.client.register(form)).id;
    await this.until(() => this.client.status().at === 'online', 60_000);
  }

  async #begin(): Promise<void> {
    const { ledger, n } = this;
    const client = this.#make('faults', this.#store);
    this.#client = client;
    client.on('status', ({ at }) => {
      if (this.#client === client) this.#changed(at);
    });
    const uploads = new Uploads({ tus: tusOf(client), timers: systemTimers, random: Math.random });
    this.#deliveries = new Deliveries(client, uploads, this.#keeper());
    const told = new Set<string>();
    client.on('message', ({ conversation, seq }) => {
      if (told.has(`${conversation} ${seq}`)) ledger.wrong.push(`person ${n} was told of message ${seq} twice`);
      told.add(`${conversation} ${seq}`);
    });
    await client.start();
    if (client.me() !== undefined) this.look(this.inView);
    await this.#deliveries.resume();
  }

  look(conversations: readonly string[]): void {
    for (const id of conversations) this.client.open(id);
  }

  #make(deviceName: string, store: Store): Client {
    const openSocket = tapped(this.n, this.ledger);
    return createClient({ baseUrl: this.line.origin, store, keep: 'body', deviceName, openSocket });
  }

  #keeper(): UploadKeeper {
    const kept = this.#waiting;
    return {
      keep: async (delivery) => {
        kept.set(delivery.clientId, delivery);
        return true;
      },
      begun: async (clientId, index, upload) => {
        const row = kept.get(clientId);
        if (row === undefined) return;
        kept.set(clientId, { ...row, files: row.files.map((file, at) => (at === index ? { ...file, upload } : file)) });
      },
      drop: async (clientId) => void kept.delete(clientId),
      adopt: async () => [...kept.values()],
    };
  }

  #changed(at: string): void {
    const now = this.#sinceMs();
    if (at === 'online') {
      this.connections += 1;
      if (this.#outSince !== undefined) this.outages.push({ fromMs: this.#outSince, toMs: now });
      this.#outSince = undefined;
      this.#deliveries?.wake();
      return;
    }
    this.#outSince ??= now;
    if (at === 'signed-out' && !this.#gone && this.#id !== '') void this.#signInAgain();
  }

  /** Who is signed out by what goes wrong has to give the password; what was unsent on the device is gone then. */
  async #signInAgain(): Promise<void> {
    this.signedOut += 1;
    while (!this.#gone && this.client.status().at === 'signed-out') {
      await this.client.login({ login: this.login, password: PASSWORD }).catch(() => pause(AGAIN_MS));
    }
    if (!this.#gone) this.look(this.inView);
  }

  /** The page is closed and opened again, with what its device has stored. */
  async reopen(): Promise<void> {
    const old = this.client;
    this.#outSince ??= this.#sinceMs();
    await old.close();
    await this.#begin();
  }

  /** Another device of the same person, which knows nothing yet. */
  async another(): Promise<Client> {
    const client = this.#make('another', memoryStore());
    await client.start();
    for (;;) {
      try {
        await client.login({ login: this.login, password: PASSWORD });
        return client;
      } catch (error) {
        if (!passes(asFailure(error))) throw error;
        await pause(AGAIN_MS);
      }
    }
  }

  /**
   * Asks until the server answers for good: again with the same client id, as clients do.
   *
   * @throws Failure that is for good
   */
  async insist<Name extends SessionCommand>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    for (;;) {
      try {
        return await this.client.call(name, params);
      } catch (error) {
        const failure = asFailure(error);
        const again = passes(failure) || failure.code === 'session.required';
        if (!again || this.#gone) throw error;
        await pause(failure.detail.retryAfterMs ?? AGAIN_MS);
      }
    }
  }

  /** A file of chance bytes, whose name says which it is. */
  sendFile(conversation: string, size: number): void {
    const bytes = Uint8Array.from({ length: size }, () => this.below(256));
    const name = `${newId('f')}.bin`;
    this.ledger.files.set(name, createHash('sha256').update(bytes).digest('hex'));
    const read = async (start: number, end: number) => bytes.slice(start, end);
    const source = { name, size, picture: false, read };
    this.deliveries.send({ conversation, text: '', more: {} }, [source], Date.now());
  }

  /** Whether it holds in time; it is asked after every change of the client. */
  until(condition: () => boolean, limitMs: number): Promise<boolean> {
    return heldIn(this.client, condition, limitMs);
  }

  async go(): Promise<void> {
    this.#gone = true;
    await this.#client?.close();
  }
}

export function heldIn(client: Client, condition: () => boolean, limitMs: number): Promise<boolean> {
  if (condition()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (held: boolean) => {
      stop();
      clearTimeout(timer);
      clearInterval(again);
      resolve(held);
    };
    const look = () => condition() && end(true);
    const timer = setTimeout(() => end(false), limitMs);
    // Not all that is waited for is of the client.
    const again = setInterval(look, AGAIN_MS);
    const stop = client.subscribe(look);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
