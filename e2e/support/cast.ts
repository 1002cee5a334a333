import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Client } from '#client/api.ts';
import { createClient } from '#client/client.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import { PASSWORD, register, registerBy } from './chat.ts';
import { newSeat, openChromium, type Seat, type SeatOptions } from './seat.ts';
import { startTestServer, type TestServer } from './server.ts';

/** A server, a browser, and the people who use them. */
export class Cast {
  readonly #server: TestServer;
  readonly #browser: Browser;
  readonly #seats: Seat[] = [];

  constructor(server: TestServer, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  get origin(): string {
    return this.#server.origin;
  }

  /** The link that makes the first account the owner. */
  get ownerLink(): string {
    return this.#server.ownerLink ?? '';
  }

  /** The server's data folder. */
  get data(): string {
    return this.#server.data;
  }

  /** The server is killed, and starts again. */
  killServer(): Promise<void> {
    return this.#server.killAndStart();
  }

  /** A browser of somebody's own, at nothing yet. */
  async visitor(options: SeatOptions = {}): Promise<Page> {
    const seat = await newSeat(this.#browser, options);
    this.#seats.push(seat);
    return seat.page;
  }

  /** A browser of somebody's own, registered under that name. */
  async person(login: string, nickname: string, options: SeatOptions = {}): Promise<Page> {
    const page = await this.visitor(options);
    await register(page, this.origin, login, nickname);
    return page;
  }

  /** A browser of the first account, which runs the place. */
  async owner(login: string, nickname: string, options: SeatOptions = {}): Promise<Page> {
    const page = await this.visitor(options);
    await registerBy(page, this.#server.ownerLink ?? '', login, nickname);
    return page;
  }

  /** Somebody's second device, without a screen, once it knows their first conversation. */
  async device(login: string): Promise<{ client: Client; conversation: string }> {
    const options = { store: memoryStore(), keep: 'body', deviceName: 'Second device' } as const;
    const client = createClient({ baseUrl: this.origin, ...options });
    await client.start();
    await client.login({ login, password: PASSWORD });
    const conversation = await new Promise<string>((found) => {
      const look = () => {
        const first = client.conversations()[0];
        if (first !== undefined) found(first.id);
      };
      client.subscribe(look);
      look();
    });
    return { client, conversation };
  }

  /** Everybody goes home. Fails when a page of theirs logged an error meanwhile. */
  async leave(): Promise<void> {
    const errors = this.#seats.flatMap((seat) => seat.errors);
    await Promise.all(this.#seats.splice(0).map((seat) => seat.context.close()));
    assert.deepEqual(errors, [], 'errors in the pages');
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }
}

export async function openCast(): Promise<Cast> {
  const server = await startTestServer();
  try {
    return new Cast(server, await openChromium());
  } catch (error) {
    await server.stop();
    throw error;
  }
}
