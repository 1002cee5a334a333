import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import { MemoryAttempts } from './adapters/attempts/memory-attempts.ts';
import { DiskSmallBlobs } from './adapters/blob/disk-small-blobs.ts';
import { LocalBus } from './adapters/bus/local-bus.ts';
import { LocalSightings } from './adapters/presence/local-sightings.ts';
import { ThreadedIndex } from './adapters/search/threaded-index.ts';
import { type Database, viewOf } from './adapters/sql/database.ts';
import { appPushesOf } from './app-pushes.ts';
import { createCapabilities, type Topics } from './capabilities.ts';
import type { Settings } from './config/settings.ts';
import type { DataFolder } from './data-folder.ts';
import { fileBlobsOf, fileCheckingOf } from './file-storage.ts';
import type { Gateway } from './gateway/api.ts';
import { createGateway } from './gateway/gateway.ts';
import { DATABASE_FILE, openMainDatabase, type Tables } from './main-database.ts';
import type { MediaEngine } from './media-engine.ts';
import { createMeetings } from './meetings/module.ts';

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

/** Every module of the server on one database and an in-process bus. */
export async function createModules({ settings, data, media, registry, clock, log }: ModuleOptions): Promise<Modules> {
  const database = await openMainDatabase(settings, data.file(DATABASE_FILE), log);
  const bus = new LocalBus<Topics>(log);
  const common = { clock, log, attempts: new MemoryAttempts(), bus };
  const capabilities = await createCapabilities({
    ...common,
    database: viewOf(database),
    blobs: new DiskSmallBlobs(data.file('avatars')),
    stickerBlobs: new DiskSmallBlobs(data.file('stickers')),
    fileBlobs: fileBlobsOf(settings, data),
    fileChecking: fileCheckingOf(settings, log),
    sightings: new LocalSightings(),
    searchIndex: (epoch) => new ThreadedIndex({ file: data.file('search.sqlite'), epoch }, log),
    dataFolder: data.path,
    registry,
    sharedDatabase: settings.database_url !== '',
    settings,
    appPushes: appPushesOf(settings, clock, log),
    media,
  });
  const { identity, conversations, commands, attendance } = capabilities;
  const meetings = createMeetings({ ...common, database: viewOf(database), identity, conversations, media });
  const gateway = createGateway({ identity, conversations, commands, attendance, bus, clock, log, registry });
  return {
    gateway,
    ownerInvite: () => identity.ownerInvite(),
    async routes(app) {
      await app.register(identity.routes);
      await app.register(capabilities.stickers.routes);
      await app.register(capabilities.files.routes);
      await app.register(capabilities.push.routes);
      await app.register(capabilities.directory.routes);
      await app.register(capabilities.plans.routes);
      await app.register(meetings.routes);
    },
    databaseWorks: () => works(database),
    async close() {
      await meetings.close();
      await capabilities.close();
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
