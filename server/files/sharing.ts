import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { Database } from '../adapters/sql/database.ts';
import { dropBlob, dropNow, findFile, moveBlob, unread, updateFile } from './store.ts';
import { blobOf, type FileRow, type FileTables, STORE_ATTEMPTS } from './tables.ts';

interface SharingOptions {
  database: Database<FileTables>;
  blobs: Blobs;
  jobs: Jobs;
  clock: Clock;
  /** Bytes may have become nobody's. */
  removed: (within: object) => Promise<void>;
}

/** Files are held against each other so long after one is ready: what happens then is nothing that its sender could time. */
const AFTER_MS = 5 * 60_000;
const AT_ONCE = 50;
/** What is left stays so long: a backup that has begun finds everything where its copy of the database says. */
const LEFT_MS = 12 * 3_600_000;
/** What harms goes once its like was looked for; if that never ends well, it goes after so long all the same. */
const CONDEMNED_MS = 30 * 24 * 3_600_000;
/** Files without a hash that are read for one that is new, at most; of a size there is hardly ever more than one. */
const MOST_READ = 20;
const SHARE = { kind: 'files.share', key: 'all', payload: null };
const CONDEMN = 'files.condemn';

interface Condemned {
  blob: string;
  size: number;
}

/**
 * Keeps files of the same content once: docs/spec/files.md [FI90] … Nothing of it happens while somebody waits: an upload is
 * received, looked into and answered as if it was the only one.
 */
export class Sharing {
  readonly #options: SharingOptions;

  constructor(options: SharingOptions) {
    this.#options = options;
    options.jobs.handle(SHARE.kind, {
      atOnce: 1,
      attempts: STORE_ATTEMPTS,
      run: (_, { signal }) => this.#shareAll(signal),
    });
    options.jobs.handle(CONDEMN, {
      atOnce: 1,
      attempts: STORE_ATTEMPTS,
      run: (payload) => this.#condemn(payload as Condemned),
    });
  }

  /** In the transaction by which a file is ready. */
  later(within: object): Promise<void> {
    const { jobs, clock } = this.#options;
    return jobs.put(within, { ...SHARE, due: clock.now() + AFTER_MS, existing: 'keep' });
  }

  /** In the transaction by which the file was refused: its bytes go, and so does what has the same when they harm. */
  async refused(within: Transaction<FileTables>, row: FileRow, why: 'infected' | 'uncheckable'): Promise<void> {
    const { jobs, removed, clock } = this.#options;
    await updateFile(within, row.id, { blob: null });
    if (why === 'infected') {
      const payload: Condemned = { blob: blobOf(row), size: row.size };
      await jobs.put(within, { kind: CONDEMN, key: row.id, payload });
      // The job may be given up, or dropped by an administrator, and no file names these bytes any more.
      await dropBlob(within, blobOf(row), clock.now() + CONDEMNED_MS);
      return;
    }
    await dropBlob(within, blobOf(row));
    await removed(within);
  }

  /** All that nobody has looked at. */
  async #shareAll(signal: AbortSignal): Promise<void> {
    const { database } = this.#options;
    while (!signal.aborted) {
      const files = await unread(database.read).where('size', '>', 0).limit(AT_ONCE).execute();
      for (const file of files) if (!signal.aborted) await this.#share(file);
      if (files.length < AT_ONCE) return;
    }
    throw new Error('there is more to do');
  }

  async #share(row: FileRow): Promise<void> {
    const { database, clock } = this.#options;
    const hash = (await this.#hashAlike(row)) ? await this.#hashOf(blobOf(row)) : undefined;
    await database.write(async (db) => {
      await updateFile(db, row.id, { hash: hash ?? '' });
      if (hash === undefined) return;
      for (const left of await this.#unite(db, { ...row, hash })) await dropBlob(db, left, clock.now() + LEFT_MS);
    });
  }

  /** Has all files of one content use the blob that most of them use. @returns those that are left */
  async #unite(db: Transaction<FileTables>, row: FileRow): Promise<string[]> {
    const used = sql<string>`coalesce(${sql.ref('blob')}, id)`;
    const found = await this.#alike(db, row)
      .select((is) => [used.as('name'), is.fn.countAll().as('files')])
      .where('hash', '=', row.hash)
      .groupBy(used)
      .orderBy('files', 'desc')
      .orderBy('name')
      .execute();
    const [target, ...left] = found.map(({ name }) => name);
    for (const name of left) await moveBlob(db, name, target ?? name);
    return left;
  }

  /** Reads those of the same size that nobody had to read before. Tells whether there are any of that size. */
  async #hashAlike(row: FileRow): Promise<boolean> {
    const { database } = this.#options;
    const others = this.#alike(database.read, row).select(['id', 'blob']).where('id', '!=', row.id);
    const unneeded = await others.where('hash', '=', '').limit(MOST_READ).execute();
    for (const other of unneeded) {
      const hash = await this.#hashOf(blobOf(other));
      if (hash !== undefined) await database.write((db) => updateFile(db, other.id, { hash }));
    }
    return unneeded.length > 0 || (await others.limit(1).executeTakeFirst()) !== undefined;
  }

  /** Files that may have the same bytes. Where addresses of the store are given, only one's own. */
  #alike(db: Database<FileTables>['read'], { size, as_picture, owner }: FileRow) {
    return db
      .selectFrom('files')
      .where('size', '=', size)
      .where('state', '=', 'ready')
      .where('as_picture', '=', as_picture)
      .$if(this.#options.blobs.givesLinks === true, (query) => query.where('owner', '=', owner));
  }

  /** What harms does so wherever it is: all files of the same bytes are refused from now on. */
  async #condemn({ blob, size }: Condemned): Promise<void> {
    const { database, removed } = this.#options;
    const hash = await this.#hashOf(blob);
    const suspects = await database.read
      .selectFrom('files')
      .selectAll()
      .where('size', '=', size)
      .where('state', '=', 'ready')
      .execute();
    for (const row of hash === undefined ? [] : suspects) {
      const own = row.hash || (await this.#hashOf(blobOf(row)));
      if (own === hash) await this.#refuse(row);
    }
    await database.write(async (db) => {
      await dropNow(db, blob);
      await removed(db);
    });
  }

  async #refuse(row: FileRow): Promise<void> {
    const { database, removed } = this.#options;
    await database.write(async (db) => {
      // It may have been united with others since it was looked for: what it has now is what goes.
      const now = await findFile(db, row.id);
      if (now?.state !== 'ready') return;
      await updateFile(db, row.id, { state: 'infected', size: 0, received: 0, blob: null });
      await dropNow(db, blobOf(now));
      await removed(db);
    });
  }

  /** Undefined when the bytes are gone. */
  async #hashOf(blob: string): Promise<string | undefined> {
    const { blobs } = this.#options;
    if ((await blobs.size(blob)) === undefined) return undefined;
    const hash = createHash('sha256');
    for await (const chunk of blobs.read(blob)) hash.update(chunk);
    return hash.digest('hex');
  }
}
