import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Conversations, ConversationTopics } from '#server/conversations/api.ts';
import type { Files } from '#server/files/api.ts';
import type { Identity, IdentityTopics } from '#server/identity/api.ts';
import { createBoards } from './boards/module.ts';
import { Breakouts } from './breakout/breakouts.ts';
import { breakoutRoutes } from './breakout/routes.ts';
import { MeetingChanges } from './changes.ts';
import { MeetingChat } from './chat/meeting-chat.ts';
import { chatRoutes } from './chat/routes.ts';
import type { ChatTables } from './chat/tables.ts';
import { doorRoutes } from './door-routes.ts';
import { Doors } from './doors.ts';
import { Hosting } from './hosting.ts';
import { hostingRoutes } from './hosting-routes.ts';
import { LookupLimits } from './lookup-limits.ts';
import { MediaEngine, type MediaEngineOptions } from './media-engine.ts';
import { MeetingNews, type MeetingTopics } from './news.ts';
import { Passcodes } from './passcodes.ts';
import type { PlanningTables } from './planning/tables.ts';
import { Rooms, WATCH_EVERY_MS } from './rooms.ts';
import { meetingsRoutes } from './routes.ts';
import { MeetingService } from './service.ts';
import { SignedOutDevices } from './signed-out-devices.ts';
import { Signs } from './signs.ts';
import { signsRoutes } from './signs-routes.ts';
import type { MeetingTables } from './tables.ts';
import { LOOK_EVERY_MS, MeetingWatch } from './watch.ts';

export type { MediaEngineOptions } from './media-engine.ts';

export interface MeetingsOptions {
  database: Database<MeetingTables & PlanningTables & ChatTables>;
  bus: Bus<IdentityTopics & MeetingTopics & ConversationTopics>;
  /** Where what is said in meetings is kept. */
  conversations: Pick<Conversations, 'meetingChats' | 'sizeFor'>;
  /** What guests fetch of them. */
  files: Pick<Files, 'keyForGuest'>;
  identity: Identity;
  clock: Clock;
  log: Log;
  attempts: Attempts;
  media: MediaEngineOptions;
  /** How often it is looked who is in the rooms and who should not be; each second, unless said. */
  keepOutEveryMs?: number;
  /** Whether this process is the one of several that looks; always, unless told. */
  onDuty?: (name: string) => Promise<boolean>;
  /** How often it is looked whether the engine has started anew; four times a second, unless said. */
  watchRoomsEveryMs?: number;
}

/** Meetings as the program runs them. */
export interface MeetingsModule {
  readonly routes: FastifyPluginAsync;
  /** Closes what the engine has open of ended meetings. Happens by itself every few seconds. */
  closeEndedRooms(): Promise<void>;
  /** Notes who has come and gone, and sends out who was not let in. Happens by itself every second. */
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
  const news = new MeetingNews(bus);
  const { conversations, files } = options;
  const chat = new MeetingChat({ database, conversations, files, service, news, bus, attempts, clock, log });
  const follow = chat.follow.bind(chat);
  const changes = new MeetingChanges({ database, engine, news, clock, log, follow });
  const hosting = new Hosting({ database, service, engine, changes, news, log });
  const passcodes = new Passcodes(attempts);
  const doors = new Doors({ database, identity, service, engine, changes, news, passcodes, attempts, clock });
  const breakouts = new Breakouts({ database, service, doors, changes, attempts, clock });
  const signs = new Signs({ database, service, engine, attempts, clock });
  const boards = createBoards({ database, identity, service, engine, bus, attempts, clock, log });
  const lookEveryMs = options.keepOutEveryMs ?? LOOK_EVERY_MS;
  const watch = new MeetingWatch({ database, changes, engine, clock, log, lookEveryMs, onDuty: options.onDuty });
  const devices = new SignedOutDevices({ database, bus, engine, changes, log });
  return {
    routes: async (app) => {
      await app.register((scope) => meetingsRoutes(scope, service, identity));
      await app.register((scope) => doorRoutes(scope, doors, identity));
      await app.register((scope) => hostingRoutes(scope, hosting, identity));
      await app.register((scope) => breakoutRoutes(scope, breakouts, identity));
      await app.register((scope) => signsRoutes(scope, signs, identity));
      await app.register((scope) => boards.routes(scope));
      app.addHook('preClose', async () => boards.release());
      await app.register((scope) => chatRoutes(scope, chat, identity));
      // Whoever waits for news is answered, or the server would wait for them.
      app.addHook('preClose', async () => news.release());
    },
    keepOut: () => watch.look(),
    restoreRooms: () => rooms.restore(),
    closeEndedRooms: () => rooms.closeEnded(),
    close: async () => {
      chat.close();
      news.close();
      boards.close();
      await Promise.all([rooms.close(), watch.close(), devices.close()]);
    },
  };
}
