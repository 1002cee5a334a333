import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import { MemoryAttempts } from './adapters/attempts/memory-attempts.ts';
import { DiskSmallBlobs } from './adapters/blob/disk-small-blobs.ts';
import { LocalBus } from './adapters/bus/local-bus.ts';
import { LocalSightings } from './adapters/presence/local-sightings.ts';
import { type Database, viewOf } from './adapters/sql/database.ts';
import { openSqliteDatabase } from './adapters/sql/sqlite-database.ts';
import type { Settings } from './config/settings.ts';
import type { ConversationTopics } from './conversations/api.ts';
import { conversationMigrations } from './conversations/migrations.ts';
import { createConversations } from './conversations/module.ts';
import type { ConversationTables } from './conversations/tables.ts';
import type { DataFolder } from './data-folder.ts';
import { createDirectory } from './directory/module.ts';
import type { Gateway } from './gateway/api.ts';
import { createGateway } from './gateway/gateway.ts';
import type { IdentityTopics } from './identity/api.ts';
import { identityMigrations } from './identity/migrations.ts';
import { createIdentity } from './identity/module.ts';
import type { IdentityTables } from './identity/tables.ts';
import type { MediaEngine } from './media-engine.ts';
import { meetingMigrations } from './meetings/migrations.ts';
import { createMeetings } from './meetings/module.ts';
import type { MeetingTables } from './meetings/tables.ts';

import type { PresenceTopics } from './presence/api.ts';
import { presenceMigrations } from './presence/migrations.ts';
import { createPresence } from './presence/module.ts';
import type { PresenceTables } from './presence/tables.ts';

type Tables = IdentityTables & ConversationTables & MeetingTables & PresenceTables;

const HOUR_MS = 3_600_000;
const MIGRATIONS = { ...identityMigrations, ...conversationMigrations, ...meetingMigrations, ...presenceMigrations };

export interface Modules {
  readonly gateway: Gateway;
  ownerInvite(): string | undefined;
  routes(app: FastifyInstance): Promise<void>;
  /** Whether the database answers. */
  databaseWorks(): Promise<boolean>;
  close(): Promise<void>;
}

interface ModuleOptions {
  settings: Settings;
  data: DataFolder;
  media: MediaEngine;
  registry: Registry;
  clock: Clock;
  log: Log;
}

/** Every module of the server on one embedded database and an in-process bus. */
export async function createModules({ settings, data, media, registry, clock, log }: ModuleOptions): Promise<Modules> {
  const database = await openSqliteDatabase<Tables>({ file: data.file('yiqi.sqlite'), migrations: MIGRATIONS, log });
  const bus = new LocalBus<IdentityTopics & ConversationTopics & PresenceTopics>(log);
  const attempts = new MemoryAttempts();
  const common = { clock, log, attempts };
  const identity = await createIdentity({
    ...common,
    database: viewOf(database),
    bus,
    dataFolder: data.path,
    blobs: new DiskSmallBlobs(data.file('avatars')),
    registration: settings.registration,
  });
  const directory = createDirectory({ identity });
  const conversations = await createConversations({
    ...common,
    database: viewOf(database),
    bus,
    identity,
    policy: { editMs: settings.edit_hours * HOUR_MS, recallMs: settings.recall_hours * HOUR_MS },
  });
  const meetings = createMeetings({ ...common, database: viewOf(database), bus, identity, media });
  const sightings = new LocalSightings();
  const presence = createPresence({ ...common, database: viewOf(database), bus, identity, conversations, sightings });
  const commands = { ...conversations.commands, ...directory.commands, ...presence.commands };
  const gateway = createGateway({ identity, conversations, commands, attendance: presence, bus, clock, log, registry });
  return {
    gateway,
    ownerInvite: () => identity.ownerInvite(),
    async routes(app) {
      await app.register(identity.routes);
      await app.register(meetings.routes);
    },
    databaseWorks: () => works(database),
    async close() {
      await meetings.close();
      await presence.close();
      await identity.close();
      await bus.close();
      await database.close();
    },
  };
}

async function works(database: Database<Tables>): Promise<boolean> {
  try {
    await sql`select 1`.execute(database.read);
    return true;
  } catch {
    return false;
  }
}
