import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import { DiskSmallBlobs } from './adapters/blob/disk-small-blobs.ts';
import { SqlSmallBlobs } from './adapters/blob/sql-small-blobs.ts';
import { ThreadedIndex } from './adapters/search/threaded-index.ts';
import { type Database, viewOf } from './adapters/sql/database.ts';
import { appPushesOf } from './app-pushes.ts';
import { createCapabilities } from './capabilities.ts';
import type { Cluster } from './cluster.ts';
import type { Settings } from './config/settings.ts';
import type { DataFolder } from './data-folder.ts';
import { fileBlobsOf, fileCheckingOf } from './file-storage.ts';
import type { Gateway } from './gateway/api.ts';
import { createGateway } from './gateway/gateway.ts';
import type { Tables } from './main-database.ts';
import type { MediaEngine } from './media-engine.ts';
import { createMeetings } from './meetings/module.ts';

export interface Modules {
  readonly gateway: Gateway;
  ownerInvite(): string | undefined;
  routes(app: FastifyInstance): Promise<void>;
  /** Whether the database answers. */
  databaseWorks(): Promise<boolean>;
  /** Whether files can be reached; absent where they are on the server's own disk. */
  filesWork?(): Promise<boolean>;
  close(): Promise<void>;
}

interface ModuleOptions {
  settings: Settings;
  data: DataFolder;
  database: Database<Tables>;
  cluster: Cluster;
  roles: ReadonlySet<string>;
  media: MediaEngine;
  registry: Registry;
  clock: Clock;
  log: Log;
}

/** Every module of the server on one database, which is whoever opened it's to close. */
export async function createModules(options: ModuleOptions): Promise<Modules> {
  const { settings, data, database, cluster, roles, media, registry, clock, log } = options;
  const { bus, attempts, sightings } = cluster;
  const onDuty = (name: string) => (roles.has('worker') ? cluster.onDuty(name) : Promise.resolve(false));
  const common = { clock, log, attempts, bus, onDuty };
  const smallBlobs = (kind: string) => {
    const onDisk = new DiskSmallBlobs(data.file(kind));
    return settings.database_url === '' ? onDisk : new SqlSmallBlobs(viewOf(database), kind, onDisk);
  };
  const fileBlobs = fileBlobsOf(settings, data, log);
  const capabilities = await createCapabilities({
    ...common,
    database: viewOf(database),
    blobs: smallBlobs('avatars'),
    stickerBlobs: smallBlobs('stickers'),
    fileBlobs,
    fileChecking: fileCheckingOf(settings, log),
    sightings,
    searchIndex: (epoch) => new ThreadedIndex({ file: data.own('search.sqlite'), epoch }, log),
    dataFolder: data.path,
    registry,
    sharedDatabase: settings.database_url !== '',
    several: cluster.several,
    leavesJobs: !roles.has('worker'),
    settings,
    appPushes: appPushesOf(settings, clock, log),
    media,
  });
  const { identity, conversations, files, commands, attendance } = capabilities;
  const meetings = createMeetings({ ...common, database: viewOf(database), identity, conversations, files, media });
  const gateway = createGateway({
    identity,
    conversations,
    commands,
    attendance,
    bus,
    clock,
    log,
    registry,
    several: cluster.several,
  });
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
    ...(fileBlobs.works && { filesWork: () => fileBlobs.works?.() ?? Promise.resolve(true) }),
    async close() {
      await meetings.close();
      await capabilities.close();
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
