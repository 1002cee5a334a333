import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { UserId } from '#protocol/common.ts';
import type { PresenceSettings } from '#protocol/presence.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { PresenceRecord, PresenceTopics } from './api.ts';
import type { Schedule } from './schedule.ts';
import { UNKNOWN_RECORD } from './state.ts';
import { findRecords, saveSeen, saveSettings } from './store.ts';
import type { PresenceTables } from './tables.ts';

export interface RecordsOptions {
  database: Database<PresenceTables>;
  bus: Bus<PresenceTopics>;
  log: Log;
  schedule: Schedule;
}

/** Records held in memory; beyond it the oldest go. */
const ENTRIES = 50_000;
/** Times of last sight are gathered for this long before they are stored. */
const GATHER_MS = 2_000;
/** Rows of one transaction, so that nobody waits long for it. */
const CHUNK = 200;

/** What is stored of people's presence, without asking the database each time. */
export class Records {
  readonly #options: RecordsOptions;
  readonly #known = new Map<UserId, PresenceRecord>();
  /** What became known while the database was being asked, and is newer than its answer. */
  readonly #meanwhile = new Map<UserId, Partial<PresenceRecord>>();
  #loads = 0;
  #seen = new Map<UserId, number>();
  /** On its way to the database, where it cannot be read yet. */
  #beingStored: ReadonlyMap<UserId, number> = new Map();
  #storing: Promise<void> = Promise.resolve();
  #stopTimer: (() => void) | undefined;
  readonly #stops: (() => void)[];

  constructor(options: RecordsOptions) {
    this.#options = options;
    this.#stops = [
      options.bus.subscribe('presence-record', ({ user, change }) => this.#apply(user, change)),
      options.bus.onLoss(() => this.#known.clear()),
    ];
  }

  async of(users: readonly UserId[]): Promise<Map<UserId, PresenceRecord>> {
    const missing = users.filter((user) => !this.#known.has(user));
    const loaded = missing.length === 0 ? undefined : await this.#load(missing);
    return new Map(users.map((user) => [user, this.#known.get(user) ?? loaded?.get(user) ?? UNKNOWN_RECORD]));
  }

  /** The person was there at `at`. Stored soon. */
  saw(user: UserId, at: number): void {
    this.#seen.set(user, at);
    this.#publish(user, { seenAt: at });
    this.#stopTimer ??= this.#options.schedule(GATHER_MS, () => void this.store());
  }

  /** Resolves with the settings as they are now, when they are stored. */
  async change(user: UserId, change: Partial<PresenceSettings>): Promise<PresenceSettings> {
    if (Object.keys(change).length > 0) {
      await this.#options.database.write((db) => saveSettings(db, user, change));
      this.#publish(user, change);
    }
    const { availability, showLastSeen } = (await this.of([user])).get(user) ?? UNKNOWN_RECORD;
    return { availability, showLastSeen };
  }

  /** Stores what has been gathered. Never rejects: what can't be stored is tried again with the next. */
  store(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#storing = this.#storing.then(() => this.#storeNow());
    return this.#storing;
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.store();
  }

  async #storeNow(): Promise<void> {
    const rows = [...this.#seen];
    this.#beingStored = this.#seen;
    this.#seen = new Map();
    for (let at = 0; at < rows.length; at += CHUNK) {
      const chunk = rows.slice(at, at + CHUNK);
      try {
        await this.#options.database.write((db) => saveSeen(db, chunk));
      } catch (error) {
        for (const [user, seenAt] of chunk) if (!this.#seen.has(user)) this.#seen.set(user, seenAt);
        this.#options.log.warn({ err: error, people: chunk.length }, 'last seen could not be stored');
      }
    }
    this.#beingStored = new Map();
  }

  async #load(users: readonly UserId[]): Promise<Map<UserId, PresenceRecord>> {
    const loaded = new Map<UserId, PresenceRecord>();
    this.#loads += 1;
    try {
      for (let at = 0; at < users.length; at += CHUNK) {
        const chunk = users.slice(at, at + CHUNK);
        const stored = await findRecords(this.#options.database.read, chunk);
        for (const user of chunk) loaded.set(user, { ...(stored.get(user) ?? UNKNOWN_RECORD), ...this.#newer(user) });
      }
    } finally {
      this.#loads -= 1;
      if (this.#loads === 0) this.#meanwhile.clear();
    }
    for (const [user, record] of loaded) this.#remember(user, record);
    return loaded;
  }

  #newer(user: UserId): Partial<PresenceRecord> {
    const seenAt = this.#seen.get(user) ?? this.#beingStored.get(user);
    return { ...(seenAt === undefined ? {} : { seenAt }), ...this.#meanwhile.get(user) };
  }

  #publish(user: UserId, change: Partial<PresenceRecord>): void {
    this.#apply(user, change);
    this.#options.bus.publish('presence-record', { user, change });
  }

  #apply(user: UserId, change: Partial<PresenceRecord>): void {
    const known = this.#known.get(user);
    if (known !== undefined) this.#remember(user, { ...known, ...change });
    if (this.#loads > 0) this.#meanwhile.set(user, { ...this.#meanwhile.get(user), ...change });
  }

  #remember(user: UserId, record: PresenceRecord): void {
    this.#known.delete(user);
    this.#known.set(user, record);
    const [oldest] = this.#known.keys();
    if (this.#known.size > ENTRIES && oldest !== undefined) this.#known.delete(oldest);
  }
}
