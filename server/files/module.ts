import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Conversations } from '../conversations/api.ts';
import { type Identity, SecretFiles } from '../identity/api.ts';
import type { Files, GuestAt } from './api.ts';
import { Checking, type CheckingOptions } from './checking.ts';
import { contentRoutes } from './content-routes.ts';
import { FileKeys } from './links.ts';
import { Listing } from './listing.ts';
import { placesOf } from './places.ts';
import { Preparing } from './preparing.ts';
import { Reading } from './reading.ts';
import { type FileLimits, Rooms } from './rooms.ts';
import { Sharing } from './sharing.ts';
import { Sounds } from './sounds.ts';
import { itemOf } from './store.ts';
import { Sweeping } from './sweeping.ts';
import type { FileTables } from './tables.ts';
import { uploadRoutes } from './upload-routes.ts';
import { Uploads } from './uploads.ts';

export interface FilesOptions {
  /** With `fileMigrations`. */
  database: Database<FileTables>;
  blobs: Blobs;
  identity: Pick<Identity, 'authenticate' | 'isSignedIn' | 'people'>;
  /** Those of some messages that somebody sees now. */
  seen: Conversations['seen'];
  /** Whether somebody without an account may have the files of the message now. Nobody may, unless told. */
  guestSees?: (at: GuestAt) => Promise<boolean>;
  /** The key of links goes to its folder `keys`. */
  dataFolder: string;
  limits: FileLimits;
  /** Who looks into files before they are sent; nobody unless told. */
  checking?: CheckingOptions;
  jobs: Jobs;
  /** Other processes take uploads on the same database, too. */
  several?: boolean;
  clock: Clock;
}

export interface FilesModule extends Files {
  readonly routes: FastifyPluginAsync;
  /** Begins to clean, and goes on every hour. */
  start(): Promise<void>;
}

const noGuest = () => Promise.resolve(false);

export function createFiles(options: FilesOptions): FilesModule {
  const { database, blobs, identity, seen, guestSees = noGuest, jobs, clock } = options;
  const rooms = new Rooms(options.limits);
  const sweeping = new Sweeping({ database, blobs, jobs, clock });
  const sharing = new Sharing({ database, blobs, jobs, clock, removed: (within) => sweeping.soon(within) });
  const checking = new Checking(options.checking ?? {}, blobs);
  const preparing = new Preparing({ database, blobs, checking, sharing, jobs, clock });
  const uploads = new Uploads(
    database,
    blobs,
    clock,
    rooms,
    (within, id) => preparing.later(within, id),
    options.several,
  );
  const keys = new FileKeys(new SecretFiles(options.dataFolder).readOrMake('file-links'), clock);
  const reading = new Reading({ database, blobs, sounds: new Sounds(blobs), keys, identity, seen, guestSees, clock });
  const listing = new Listing(database, seen, identity);
  return {
    commands: {
      'file.keys': (caller, params) => reading.keys(caller, params),
      'file.list': (caller, params) => listing.list(caller, params),
    },
    keyForGuest: (at) => reading.keyForGuest(at),
    source: placesOf((within) => sweeping.soon(within)),
    async routes(app) {
      await app.register(async (scope) => uploadRoutes(scope, { uploads, preparing, rooms, database, identity }));
      await app.register(async (scope) => contentRoutes(scope, reading));
    },
    async keep(owner, what, bytes) {
      const { id } = await uploads.create(owner, { ...what, length: bytes.byteLength });
      const whole = {
        destroy() {},
        async *[Symbol.asyncIterator]() {
          yield bytes;
        },
      };
      if (bytes.byteLength > 0) await uploads.append(owner, id, { offset: 0, checksum: undefined }, whole);
      return itemOf(await preparing.ready(id));
    },
    start: () => sweeping.start(),
    sweep: () => sweeping.sweep(),
    async close() {
      await uploads.close();
      await preparing.close();
      await sweeping.close();
    },
  };
}
