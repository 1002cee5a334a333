import type { Client, ClientOptions } from '#client/api.ts';
import { createClient } from '#client/client.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import { randomText } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { MessageEvent } from '#protocol/conversations.ts';
import { fastTimers } from './fast-timers.ts';

export const PASSWORD = 'correct horse battery';

/** A client at `baseUrl`, not signed in. */
export function clientAt(baseUrl: string, options: Partial<ClientOptions> = {}): Client {
  return createClient({ baseUrl, store: memoryStore(), keep: 'body', deviceName: 'test', ...options });
}

/** A new person with a client that is online. */
export async function person(baseUrl: string, nickname: string, options: Partial<ClientOptions> = {}): Promise<Client> {
  const client = clientAt(baseUrl, options);
  await client.start();
  const login = `u${randomText(12)}`;
  await client.register({ login, nickname, password: PASSWORD, passwordAgain: PASSWORD });
  await until(client, () => client.status().at === 'online');
  return client;
}

/** A person who is online and whose client lives in a faster time, but who signed up in the usual one. */
export async function hasty(
  origin: string,
  nickname: string,
  factor: number,
  options: Partial<ClientOptions> = {},
): Promise<Client> {
  const store = options.store ?? memoryStore();
  await (await person(origin, nickname, { store })).close();
  const client = clientAt(origin, { ...options, store, timers: fastTimers(factor) });
  await client.start();
  await until(client, () => client.status().at === 'online');
  return client;
}

/** Less than the limit of a test, so that a test that hangs says what it waited for. */
const PATIENCE_MS = 50_000;

/**
 * Resolves when `condition` holds; it is asked after every change of the client. `state` is told when it never does.
 *
 * @throws Error after a time that only a failure takes
 */
export function until(client: Client, condition: () => boolean, state: () => unknown = () => ({})): Promise<void> {
  if (condition()) return Promise.resolve();
  const late = new Error(`waited ${PATIENCE_MS / 1000} s in vain until ${condition}`);
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      stop();
      clearTimeout(timer);
      settle();
    };
    const timer = setTimeout(() => {
      late.message += `; the client is ${JSON.stringify(client.status())}, ${JSON.stringify(state())}`;
      end(() => reject(late));
    }, PATIENCE_MS);
    const stop = client.subscribe(() => condition() && end(resolve));
  });
}

/** The messages of the window, in order, as far as the server has them. */
export function sentMessages(client: Client, id: ConversationId): MessageEvent[] {
  return client.conversation(id).lines.flatMap((line) => {
    return line.state === 'sent' && line.event.type === 'message' ? [line.event] : [];
  });
}

export function texts(client: Client, id: ConversationId): string[] {
  return sentMessages(client, id).map(({ text }) => text);
}

export function idOf(client: Client): string {
  return client.me()?.id ?? '';
}
