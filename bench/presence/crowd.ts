import { createHash } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newId, randomText } from '#kernel/ids.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import { Person } from '../yiqi/person.ts';
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
  const tokens = insert(path.join(folder, 'data', 'yiqi.sqlite'), sample.id, count);
  const server = await startYiqi(cores, folder);
  const people: Person[] = [];
  let next = 0;
  const worker = async () => {
    while (next < tokens.length) people.push(await Person.resume(server.port, tokens[next++] ?? ''));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { server, people };
}

type Row = Record<string, string | number | null>;

/** Copies the account, the device and the token of somebody who registered. Returns the refresh tokens. */
function insert(file: string, sample: string, count: number): string[] {
  const db = new DatabaseSync(file);
  const one = (text: string, id: string) => db.prepare(text).get(id) as Row;
  const account = one('select * from account where id = ?', sample);
  const device = one('select * from device where account = ?', sample);
  const token = one('select * from refresh_token where device = ?', String(device['id']));
  const put = (table: string, row: Row) => {
    const names = Object.keys(row);
    return db.prepare(`insert into ${table} (${names.join()}) values (${names.map((name) => `:${name}`).join()})`);
  };
  const [accounts, devices, tokens] = [put('account', account), put('device', device), put('refresh_token', token)];
  const made: string[] = [];
  db.exec('begin');
  for (let n = 0; n < count; n += 1) {
    const [user, own, secret] = [newId('u'), newId('d'), randomText(43)];
    accounts.run({
      ...account,
      id: user,
      nickname: `p${n}`,
      nickname_key: `p${n}`,
      username_key: null,
      role: 'member',
    });
    devices.run({ ...device, id: own, account: user });
    tokens.run({ ...token, hash: createHash('sha256').update(secret).digest('hex'), device: own });
    made.push(secret);
  }
  db.exec('commit');
  db.close();
  return made;
}
