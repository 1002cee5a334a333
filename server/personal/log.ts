import type { Transaction } from 'kysely';
import type { Bus } from '#kernel/ports/bus.ts';
import type { UserId } from '#protocol/common.ts';
import type { EntryBody, UserEntry } from '#protocol/personal.ts';
import type { Database } from '../adapters/sql/database.ts';
import { addEntry } from './entries.ts';
import type { PersonalTables } from './tables.ts';

/** What is told of people's own logs on the bus, after commit, in the order of each log. */
export interface PersonalTopics extends Record<string, unknown> {
  /** For every device of one person. */
  'user-entry': { user: UserId; entry: UserEntry };
}

export type Tell = (user: UserId, body: EntryBody) => Promise<UserEntry>;

/** Writes to people's own logs, together with what a module keeps itself. */
export class PersonalLog<Tables extends PersonalTables> {
  readonly #database: Database<Tables>;
  readonly #bus: Pick<Bus<PersonalTopics>, 'publish'>;

  constructor(database: Database<Tables>, bus: Pick<Bus<PersonalTopics>, 'publish'>) {
    this.#database = database;
    this.#bus = bus;
  }

  /** Commits what `work` writes and tells, and then publishes the entries. */
  async run<Result>(work: (db: Transaction<Tables>, tell: Tell) => Promise<Result>): Promise<Result> {
    const { told, result } = await this.#database.write(async (db) => {
      const told: { user: UserId; entry: UserEntry }[] = [];
      const tell: Tell = async (user, body) => {
        const entry = await addEntry(db, user, body);
        told.push({ user, entry });
        return entry;
      };
      return { told, result: await work(db, tell) };
    });
    for (const entry of told) this.#bus.publish('user-entry', entry);
    return result;
  }
}
