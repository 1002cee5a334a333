import type { Clock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Conversations, ConversationTopics } from '../conversations/api.ts';
import type { Directory } from '../directory/api.ts';
import type { Identity, IdentityTopics } from '../identity/api.ts';
import { MediaEngine, type MediaEngineOptions } from '../meetings/api.ts';
import type { Calls } from './api.ts';
import { CallReading } from './call-log.ts';
import { CallChanges } from './changes.ts';
import { Membership } from './membership.ts';
import { CallService } from './service.ts';
import type { CallTables } from './tables.ts';
import { CallWatch } from './watch.ts';

export interface CallsOptions {
  /** With `callMigrations`; the one of the conversations. */
  database: Database<CallTables>;
  bus: Bus<ConversationTopics & IdentityTopics>;
  identity: Identity;
  directory: Directory;
  conversations: Conversations;
  media: MediaEngineOptions;
  attempts: Attempts;
  clock: Clock;
  log: Log;
  /** How often calls are looked after; each second, unless said. */
  lookEveryMs?: number;
  /** Whether this process is the one of several that looks after them; always, unless told. */
  onDuty?: (name: string) => Promise<boolean>;
}

export function createCalls(options: CallsOptions): Calls {
  const { log, lookEveryMs } = options;
  const engine = new MediaEngine(options.media, log);
  const changes = new CallChanges(options.conversations, engine, log);
  const service = new CallService({ ...options, changes, engine });
  const reading = new CallReading(options);
  const membership = new Membership({ ...options, changes });
  const watch = new CallWatch({ ...options, changes, engine }, lookEveryMs);
  const done = async (work: Promise<void>) => {
    await work;
    return {};
  };
  return {
    commands: {
      'call.start': (caller, { conversation, mode }) => service.start(caller, conversation, mode),
      'call.answer': (caller, { call, hold }) => service.answer(caller, call, hold),
      'call.join': (caller, { call, hold }) => service.join(caller, call, hold),
      'call.decline': (caller, { call }) => done(service.decline(caller, call)),
      'call.leave': (caller, { call }) => done(service.leave(caller, call)),
      'call.invite': (caller, { call, users }) => done(service.invite(caller, call, users)),
      'call.video': (caller, { call }) => done(service.video(caller, call)),
      'call.get': ({ user }, { call }) => reading.get(user, call),
      'call.device': async ({ device }) => ({ device }),
      'call.log': ({ user }, { page, missed }) => reading.log(user, page, missed === true),
    },
    async look() {
      await membership.settled();
      await watch.look();
    },
    async close() {
      await watch.close();
      await membership.close();
    },
  };
}
