import { rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { termsOf } from '#kernel/search/terms.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { IndexBatch, IndexFacts, Shelf, Stretch, TermGroups } from '../../search/ports.ts';
import { ALL, isTelling, match, wordsOf } from './fts-terms.ts';

/** Another number, another layout or other terms: what is in the file is dropped and built anew. */
const LAYOUT = 2;
/** A row's id is the conversation's number and the message's place: a conversation is one stretch of ids. */
const CONVERSATION_STEP = 2 ** 32;
/** Of so few stretches each is asked without looking first where a term is at all. */
const FEW = 4;
/** Messages with telling terms that are read at once for all conversations: some ms, less than asking 100 of them. */
const RARE = 4000;
/** An index in so many parts is merged: a search looks into each of them. */
const PARTS = 8;
/** Pages that one step of merging writes: some ten ms, in which no search is answered. */
const MERGED_PAGES = 400;

export interface FtsOptions {
  /** ':memory:' for one that nobody else needs. */
  file: string;
  /** The database whose messages these are: another one, and the index begins anew. */
  epoch: string;
}

/** Places by the numbers of conversations, newest first. */
type Where = ReadonlyMap<number, readonly Seq[]>;

interface Shelves {
  shown: number;
  coming: number | undefined;
}

/**
 * `SearchIndex` in a file of its own, by SQLite's FTS5 as a plain inverted index: terms come ready, positions and texts
 * are not kept (`detail=none`, contentless). Synchronous: `search-worker.ts` runs it beside the event loop.
 */
export class FtsIndex {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #numbers = new Map<ConversationId, number>();
  readonly #ids = new Map<number, ConversationId>();
  /** What was looked for last, since pages and parts of one search come one after another. */
  #lastRare: { words: string; where: Where | undefined } | undefined;
  #merging = false;
  #shelves: Shelves = { shown: 1, coming: undefined };

  constructor({ file, epoch }: FtsOptions) {
    this.#database = openOrRenew(file, epoch);
    this.#load();
  }

  put(shelf: Shelf, batches: readonly IndexBatch[]): void {
    const generation = this.#generation(shelf);
    if (generation === undefined) return;
    this.#inTransaction(() => {
      for (const batch of batches) this.#putOne(generation, batch);
    });
  }

  progress(shelf: Shelf): Map<ConversationId, Seq> {
    const generation = this.#generation(shelf) ?? 0;
    const rows = this.#prepare('select number, up_to from progress where generation = ?').all(generation);
    return new Map(rows.map((row) => [this.#ids.get(Number(row['number'])) ?? '', Number(row['up_to'])]));
  }

  find(terms: TermGroups, stretches: readonly Stretch[], limit: number): Seq[][] {
    const rare = stretches.length > FEW ? this.#rare(terms) : undefined;
    const exact = rare !== undefined && terms.every((group) => group.every(isTelling));
    return stretches.map(({ conversation, from, to }) => {
      const number = this.#numbers.get(conversation);
      if (number === undefined) return [];
      const known = rare?.get(number);
      if (rare !== undefined && known === undefined) return [];
      if (exact && known !== undefined) return known.filter((seq) => seq >= from && seq <= to).slice(0, limit);
      return this.#findIn(number, terms, { from, to }, limit);
    });
  }

  #findIn(number: number, terms: TermGroups, { from, to }: { from: Seq; to: Seq }, limit: number): Seq[] {
    const statement = this.#prepare(
      `select rowid from ${this.#shown()} where ${this.#shown()} match ? and rowid between ? and ?
       order by rowid desc limit ?`,
    );
    const base = number * CONVERSATION_STEP;
    const rows = statement.all(match(number, terms), base + from, base + Math.min(to, CONVERSATION_STEP - 1), limit);
    return rows.map((row) => Number(row['rowid']) - base);
  }

  /** Where all telling terms are together, newest first, when that is in few messages; undefined: in many. */
  #rare(terms: TermGroups): Where | undefined {
    const telling = terms.filter((group) => group.every(isTelling));
    if (telling.length === 0) return undefined;
    const words = match(ALL, telling);
    if (this.#lastRare?.words !== words) this.#lastRare = { words, where: this.#readRare(words) };
    return this.#lastRare.where;
  }

  #readRare(words: string): Where | undefined {
    const statement = this.#prepare(`select rowid from ${this.#shown()} where ${this.#shown()} match ? limit ?`);
    const rows = statement.all(words, RARE + 1);
    if (rows.length > RARE) return undefined;
    const where = new Map<number, Seq[]>();
    for (const row of rows) {
      const id = Number(row['rowid']);
      const number = Math.floor(id / CONVERSATION_STEP);
      const seqs = where.get(number);
      if (seqs === undefined) where.set(number, [id % CONVERSATION_STEP]);
      else seqs.push(id % CONVERSATION_STEP);
    }
    for (const seqs of where.values()) seqs.reverse();
    return where;
  }

  /** One step of merging the parts of the index; whether there is more to do. */
  tidy(): boolean {
    const shown = this.#shown();
    if (!this.#merging) {
      const row = this.#prepare(`select count(distinct segid) as parts from ${shown}_idx`).get();
      if (Number(row?.['parts'] ?? 0) < PARTS) return false;
    }
    const before = this.#changes();
    // A negative number takes all parts together, whatever their sizes.
    const pages = this.#merging ? MERGED_PAGES : -MERGED_PAGES;
    this.#database.prepare(`insert into ${shown} (${shown}, rank) values ('merge', ?)`).run(pages);
    // https://sqlite.org/fts5.html#the_merge_command: a change of less than two rows means that nothing was done.
    this.#merging = this.#changes() - before >= 2;
    return this.#merging;
  }

  #changes(): number {
    return Number(this.#database.prepare('select total_changes() as changes').get()?.['changes'] ?? 0);
  }

  building(): boolean {
    return this.#shelves.coming !== undefined;
  }

  begin(): void {
    const { shown, coming } = this.#shelves;
    const next = (coming ?? shown) + 1;
    this.#statements.clear();
    this.#inTransaction(() => {
      if (coming !== undefined) this.#drop(coming);
      createGeneration(this.#database, next);
      setMeta(this.#database, 'coming', String(next));
    });
    this.#shelves = { shown, coming: next };
  }

  facts(): IndexFacts {
    const row = this.#prepare(`select count(*) as documents from ${this.#shown()}_docsize`).get();
    const rebuiltAt = metaOf(this.#database, 'rebuilt');
    return {
      documents: Number(row?.['documents'] ?? 0),
      rebuiltAt: rebuiltAt === undefined ? undefined : Number(rebuiltAt),
    };
  }

  swap(at: number): void {
    const { shown, coming } = this.#shelves;
    if (coming === undefined) return;
    this.#statements.clear();
    this.#inTransaction(() => {
      this.#drop(shown);
      setMeta(this.#database, 'shown', String(coming));
      setMeta(this.#database, 'coming', '');
      setMeta(this.#database, 'rebuilt', String(at));
    });
    this.#shelves = { shown: coming, coming: undefined };
    this.#merging = false;
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #putOne(generation: number, { conversation, messages, upTo }: IndexBatch): void {
    const number = this.#numberOf(conversation);
    const remove = this.#prepare(`delete from ${tableOf(generation)} where rowid = ?`);
    const insert = this.#prepare(`insert into ${tableOf(generation)} (rowid, terms) values (?, ?)`);
    for (const { seq, document } of messages) {
      const id = number * CONVERSATION_STEP + seq;
      remove.run(id);
      if (document !== undefined) insert.run(id, wordsOf(number, termsOf(document)));
    }
    this.#prepare(
      `insert into progress (generation, number, up_to) values (?, ?, ?)
       on conflict (generation, number) do update set up_to = excluded.up_to`,
    ).run(generation, number, upTo);
  }

  #numberOf(conversation: ConversationId): number {
    const known = this.#numbers.get(conversation);
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.#prepare('insert into places (conversation) values (?)').run(conversation);
    this.#learn(conversation, Number(lastInsertRowid));
    return Number(lastInsertRowid);
  }

  #learn(conversation: ConversationId, number: number): void {
    this.#numbers.set(conversation, number);
    this.#ids.set(number, conversation);
  }

  #load(): void {
    for (const row of this.#prepare('select number, conversation from places').all()) {
      this.#learn(String(row['conversation']), Number(row['number']));
    }
    const coming = metaOf(this.#database, 'coming');
    this.#shelves = { shown: Number(metaOf(this.#database, 'shown')), coming: coming ? Number(coming) : undefined };
  }

  #drop(generation: number): void {
    this.#database.exec(`drop table ${tableOf(generation)}`);
    this.#database.prepare('delete from progress where generation = ?').run(generation);
  }

  #generation(shelf: Shelf): number | undefined {
    return this.#shelves[shelf];
  }

  #shown(): string {
    return tableOf(this.#shelves.shown);
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    // Rows of FTS5's own tables, of which `run` tells, have ids beyond what a number holds.
    statement.setReadBigInts(true);
    this.#statements.set(sql, statement);
    return statement;
  }

  #inTransaction(work: () => void): void {
    const { size } = this.#ids;
    this.#lastRare = undefined;
    this.#database.exec('begin immediate');
    try {
      work();
      this.#database.exec('commit');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      // Numbers that were given in it are nobody's.
      if (this.#ids.size !== size) this.#reload();
      throw error;
    }
  }

  #reload(): void {
    this.#numbers.clear();
    this.#ids.clear();
    this.#load();
  }
}

function tableOf(generation: number): string {
  return `messages_${generation}`;
}

/** What can't be read, or is of another database or layout, is of no use: everything in it can be had again. */
function openOrRenew(file: string, epoch: string): DatabaseSync {
  try {
    return open(file, epoch);
  } catch (error) {
    if (!isUseless(error)) throw error;
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    return open(file, epoch);
  }
}

class Stale extends Error {}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const BROKEN: ReadonlySet<unknown> = new Set([11, 26]);

function isUseless(error: unknown): boolean {
  return error instanceof Stale || (error instanceof Error && 'errcode' in error && BROKEN.has(error.errcode));
}

function open(file: string, epoch: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 2000 });
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -65536');
    prepareLayout(database, `${LAYOUT} ${epoch}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareLayout(database: DatabaseSync, mark: string): void {
  database.exec(`
    create table if not exists meta (name text primary key, value text not null) strict;
    create table if not exists places (number integer primary key, conversation text not null unique) strict;
    create table if not exists progress (
      generation integer not null, number integer not null, up_to integer not null, primary key (generation, number)
    ) strict, without rowid;`);
  const known = metaOf(database, 'mark');
  if (known === mark) return;
  if (known !== undefined) throw new Stale('an index of something else');
  createGeneration(database, 1);
  setMeta(database, 'shown', '1');
  setMeta(database, 'mark', mark);
}

function createGeneration(database: DatabaseSync, generation: number): void {
  database.exec(
    `create virtual table if not exists ${tableOf(generation)} using fts5
     (terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`,
  );
}

function metaOf(database: DatabaseSync, name: string): string | undefined {
  const row = database.prepare('select value from meta where name = ?').get(name);
  return row === undefined ? undefined : String(row['value']);
}

function setMeta(database: DatabaseSync, name: string, value: string): void {
  database
    .prepare('insert into meta (name, value) values (?, ?) on conflict (name) do update set value = excluded.value')
    .run(name, value);
}
