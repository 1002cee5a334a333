import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { newFolder } from '../harness/new-folder.ts';

/** What one writes in an afternoon, over the very same database: it answers with the newest 20 that one person may see. */
export interface Scan {
  find(query: string, user: string): number;
  /** The index it needs, in MiB. */
  indexMiB: number;
  /** How many messages a second it took in. */
  perSecond: number;
  end(): void;
}

const MINE = 'conversation_id in (select conversation_id from conversation_members where user_id = ?)';

/** `LIKE` over all texts: no index at all. */
export function likeScan(folder: string): Scan {
  const database = new DatabaseSync(path.join(folder, 'data', 'yiqi.sqlite'), { readOnly: true });
  database.exec('pragma cache_size = -65536');
  const find = (query: string, user: string) => {
    const words = query.split(' ');
    const tests = words.map(() => `json_extract(body, '$.text') like ?`).join(' and ');
    const sql = `select conversation_id, seq, body from conversation_events where type = 'message' and ${MINE} and ${tests} order by made_at desc limit 20`;
    return database.prepare(sql).all(user, ...words.map((word) => `%${word}%`)).length;
  };
  return { find, indexMiB: 0, perSecond: Number.NaN, end: () => database.close() };
}

/** SQLite's own FTS5 with its trigram words; what is shorter than three characters, it scans for. */
export function trigramScan(folder: string): Scan {
  const file = path.join(newFolder(), 'trigram.sqlite');
  const database = new DatabaseSync(file);
  database.exec(`pragma synchronous = off; pragma cache_size = -65536;
    attach '${path.join(folder, 'data', 'yiqi.sqlite')}' as yiqi;
    create virtual table texts using fts5 (text, conversation_id unindexed, seq unindexed, made_at unindexed, tokenize = 'trigram')`);
  const began = performance.now();
  database.exec(
    `insert into texts select json_extract(body, '$.text'), conversation_id, seq, made_at from yiqi.conversation_events where type = 'message' order by made_at`,
  );
  const tookS = (performance.now() - began) / 1000;
  const { n } = database.prepare('select count(*) as n from texts').get() as { n: number };
  const { pages } = database
    .prepare('select page_count * page_size as pages from main.pragma_page_count, main.pragma_page_size')
    .get() as { pages: number };
  const statements = new Map<number, StatementSync>();
  const find = (query: string, user: string) => {
    const words = query.split(' ');
    const known = statements.get(words.length);
    const tests = words.map(() => 'text like ?').join(' and ');
    const sql = `select conversation_id, seq, text from texts where ${tests} and ${MINE} order by rowid desc limit 20`;
    const statement = known ?? database.prepare(sql);
    statements.set(words.length, statement);
    return statement.all(...words.map((word) => `%${word}%`), user).length;
  };
  const end = () => {
    statements.clear();
    database.close();
    rmSync(file, { force: true });
  };
  return { find, indexMiB: pages / 2 ** 20, perSecond: n / tookS, end };
}
