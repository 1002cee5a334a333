import path from 'node:path';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import { Person } from '../yiqi/person.ts';
import { populateSqlite } from '../yiqi/population.ts';
import { startYiqi, type YiqiServer } from '../yiqi/server.ts';

export interface Crowd {
  readonly server: YiqiServer;
  readonly people: readonly Person[];
}

/** People who are renewed at once. */
const AT_ONCE = 16;

/**
 * A server with so many people, each with a device that is signed in. They are written into the database while nobody runs
 * it: hashing their passwords would take longer than the bench.
 */
export async function startCrowd(cores: Cores | undefined, count: number): Promise<Crowd> {
  const folder = newFolder();
  const first = await startYiqi(cores, folder);
  const sample = await Person.register(first.port, '127.0.8.1');
  await first.end();
  const tokens = populateSqlite(path.join(folder, 'data', 'yiqi.sqlite'), sample.id, count);
  const server = await startYiqi(cores, folder);
  const people: Person[] = [];
  let next = 0;
  const worker = async () => {
    while (next < tokens.length) people.push(await Person.resume(server.port, tokens[next++]?.refreshToken ?? ''));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { server, people };
}
