import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { createPool } from 'mysql2/promise';
import { newId, randomText } from '#kernel/ids.ts';

type Value = string | number | null;
type Row = Record<string, Value>;
type Table = 'account' | 'device' | 'refresh_token';
const TABLES: readonly Table[] = ['account', 'device', 'refresh_token'];
const ROWS_AT_ONCE = 500;

/** Somebody with a device that is signed in. */
export interface Inhabitant {
  readonly id: string;
  readonly refreshToken: string;
}

/**
 * Copies the account, the device and the token of somebody who registered, while nobody runs the database: hashing so many
 * passwords would take longer than what is measured.
 */
export function populateSqlite(file: string, sample: string, count: number): Inhabitant[] {
  const db = new DatabaseSync(file);
  const one = (text: string, id: string) => db.prepare(text).get(id) as Row;
  const account = one('select * from account where id = ?', sample);
  const device = one('select * from device where account = ?', sample);
  const token = one('select * from refresh_token where device = ?', String(device['id']));
  const { people, rows } = copies({ account, device, refresh_token: token }, count);
  db.exec('begin');
  for (const table of TABLES) {
    const names = Object.keys(rows[table][0] ?? {});
    const put = db.prepare(`insert into ${table} (${names.join()}) values (${names.map((name) => `:${name}`).join()})`);
    for (const row of rows[table]) put.run(row);
  }
  db.exec('commit');
  db.close();
  return people;
}

/** The same in a MySQL or MariaDB. `url`: as the setting `database_url`. */
export async function populateMysql(url: string, sample: string, count: number): Promise<Inhabitant[]> {
  const pool = createPool(url);
  try {
    const one = async (text: string, id: string) => ((await pool.query(text, [id]))[0] as Row[])[0] ?? {};
    const account = await one('select * from account where id = ?', sample);
    const device = await one('select * from device where account = ?', sample);
    const token = await one('select * from refresh_token where device = ?', String(device['id']));
    const { people, rows } = copies({ account, device, refresh_token: token }, count);
    for (const table of TABLES) {
      const names = Object.keys(rows[table][0] ?? {});
      for (let at = 0; at < count; at += ROWS_AT_ONCE) {
        const values = rows[table].slice(at, at + ROWS_AT_ONCE).map((row) => names.map((name) => row[name] ?? null));
        await pool.query(`insert into ${table} (${names.join()}) values ?`, [values]);
      }
    }
    return people;
  } finally {
    await pool.end();
  }
}

function copies(sample: Record<Table, Row>, count: number): { people: Inhabitant[]; rows: Record<Table, Row[]> } {
  const rows: Record<Table, Row[]> = { account: [], device: [], refresh_token: [] };
  const people: Inhabitant[] = [];
  for (let n = 0; n < count; n += 1) {
    const [id, device, refreshToken] = [newId('u'), newId('d'), randomText(43)];
    const names = { nickname: `p${n}`, nickname_key: `p${n}`, username_key: null };
    rows.account.push({ ...sample.account, id, ...names, role: 'member' });
    rows.device.push({ ...sample.device, id: device, account: id });
    const hash = createHash('sha256').update(refreshToken).digest('hex');
    rows.refresh_token.push({ ...sample.refresh_token, hash, device });
    people.push({ id, refreshToken });
  }
  return { people, rows };
}
