import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { ManualClock } from '#kernel/clock.ts';
import { type Log, silentLog } from '#kernel/ports/log.ts';
import type { Session, Welcome } from '#protocol/accounts.ts';
import { MemoryAttempts } from '#server/adapters/attempts/memory-attempts.ts';
import { MemoryBlobs } from '#server/adapters/blob/memory-blobs.ts';
import { MemorySmallBlobs } from '#server/adapters/blob/memory-small-blobs.ts';
import { LocalBus } from '#server/adapters/bus/local-bus.ts';
import { jobMigrations } from '#server/adapters/jobs/migrations.ts';
import { SqlJobs } from '#server/adapters/jobs/sql-jobs.ts';
import type { JobTables } from '#server/adapters/jobs/tables.ts';
import { type Database, viewOf } from '#server/adapters/sql/database.ts';
import type { Conversations, ConversationTopics } from '#server/conversations/api.ts';
import { conversationMigrations } from '#server/conversations/migrations.ts';
import { createConversations } from '#server/conversations/module.ts';
import type { ConversationTables } from '#server/conversations/tables.ts';
import type { Files } from '#server/files/api.ts';
import { fileMigrations } from '#server/files/migrations.ts';
import { createFiles } from '#server/files/module.ts';
import type { FileTables } from '#server/files/tables.ts';
import { createHttpApp } from '#server/http/app.ts';
import type { IdentityTopics } from '#server/identity/api.ts';
import { identityMigrations } from '#server/identity/migrations.ts';
import { createIdentity, type IdentityModule, type IdentityOptions } from '#server/identity/module.ts';
import type { IdentityTables } from '#server/identity/tables.ts';
import { chatGate } from '#server/meetings/chat/gate.ts';
import { guestsSee } from '#server/meetings/chat/guest-files.ts';
import { withGuests } from '#server/meetings/chat/guests.ts';
import { meetingChatMigrations } from '#server/meetings/chat/migrations.ts';
import type { ChatTables } from '#server/meetings/chat/tables.ts';
import { meetingMigrations } from '#server/meetings/migrations.ts';
import { createMeetings, type MediaEngineOptions, type MeetingsModule } from '#server/meetings/module.ts';
import type { MeetingTopics } from '#server/meetings/news.ts';
import { planningMigrations } from '#server/meetings/planning/migrations.ts';
import type { PlanningTables } from '#server/meetings/planning/tables.ts';
import type { MeetingTables } from '#server/meetings/tables.ts';
import { stickerMigrations } from '#server/stickers/migrations.ts';
import { createStickers } from '#server/stickers/module.ts';
import type { StickerTables } from '#server/stickers/tables.ts';
import { openTestDatabase } from './test-database.ts';

type Tables = ConversationTables &
  PlanningTables &
  ChatTables &
  IdentityTables &
  MeetingTables &
  StickerTables &
  FileTables &
  JobTables;

const MIGRATIONS = {
  ...identityMigrations,
  ...conversationMigrations,
  ...meetingMigrations,
  ...planningMigrations,
  ...meetingChatMigrations,
  ...stickerMigrations,
  ...fileMigrations,
  ...jobMigrations,
};

export type TestTopics = IdentityTopics & ConversationTopics & MeetingTopics;

export interface TestServerOptions {
  registration?: Welcome['registration'];
  onePerClass?: boolean;
  hashing?: IdentityOptions['hashing'];
  media?: MediaEngineOptions;
  log?: Log;
  clock?: ManualClock;
  /** Used in place of a new one that is removed at the end. */
  folder?: string;
  /** As a second process on the other's database, which has to end after it. */
  beside?: TestServer;
  bus?: TestServer['bus'];
}

/**
 * The accounts and meetings side of a server, on a database in memory, without a port: `app.inject()` asks it. `close()`
 * throws when a route ran into a bug.
 */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly identity: IdentityModule;
  readonly meetings: MeetingsModule;
  readonly database: Database<Tables>;
  readonly bus: LocalBus<TestTopics>;
  readonly conversations: Conversations;
  readonly files: Files;
  readonly clock: ManualClock;
  readonly folder: string;
  close(): Promise<void>;
}

/** Takes a bug that a route ran into for the test's own. */
function logOfBugs(bugs: unknown[]): Log {
  const log: Log = { ...silentLog, error: (fields) => void bugs.push(fields), child: () => log };
  return log;
}

/** Passwords that cost next to nothing. */
const CHEAP = { memoryKiB: 8, passes: 1, threads: 1 };
const NO_MEDIA: MediaEngineOptions = { apiUrl: () => undefined, publicUrl: '/', key: 'key', secret: 'secret' };

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { beside } = options;
  const folder = options.folder ?? beside?.folder ?? mkdtempSync(join(tmpdir(), 'yiqi-test-'));
  const bugs: unknown[] = [];
  const log = options.log ?? logOfBugs(bugs);
  const clock = options.clock ?? beside?.clock ?? new ManualClock(Date.now());
  const file = options.folder === undefined ? ':memory:' : join(folder, 'yiqi.db');
  const database = beside?.database ?? (await openTestDatabase<Tables>({ file, migrations: MIGRATIONS, log }));
  const bus = options.bus ?? new LocalBus<TestTopics>(log);
  const shared = { clock, log, attempts: new MemoryAttempts() };
  const identity = await createIdentity({
    ...shared,
    database: viewOf(database),
    bus,
    dataFolder: folder,
    blobs: new MemorySmallBlobs(),
    registration: options.registration ?? 'open',
    onePerClass: options.onePerClass ?? false,
    hashing: options.hashing ?? CHEAP,
  });
  const jobs = new SqlJobs({ database: viewOf(database), clock, log });
  const files = createFiles({
    ...shared,
    database: viewOf(database),
    blobs: new MemoryBlobs(),
    identity,
    dataFolder: folder,
    seen: (user, conversation, seqs) => conversations.seen(user, conversation, seqs),
    guestSees: guestsSee(database.read, () => conversations.meetingChats),
    jobs,
    limits: { largest: 0, mine: 0, all: 0 },
  });
  const conversations = await createConversations({
    ...shared,
    database: viewOf(database),
    bus,
    identity: { people: withGuests(identity, database.read), among: identity.among },
    gate: chatGate,
    files: files.source,
  });
  const meetings = createMeetings({
    ...shared,
    conversations,
    files,
    database: viewOf(database),
    bus,
    identity,
    media: options.media ?? NO_MEDIA,
    // A look while somebody is still connecting would leave their client waiting: tests look when they mean to.
    keepOutEveryMs: 24 * 3600_000,
    watchRoomsEveryMs: 24 * 3600_000,
  });
  const stickers = createStickers({
    ...shared,
    database: viewOf(database),
    blobs: new MemorySmallBlobs(),
    identity,
    jobs,
  });
  const app = await createHttpApp({
    version: '0.0.0-test',
    trustProxy: true,
    metricsToken: '',
    webFolder: join(folder, 'no-web-client'),
    registry: new Registry(),
    checks: {},
    draining: () => false,
    log,
    passOn: () => false,
    routes: async (app) => {
      await app.register(identity.routes);
      await app.register(meetings.routes);
      await app.register(stickers.routes);
      await app.register(files.routes);
    },
  });
  const close = async () => {
    await app.close();
    await jobs.close();
    await files.close();
    await meetings.close();
    await conversations.close();
    await identity.close();
    await bus.close();
    if (beside === undefined) await database.close();
    if (options.folder === undefined && beside === undefined) rmSync(folder, { recursive: true, force: true });
    if (bugs.length > 0) throw new AggregateError(bugs, `routes failed: ${inspect(bugs[0])}`);
  };
  return { app, identity, conversations, files, meetings, database, bus, clock, folder, close };
}

export const PASSWORD = 'correct horse 9';

/** Registers somebody, by the body mode, from an address of their own. */
export async function signUp(server: TestServer, login: string, nickname = login): Promise<Session> {
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/v1/auth/register',
    payload: { login, nickname, password: PASSWORD, passwordAgain: PASSWORD, deviceName: 'test', keep: 'body' },
    headers: { 'x-forwarded-for': [10, ...randomBytes(3)].join('.') },
  });
  if (answer.statusCode !== 201) throw new Error(`${login} could not register: ${answer.body}`);
  return answer.json();
}
