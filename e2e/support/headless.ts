import type { Client } from '#client/api.ts';
import { createClient } from '#client/client.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import { PASSWORD } from './chat.ts';

/** Somebody without a screen, registered under that name and online. Whoever asks closes the client. */
export async function headless(origin: string, login: string, nickname: string): Promise<Client> {
  const client = createClient({ baseUrl: origin, store: memoryStore(), keep: 'body', deviceName: 'Headless' });
  await client.start();
  await client.register({ login, nickname, password: PASSWORD, passwordAgain: PASSWORD });
  await holds(client, () => client.status().at === 'online');
  return client;
}

/** Resolves when it holds; it is asked after every change of the client. */
export function holds(client: Client, condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = client.subscribe(() => {
      if (!condition()) return;
      stop();
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
