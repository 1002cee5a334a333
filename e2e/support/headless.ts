import type { Client } from '#client/api.ts';
import { createClient } from '#client/client.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import { PASSWORD } from './chat.ts';
import { PATIENCE_MS } from './seat.ts';

/** Somebody without a screen, registered under that name and online. Whoever asks closes the client. */
export async function headless(origin: string, login: string, nickname: string): Promise<Client> {
  const client = createClient({ baseUrl: origin, store: memoryStore(), keep: 'body', deviceName: 'Headless' });
  await client.start();
  await client.register({ login, nickname, password: PASSWORD, passwordAgain: PASSWORD });
  await holds(client, () => client.status().at === 'online');
  return client;
}

/**
 * Resolves when it holds; it is asked after every change of the client.
 *
 * @throws Error that says what it was, after a time that only a failure takes
 */
export function holds(client: Client, condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve();
  const late = new Error(`waited ${PATIENCE_MS / 1000} s in vain until ${condition}`);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(late);
    }, PATIENCE_MS);
    const stop = client.subscribe(() => {
      if (!condition()) return;
      stop();
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The id of somebody, found by their nickname. */
export async function idOf(client: Client, nickname: string): Promise<string> {
  const { people } = await client.searchPeople(nickname);
  const found = people.find((person) => person.nickname === nickname);
  if (found === undefined) throw new Error(`nobody is called ${nickname}`);
  return found.id;
}
