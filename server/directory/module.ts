import type { FastifyPluginAsync } from 'fastify';
import type { Kysely } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { UserId } from '#protocol/common.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Identity } from '../identity/api.ts';
import type { Directory, DirectoryCommand, DirectoryCommands, DirectoryTopics } from './api.ts';
import { blockersAmong, hasBlocked } from './contact-store.ts';
import { Contacts } from './contacts.ts';
import { DepartmentImporter } from './department-import.ts';
import { Departments } from './departments.ts';
import { directoryRoutes } from './routes.ts';
import type { DirectoryTables } from './tables.ts';

export interface DirectoryOptions {
  /** With `directoryMigrations` and the tables of people's own logs. */
  database: Database<DirectoryTables>;
  bus: Bus<DirectoryTopics>;
  attempts: Attempts;
  clock: Clock;
  identity: Identity;
  /** Whom messages may be by; those with accounts, unless told. */
  named?: Pick<Identity, 'people'>;
}

/** The directory as the program runs it. */
export interface DirectoryModule extends Directory {
  readonly routes: FastifyPluginAsync;
}

/** People in one page of a search. */
const PAGE = 30;

export function createDirectory(options: DirectoryOptions): DirectoryModule {
  const { database, identity } = options;
  const departments = new Departments(options);
  const importer = new DepartmentImporter(departments, identity);
  return {
    commands: {
      ...peopleCommands(identity, options.named ?? identity),
      ...contactCommands(new Contacts(options)),
      ...departmentCommands(departments),
    },
    mayReach: async (from, to, reader) =>
      !(await hasBlocked(reader ?? (database.read as unknown as Kysely<never>), to, from)),
    blockersAmong: (users, asker) => blockersAmong(database.read, users, asker),
    routes: async (app) => {
      await app.register(async (scope) => directoryRoutes(scope, importer, identity));
    },
  };
}

type CommandsOf<Prefix extends string> = Pick<DirectoryCommands, Extract<DirectoryCommand, `${Prefix}.${string}`>>;

function peopleCommands(identity: Identity, named: Pick<Identity, 'people'>): CommandsOf<'people'> {
  return {
    'people.search': ({ user }, { query, after }) => search(identity, user, query, after),
    'people.get': async (_caller, { ids }) => ({ people: await named.people([...new Set(ids)]) }),
    'people.profile': (_caller, { user }) => identity.profile(user),
  };
}

function contactCommands(contacts: Contacts): CommandsOf<'contact'> {
  return {
    'contact.request': ({ user }, { user: other, word }) => done(contacts.request(user, other, word)),
    'contact.accept': ({ user }, { user: other }) => done(contacts.accept(user, other)),
    'contact.decline': ({ user }, { user: other }) => done(contacts.decline(user, other)),
    'contact.remove': ({ user }, { user: other }) => done(contacts.remove(user, other)),
    'contact.remark': ({ user }, { user: other, remark }) => done(contacts.remark(user, other, remark)),
    'contact.block': ({ user }, { user: other }) => done(contacts.block(user, other)),
    'contact.unblock': ({ user }, { user: other }) => done(contacts.unblock(user, other)),
  };
}

function departmentCommands(departments: Departments): CommandsOf<'department'> {
  return {
    'department.tree': () => departments.tree(),
    'department.members': (_caller, params) => departments.members(params),
    'department.of': (_caller, { user }) => departments.of(user),
    'department.create': (caller, params) => departments.create(caller, params),
    'department.rename': (caller, params) => done(departments.rename(caller, params)),
    'department.move': (caller, params) => done(departments.move(caller, params)),
    'department.delete': (caller, { department }) => done(departments.delete(caller, department)),
    'department.add': (caller, params) => done(departments.add(caller, params)),
    'department.remove': (caller, params) => done(departments.remove(caller, params)),
    'department.place': (caller, params) => done(departments.place(caller, params)),
  };
}

async function done(work: Promise<void>): Promise<Record<string, never>> {
  await work;
  return {};
}

/** One more than a page is asked for, to know whether there is a next one. An empty query finds everybody. */
async function search(
  identity: Identity,
  asker: UserId,
  query: string,
  after: UserId | undefined,
): Promise<ResultOf<'people.search'>> {
  const found = await identity.search(asker, query, after, PAGE + 1);
  const people = found.slice(0, PAGE);
  const last = people.at(-1);
  return found.length > PAGE && last ? { people, next: last.id } : { people };
}
