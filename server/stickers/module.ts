import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Identity } from '../identity/api.ts';
import type { Stickers } from './api.ts';
import { Collections } from './collections.ts';
import { Drawing } from './drawing.ts';
import { stickerRoutes } from './routes.ts';
import { findSticker, noteSent } from './store.ts';
import { Sweeping } from './sweeping.ts';
import type { StickerTables } from './tables.ts';

export interface StickersOptions {
  /** With `stickerMigrations`. */
  database: Database<StickerTables>;
  /** Where the pictures are kept. */
  blobs: SmallBlobs;
  identity: Pick<Identity, 'authenticate'>;
  jobs: Jobs;
  clock: Clock;
}

export interface StickersModule extends Stickers {
  readonly routes: FastifyPluginAsync;
  /** Begins to take unused ones away every hour. */
  start(): Promise<void>;
}

export function createStickers({ database, blobs, identity, jobs, clock }: StickersOptions): StickersModule {
  const collections = new Collections(database, clock);
  const drawing = new Drawing(database, blobs, clock);
  const sweeping = new Sweeping({ database, blobs, jobs, clock });
  return {
    commands: {
      'sticker.packs': async ({ user }) => ({ packs: await collections.of(user) }),
      'sticker.keep': async ({ user }, params) => ({ packs: await collections.keep(user, params) }),
      'sticker.drop': async ({ user }, params) => ({ packs: await collections.drop(user, params) }),
      'sticker.pack-create': async ({ user }, params) => ({ packs: await collections.create(user, params) }),
      'sticker.pack-rename': async ({ user }, params) => ({ packs: await collections.rename(user, params) }),
      'sticker.pack-remove': async ({ user }, params) => ({ packs: await collections.remove(user, params) }),
    },
    async sizeOf(id) {
      const row = await findSticker(database.read, id);
      if (row?.sent_at === null) {
        // Before the message, so that the picture doesn't go in between; then it is looked at again.
        await database.write((db) => noteSent(db, id, clock.now()));
        if ((await findSticker(database.read, id)) === undefined) return undefined;
      }
      return row && { width: row.width, height: row.height };
    },
    sweep: () => sweeping.sweep(),
    start: () => sweeping.start(),
    close: () => sweeping.close(),
    async routes(app) {
      await app.register(async (scope) => stickerRoutes(scope, drawing, identity));
    },
  };
}
