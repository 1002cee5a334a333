import { ManualClock } from '#kernel/clock.ts';
import { newId } from '#kernel/ids.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { ClientId, ConversationId, Person, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Line } from '#protocol/conversations.ts';
import type { UserEntry } from '#protocol/personal.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import { MemoryAttempts } from '../adapters/attempts/memory-attempts.ts';
import { MemorySmallBlobs } from '../adapters/blob/memory-small-blobs.ts';
import { LocalBus } from '../adapters/bus/local-bus.ts';
import { jobMigrations } from '../adapters/jobs/migrations.ts';
import { SqlJobs } from '../adapters/jobs/sql-jobs.ts';
import type { JobTables } from '../adapters/jobs/tables.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Caller, UserIds } from '../identity/api.ts';
import type { ConversationCommand, Conversations, ConversationTopics, MessagePolicy } from './api.ts';
import type { StickerSource } from './contents.ts';
import type { Online } from './marks/here.ts';
import { conversationMigrations } from './migrations.ts';
import { createConversations } from './module.ts';
import type { Schedule } from './scheduling/schedule.ts';
import type { ConversationTables } from './tables.ts';

/** What the database of a world has. */
export const worldMigrations = { ...conversationMigrations, ...jobMigrations };

/** People who exist, for tests. */
export class KnownPeople {
  readonly #people = new Map<UserId, Person>();

  add(nickname: string): Caller {
    const user = newId('u');
    this.#people.set(user, { id: user, nickname });
    return { user, device: newId('d'), role: 'member', expiresAt: Number.MAX_SAFE_INTEGER };
  }

  addAll<const Names extends readonly string[]>(...nicknames: Names): { [Index in keyof Names]: Caller } {
    return nicknames.map((nickname) => this.add(nickname)) as { [Index in keyof Names]: Caller };
  }

  /** Those whose name holds the words. */
  async named(words: string): Promise<Person[]> {
    return [...this.#people.values()].filter(({ nickname }) => nickname.includes(words));
  }

  async among(ids: UserIds, query: string, after: UserId | undefined, limit: number): Promise<Person[]> {
    const all = await this.people((await ids.execute()).map((row) => row.user_id));
    const found = all.filter(({ nickname }) => nickname.includes(query)).sort(byName);
    const last = after === undefined ? undefined : this.#people.get(after);
    return found.filter((one) => last === undefined || byName(last, one) < 0).slice(0, limit);
  }

  async people(ids: readonly UserId[]): Promise<Person[]> {
    return [...new Set(ids)].flatMap((id) => this.#people.get(id) ?? []);
  }
}

function byName(a: Person, b: Person): number {
  return a.nickname < b.nickname ? -1 : Number(a.nickname > b.nickname);
}

/** The module over a real database, some people, and everything that it published. */
export interface World {
  database: Database<ConversationTables>;
  conversations: Conversations;
  clock: ManualClock;
  people: KnownPeople;
  bus: Bus<ConversationTopics>;
  /** All that was published. */
  events: ConversationEvent[];
  entries: { user: UserId; entry: UserEntry }[];
  /** Who has blocked whom, as `${blocker} ${blocked}`. */
  blocks: Set<string>;
  as<Name extends ConversationCommand>(caller: Caller, name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>>;
  /** Sends what waits and is due. */
  sendDue(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  database: Database<ConversationTables>;
  people?: KnownPeople;
  clock?: ManualClock;
  policy?: MessagePolicy;
  stickers?: StickerSource;
  /** Who is online; absent: everybody whose id ends with a letter. */
  online?: Online;
}

export async function openWorld({
  database,
  people,
  clock,
  policy,
  stickers,
  online = lettered,
}: WorldOptions): Promise<World> {
  const known = people ?? new KnownPeople();
  const time = clock ?? new ManualClock();
  const bus = new LocalBus<ConversationTopics>(silentLog);
  const blocks = new Set<string>();
  const jobs = new SqlJobs({
    database: database as unknown as Database<JobTables>,
    clock: time,
    log: silentLog,
    schedule: never,
  });
  const conversations = await createConversations({
    withholds: async (_reader, from, to) => blocks.has(`${to} ${from}`),
    ...{ database, identity: known, bus, clock: time, online, schedule: never, jobs },
    ...{ attempts: new MemoryAttempts(), blobs: new MemorySmallBlobs() },
    ...(policy === undefined ? {} : { policy }),
    ...(stickers === undefined ? {} : { stickers }),
  });
  const events: ConversationEvent[] = [];
  const entries: World['entries'] = [];
  bus.subscribe('conversation', ({ event }) => events.push(event));
  bus.subscribe('user-entry', (told) => entries.push(told));
  return {
    database,
    conversations,
    clock: time,
    people: known,
    bus,
    events,
    entries,
    blocks,
    as: (caller, name, params) => conversations.commands[name](caller, params),
    sendDue: () => jobs.settle(),
    async close() {
      await jobs.close();
      await conversations.close();
      await bus.close();
      await database.close();
    },
  };
}

const lettered: Online = async (users) => new Set(users.filter((user) => /[a-z]$/.test(user)));

/** Tests say themselves when something is due: `sendDue`, `endDue`. */
const never: Schedule = () => () => {};

/** A client id that was never used. */
export function freshClientId(): ClientId {
  return newId('t');
}

export async function createGroup(
  world: World,
  owner: Caller,
  members: readonly Caller[],
  title = 'group',
): Promise<ConversationId> {
  const users = members.length === 0 ? [owner.user] : members.map((member) => member.user);
  const params = { clientId: freshClientId(), title, members: users };
  const { summary } = await world.as(owner, 'conversation.create', params);
  return summary.id;
}

export function send(
  world: World,
  caller: Caller,
  conversation: ConversationId,
  text: string,
  clientId = freshClientId(),
): Promise<ResultOf<'message.send'>> {
  return world.as(caller, 'message.send', { clientId, conversation, text });
}

/** The whole log as a member reads it. */
export async function logOf(world: World, caller: Caller, conversation: ConversationId): Promise<ConversationEvent[]> {
  const log: ConversationEvent[] = [];
  for (;;) {
    const page = await world.as(caller, 'conversation.events', { conversation, after: log.at(-1)?.seq ?? 0 });
    log.push(...page.events);
    if ((log.at(-1)?.seq ?? page.lastSeq) >= page.lastSeq) return log;
  }
}

/** All lines as a member reads them, page by page. */
export async function linesOf(world: World, caller: Caller, conversation: ConversationId): Promise<Line[]> {
  const lines: Line[] = [];
  for (;;) {
    const after = lines.at(-1)?.seq ?? 0;
    const page = await world.as(caller, 'conversation.history', { conversation, after, limit: 20 });
    lines.push(...page.lines);
    if (!page.after) return lines;
  }
}
