import { hostname } from 'node:os';
import type { Clock } from '#kernel/clock.ts';
import { Emitter } from '#kernel/emitter.ts';
import { newId } from '#kernel/ids.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { appendToFeed, beat, feedAfter, forgetProcesses, leave, processes, tidyFeed } from './store.ts';
import type { ClusterTables, ProcessRow } from './tables.ts';

export interface PeersOptions {
  /** With `clusterMigrations`. */
  database: Database<ClusterTables>;
  clock: Clock;
  log: Log;
  /** How often it is looked for the others, in ms; and while somebody hears nothing by Redis. */
  lookEveryMs?: number;
  hurryMs?: number;
  /** A process that says nothing for so long is dead, and forgotten after a while more. */
  deadAfterMs?: number;
  /** Where the own media engine answers on loopback; undefined: there is none, or it is down. */
  mediaPort?: () => number | undefined;
}

export interface PeersEvents extends Record<string, unknown[]> {
  /** `fresh`: it has begun after this one. */
  arrived: [process: string, fresh: boolean];
  /** `cleanly`: it had said all that it had to say. */
  gone: [process: string, cleanly: boolean];
  /** What another process told by the feed. */
  body: [body: string];
  /** It has told everything up to this number, as far as the feed is concerned before now. */
  told: [process: string, number: number];
  /** Something of the feed is gone that was not read. */
  gap: [];
}

const LOOK_MS = 2_000;
const HURRY_MS = 500;
const DEAD_MS = 10_000;
/** Looks without a sign: a database that was away for a while is no sign of death. */
const DEAD_LOOKS = 4;
const FORGET_MS = 60_000;
const FEED_KEPT_MS = 300_000;
const TIDY_EVERY = 30;
const PAGE = 500;

interface Known {
  row: ProcessRow;
  /** The place up to which its feed was read. */
  place: number;
  since: number;
  quietLooks: number;
  dead: boolean;
}

/** Knows by the database which processes there are, and reads what they tell there. */
export class Peers extends Emitter<PeersEvents> {
  readonly id = newId('n');
  readonly #options: Required<PeersOptions>;
  readonly #startedAt: number;
  /** The number of the last thing that this process has told for sure. */
  told: () => number = () => 0;
  readonly #known = new Map<string, Known>();
  #own = { fed: 0, deaf: 0, host: hostname() };
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #untilTidy = TIDY_EVERY;
  #begun = false;
  #closed = false;

  constructor(options: PeersOptions) {
    super();
    this.#options = {
      lookEveryMs: LOOK_MS,
      hurryMs: HURRY_MS,
      deadAfterMs: DEAD_MS,
      mediaPort: () => undefined,
      ...options,
    };
    this.#startedAt = options.clock.now();
  }

  /** From here on nothing is missed that the others put into the feed. @throws what the database throws */
  async start(): Promise<void> {
    await this.#look();
    this.#begun = true;
    this.#plan();
  }

  /** The others that live. */
  get others(): readonly ProcessRow[] {
    return [...this.#known.values()].flatMap(({ row, dead }) => (dead ? [] : [row]));
  }

  /** Whether another one hears nothing by Redis. */
  get someDeaf(): boolean {
    return this.others.some(({ deaf }) => deaf === 1);
  }

  /** The port of the media engine that all on this machine use: of the process that has been there for longest. */
  get mediaPort(): number | undefined {
    const near = this.others.filter(({ host }) => host === this.#own.host);
    const there = [...near, this.#row()].filter(({ media_port }) => media_port !== null);
    there.sort((a, b) => a.started_at - b.started_at || (a.id < b.id ? -1 : 1));
    return there[0]?.media_port ?? undefined;
  }

  /** It has said something by another way than the database, which may be slow for all: it lives. */
  heard(process: string): void {
    const known = this.#known.get(process);
    if (known !== undefined && !known.dead) Object.assign(known, { since: performance.now(), quietLooks: 0 });
  }

  setDeaf(deaf: boolean): void {
    this.#own.deaf = deaf ? 1 : 0;
    if (this.#begun) void this.look();
  }

  /** Tells the others by the database. One call after the other. */
  async append(bodies: readonly string[]): Promise<void> {
    const made_at = this.#options.clock.now();
    const first = this.#own.fed + 1;
    const rows = bodies.map((body, index) => ({ process: this.id, place: first + index, made_at, body }));
    await this.#options.database.write((db) => appendToFeed(db, rows));
    this.#own.fed += rows.length;
  }

  /** Looks now, or once more after the look that is under way. Never rejects. */
  async look(): Promise<void> {
    await this.#looking;
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#options.log.debug({ err: error }, 'other processes could not be looked for'))
      .finally(() => {
        this.#looking = undefined;
        this.#plan();
      });
    await this.#looking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    if (this.#begun) await this.#options.database.write((db) => leave(db, this.id)).catch(() => {});
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#closed || !this.#begun) return;
    const { lookEveryMs, hurryMs } = this.#options;
    const waitMs = this.#own.deaf === 1 || this.someDeaf ? hurryMs : lookEveryMs;
    this.#timer = setTimeout(() => void this.look(), waitMs).unref();
  }

  async #look(): Promise<void> {
    const { database } = this.#options;
    if (this.#closed) return;
    const row = { ...this.#row(), ...this.#own, told: this.told() };
    const known = await database.write((db) => beat(db, row));
    if (!known && this.#begun) this.emit('gap');
    const rows = await processes(database.read);
    for (const one of rows) if (one.id !== this.id) await this.#see(one);
    await this.#forgetGone(new Set(rows.map(({ id }) => id)));
    await this.#tidy();
  }

  #row() {
    return { id: this.id, started_at: this.#startedAt, media_port: this.#options.mediaPort() ?? null };
  }

  async #see(row: ProcessRow): Promise<void> {
    const now = performance.now();
    const known = this.#known.get(row.id);
    if (known === undefined) {
      this.#known.set(row.id, {
        ...{ row, since: now, quietLooks: 0, dead: false },
        // What one that begins later tells is all read.
        place: this.#begun ? 0 : row.fed,
      });
      this.emit('arrived', row.id, this.#begun);
    } else if (row.beat !== known.row.beat) {
      const returned = known.dead;
      Object.assign(known, { row, since: now, quietLooks: 0, dead: false });
      if (returned) {
        this.emit('arrived', row.id, false);
        // What it said while it was taken for dead was not followed.
        this.emit('gap');
      }
    } else this.#quiet(known, now);
    await this.#read(row);
    this.emit('told', row.id, row.told);
  }

  #quiet(known: Known, now: number): void {
    known.quietLooks += 1;
    if (known.dead || known.quietLooks < DEAD_LOOKS || now - known.since < this.#options.deadAfterMs) return;
    known.dead = true;
    this.#options.log.warn({ process: known.row.id }, 'another process has died');
    this.emit('gone', known.row.id, false);
  }

  async #read({ id, fed }: ProcessRow): Promise<void> {
    const known = this.#known.get(id);
    while (known !== undefined && known.place < fed) {
      if (!(await this.#readPage(id, known))) known.place = fed;
    }
  }

  /** False: there is nothing more. */
  async #readPage(id: string, known: Known): Promise<boolean> {
    const rows = await feedAfter(this.#options.database.read, id, known.place, PAGE);
    const [first] = rows;
    if (first !== undefined && first.place !== known.place + 1) this.emit('gap');
    for (const { body } of rows) this.emit('body', body);
    known.place = rows.at(-1)?.place ?? known.place;
    return rows.length > 0;
  }

  /** Who ends in order takes its row away, and leaves what it told last. */
  async #forgetGone(there: ReadonlySet<string>): Promise<void> {
    for (const [id, known] of this.#known) {
      if (there.has(id)) continue;
      while (await this.#readPage(id, known));
      this.#known.delete(id);
      if (!known.dead) this.emit('gone', id, true);
    }
  }

  /** Forgets what nobody needs any more. */
  async #tidy(): Promise<void> {
    this.#untilTidy -= 1;
    if (this.#untilTidy > 0) return;
    this.#untilTidy = TIDY_EVERY;
    const now = performance.now();
    const old = [...this.#known].filter(([, { dead, since }]) => dead && now - since > FORGET_MS).map(([id]) => id);
    await this.#options.database.write(async (db) => {
      await forgetProcesses(db, old);
      await tidyFeed(db, this.#options.clock.now() - FEED_KEPT_MS);
    });
  }
}
