import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Identity, IdentityTopics } from '#server/identity/api.ts';
import { Hosting } from './hosting.ts';
import { hostingRoutes } from './hosting-routes.ts';
import { KeepOut, LOOK_EVERY_MS } from './keep-out.ts';
import { LookupLimits } from './lookup-limits.ts';
import { MediaEngine, type MediaEngineOptions } from './media-engine.ts';
import { Rooms, WATCH_EVERY_MS } from './rooms.ts';
import { meetingsRoutes } from './routes.ts';
import { MeetingService } from './service.ts';
import { SignedOutDevices } from './signed-out-devices.ts';
import type { MeetingTables } from './tables.ts';

export type { MediaEngineOptions } from './media-engine.ts';

export interface MeetingsOptions {
  database: Database<MeetingTables>;
  bus: Bus<IdentityTopics>;
  identity: Identity;
  clock: Clock;
  log: Log;
  attempts: Attempts;
  media: MediaEngineOptions;
  /** How often it is looked whether somebody removed has come back; each second, unless said. */
  keepOutEveryMs?: number;
  /** How often it is looked whether the engine has started anew; four times a second, unless said. */
  watchRoomsEveryMs?: number;
}

/** Meetings as the program runs them. */
export interface MeetingsModule {
  readonly routes: FastifyPluginAsync;
  /** Closes what the engine has open of ended meetings. Happens by itself every few seconds. */
  closeEndedRooms(): Promise<void>;
  /** Sends out who was removed and has come back. Happens by itself every second. */
  keepOut(): Promise<void>;
  /** Makes rooms of running meetings that a restarted engine has lost. Happens by itself at once. */
  restoreRooms(): Promise<void>;
  close(): Promise<void>;
}

export function createMeetings(options: MeetingsOptions): MeetingsModule {
  const { database, bus, identity, clock, log, attempts } = options;
  const engine = new MediaEngine(options.media, log);
  const limits = new LookupLimits(attempts);
  const service = new MeetingService({ database, identity, engine, limits, attempts, clock, log });
  const watchEveryMs = options.watchRoomsEveryMs ?? WATCH_EVERY_MS;
  const rooms = new Rooms({ database, engine, clock, log, watchEveryMs });
  const hosting = new Hosting({ database, service, engine, clock, log });
  const lookEveryMs = options.keepOutEveryMs ?? LOOK_EVERY_MS;
  const keepOut = new KeepOut({ database, engine, clock, log, lookEveryMs });
  const devices = new SignedOutDevices({ database, bus, engine, log });
  return {
    routes: async (app) => {
      await app.register((scope) => meetingsRoutes(scope, service, identity));
      await app.register((scope) => hostingRoutes(scope, hosting, identity));
    },
    keepOut: () => keepOut.sendOut(),
    restoreRooms: () => rooms.restore(),
    closeEndedRooms: () => rooms.closeEnded(),
    close: async () => {
      await Promise.all([rooms.close(), keepOut.close(), devices.close()]);
    },
  };
}
