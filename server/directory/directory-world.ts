import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { Person, Role, UserId } from '#protocol/common.ts';
import type { FailureCode } from '#protocol/failures.ts';
import type { ContactEntry, UserEntry } from '#protocol/personal.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import { MemoryAttempts } from '../adapters/attempts/memory-attempts.ts';
import { LocalBus } from '../adapters/bus/local-bus.ts';
import type { Database } from '../adapters/sql/database.ts';
import { conversationMigrations } from '../conversations/migrations.ts';
import type { Caller, Identity } from '../identity/api.ts';
import { stateEntries } from '../personal/api.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import type { DirectoryCommand, DirectoryTopics } from './api.ts';
import { directoryMigrations } from './migrations.ts';
import { createDirectory, type DirectoryModule } from './module.ts';
import type { DirectoryTables } from './tables.ts';

interface Known extends Person {
  login: string;
  role: Role;
}

/** The directory over a real database, with people who exist. */
export class DirectoryWorld {
  readonly clock = new ManualClock(1_800_000_000_000);
  readonly bus = new LocalBus<DirectoryTopics>(silentLog);
  readonly database: Database<DirectoryTables>;
  readonly directory: DirectoryModule;
  readonly identity: Identity;
  /** What was published of people's own logs. */
  readonly told: { user: UserId; entry: UserEntry }[] = [];
  /** How often something about departments was told. */
  news = 0;
  readonly #people = new Map<UserId, Known>();

  static async open(context: TestContext): Promise<DirectoryWorld> {
    const migrations = { ...conversationMigrations, ...directoryMigrations };
    const database = await openTestDatabase<DirectoryTables>({ file: ':memory:', migrations, log: silentLog });
    const world = new DirectoryWorld(database);
    context.after(async () => {
      await world.bus.close();
      await database.close();
    });
    return world;
  }

  private constructor(database: Database<DirectoryTables>) {
    this.database = database;
    this.bus.subscribe('user-entry', (told) => this.told.push(told));
    this.bus.subscribe('directory-changed', () => {
      this.news += 1;
    });
    const { bus, clock } = this;
    this.identity = this.#identity();
    this.directory = createDirectory({
      ...{ database, bus, clock },
      attempts: new MemoryAttempts(),
      identity: this.identity,
    });
  }

  person(login: string, role: Role = 'member'): Caller {
    const id = newId('u');
    this.#people.set(id, { id, nickname: login, login, role });
    return { user: id, device: newId('d'), role: 'member', expiresAt: Number.MAX_SAFE_INTEGER };
  }

  /** From now on the account has this role, whatever its token says. */
  appoint({ user }: Caller, role: Role): void {
    const known = this.#people.get(user);
    if (known) this.#people.set(user, { ...known, role });
  }

  as<Name extends DirectoryCommand>(caller: Caller, name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    return this.directory.commands[name](caller, params);
  }

  /** What the person's own log says of the other; undefined when it says nothing. */
  async contact({ user }: Caller, other: Caller): Promise<Omit<ContactEntry, 'seq' | 'type' | 'user'> | undefined> {
    const entries = await stateEntries(this.database.read, user);
    const entry = entries.find((one) => one.type === 'contact' && one.user === other.user);
    if (entry?.type !== 'contact') return undefined;
    const { seq: _, type: __, user: ___, ...rest } = entry;
    return rest;
  }

  #identity(): Identity {
    const known = this.#people;
    const never = async (): Promise<never> => {
      throw new Error('not asked here');
    };
    const person = (id: UserId): Person[] => {
      const found = known.get(id);
      return found === undefined ? [] : [{ id, nickname: found.nickname }];
    };
    return {
      ...{ authenticate: never, isSignedIn: never, profile: never, search: async () => [], among: never },
      people: async (ids) => [...new Set(ids)].flatMap(person),
      me: async (user) => {
        const found = known.get(user);
        if (found === undefined) throw new Failure('people.unknown');
        return found;
      },
      byLogin: async (typed) => {
        const byName = new Map([...known.values()].map((one) => [one.login, one.id]));
        return new Map(
          typed.flatMap((login): [string, UserId][] => {
            const found = byName.get(login.toLowerCase());
            return found === undefined ? [] : [[login, found]];
          }),
        );
      },
    };
  }
}

export async function assertFails(code: FailureCode, work: Promise<unknown>): Promise<Failure> {
  let caught: unknown;
  await work.catch((error: unknown) => {
    caught = error;
  });
  assert.ok(caught instanceof Failure, `${caught ?? 'nothing failed'}`);
  assert.equal(caught.code, code);
  return caught;
}
