import type { Registry } from 'prom-client';
import type { Clock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import { MemoryBlobs } from './adapters/blob/memory-blobs.ts';
import { jobMigrations, scheduledJobMigrations } from './adapters/jobs/migrations.ts';
import { SqlJobs } from './adapters/jobs/sql-jobs.ts';
import type { JobTables } from './adapters/jobs/tables.ts';
import { PushServices } from './adapters/push/push-services.ts';
import { WebPush } from './adapters/push/web-push.ts';
import { InlineIndex } from './adapters/search/inline-index.ts';
import { type Database, viewOf } from './adapters/sql/database.ts';
import { callMigrations } from './calls/migrations.ts';
import { createCalls } from './calls/module.ts';
import type { CallTables } from './calls/tables.ts';
import type { Settings } from './config/settings.ts';
import type { ConversationTopics } from './conversations/api.ts';
import { conversationMigrations } from './conversations/migrations.ts';
import { createConversations } from './conversations/module.ts';
import type { ConversationTables } from './conversations/tables.ts';
import type { DirectoryTopics } from './directory/api.ts';
import { directoryMigrations } from './directory/migrations.ts';
import { createDirectory } from './directory/module.ts';
import type { DirectoryTables } from './directory/tables.ts';
import type { CheckingOptions } from './files/checking.ts';
import { fileMigrations } from './files/migrations.ts';
import { createFiles } from './files/module.ts';
import type { FileTables } from './files/tables.ts';
import type { CommandHandlers } from './gateway/api.ts';
import { type IdentityTopics, SecretFiles } from './identity/api.ts';
import { identityMigrations } from './identity/migrations.ts';
import { createIdentity, type IdentityOptions } from './identity/module.ts';
import type { IdentityTables } from './identity/tables.ts';
import { jobMetrics } from './jobs/metrics.ts';
import { jobCommands } from './jobs/module.ts';
import type { MediaEngineOptions } from './meetings/api.ts';
import { chatGate } from './meetings/chat/gate.ts';
import { guestsSee } from './meetings/chat/guest-files.ts';
import { withGuests } from './meetings/chat/guests.ts';
import { meetingChatMigrations } from './meetings/chat/migrations.ts';
import type { ChatTables } from './meetings/chat/tables.ts';
import { meetingMigrations } from './meetings/migrations.ts';
import { planningMigrations } from './meetings/planning/migrations.ts';
import { createPlanning } from './meetings/planning/module.ts';
import type { PlanningTables } from './meetings/planning/tables.ts';
import type { MeetingTables } from './meetings/tables.ts';
import type { Attendance, PresenceTopics } from './presence/api.ts';
import { presenceMigrations } from './presence/migrations.ts';
import { createPresence } from './presence/module.ts';
import type { Sightings } from './presence/ports.ts';
import type { PresenceTables } from './presence/tables.ts';
import { createPreviews } from './previews/module.ts';
import { pushMigrations } from './push/migrations.ts';
import { createPush, type PushModule, type PushTopics } from './push/module.ts';
import type { AppPushes, PushService, WebPushService } from './push/ports.ts';
import type { PushTables } from './push/tables.ts';
import { createSearch } from './search/module.ts';
import type { SearchIndex } from './search/ports.ts';
import { stickerMigrations } from './stickers/migrations.ts';
import { createStickers } from './stickers/module.ts';
import type { StickerTables } from './stickers/tables.ts';

export type Tables = IdentityTables &
  FileTables &
  JobTables &
  PushTables &
  CallTables &
  MeetingTables &
  PlanningTables &
  ChatTables &
  StickerTables &
  ConversationTables &
  PresenceTables &
  DirectoryTables;
export type Topics = IdentityTopics &
  ConversationTopics &
  PresenceTopics &
  DirectoryTopics &
  PushTopics & {
    /** There are jobs that another process put. */
    jobs: Record<string, never>;
  };
export const CAPABILITY_MIGRATIONS = {
  ...identityMigrations,
  ...conversationMigrations,
  ...presenceMigrations,
  ...directoryMigrations,
  ...stickerMigrations,
  ...fileMigrations,
  ...callMigrations,
  ...meetingMigrations,
  ...planningMigrations,
  ...meetingChatMigrations,
  ...jobMigrations,
  ...scheduledJobMigrations,
  ...pushMigrations,
};

const HOUR_MS = 3_600_000;
const MIB = 1024 * 1024;

export interface CapabilityOptions {
  /** With `CAPABILITY_MIGRATIONS`. */
  database: Database<Tables>;
  bus: Bus<Topics>;
  attempts: Attempts;
  blobs: SmallBlobs;
  /** Those of stickers; together with the others unless told. */
  stickerBlobs?: SmallBlobs;
  /** The files that people send; in memory unless told. */
  fileBlobs?: Blobs;
  /** Who looks into them before they are sent; nobody unless told. */
  fileChecking?: CheckingOptions;
  sightings: Sightings;
  /** The search index for the logs of this epoch; in memory unless told. */
  searchIndex?: (epoch: string) => SearchIndex;
  dataFolder: string;
  settings: Pick<Settings, 'registration' | 'edit_hours' | 'recall_hours' | 'link_previews'> &
    Partial<
      Pick<Settings, 'one_session_per_class' | 'push_contact' | 'file_largest_mb' | 'file_person_mb' | 'file_total_mb'>
    >;
  /** Cheaper hashes, for tests. */
  hashing?: IdentityOptions['hashing'];
  /** Where calls have their sound and pictures; nowhere unless told. */
  media?: MediaEngineOptions;
  /** How often calls are looked after; each second, unless said. */
  callsEveryMs?: number;
  /** How devices are pushed to; by Web Push, and by `appPushes`, unless told. */
  pushService?: PushService;
  /** How apps are pushed to; not at all unless told. */
  appPushes?: AppPushes;
  /** Other processes may use the database too. */
  sharedDatabase?: boolean;
  /** Other processes do, and hear what is told on the bus. */
  several?: boolean;
  /** This process leaves jobs to others. */
  leavesJobs?: boolean;
  /** Whether this process is the one that does what one of several should, for now; always, unless told. */
  onDuty?: (name: string) => Promise<boolean>;
  /** Where figures about jobs go. */
  registry?: Registry;
  clock: Clock;
  log: Log;
}

const NO_MEDIA: MediaEngineOptions = { apiUrl: () => undefined, publicUrl: '/', key: '', secret: '' };

export type Capabilities = Awaited<ReturnType<typeof createCapabilities>>;

/** The modules that answer the commands of the WebSocket, put together over their ports. */
export async function createCapabilities(options: CapabilityOptions) {
  const {
    database,
    bus,
    attempts,
    blobs,
    stickerBlobs = blobs,
    sightings,
    dataFolder,
    settings,
    hashing,
    clock,
    log,
  } = options;
  const common = { clock, log, attempts, bus };
  const jobs = new SqlJobs({
    database: viewOf(database),
    clock,
    log,
    alone: options.sharedDatabase !== true,
    ...(options.several ? { wakeOthers: () => bus.publish('jobs', {}) } : {}),
    ...(options.registry === undefined ? {} : { tell: jobMetrics(options.registry, () => jobs.counts()) }),
  });
  const identity = await createIdentity({
    ...common,
    database: viewOf(database),
    dataFolder,
    blobs,
    registration: settings.registration,
    onePerClass: settings.one_session_per_class ?? false,
    ...(hashing === undefined ? {} : { hashing }),
  });
  // Who is told of as an author may be a guest of a meeting.
  const named = { people: withGuests(identity, database.read), among: identity.among };
  const directory = createDirectory({ ...common, database: viewOf(database), identity, named });
  const stickers = createStickers({ ...common, database: viewOf(database), blobs: stickerBlobs, identity, jobs });
  const previews = createPreviews({ on: settings.link_previews, clock });
  const files = createFiles({
    ...common,
    database: viewOf(database),
    blobs: options.fileBlobs ?? new MemoryBlobs(),
    ...(options.fileChecking === undefined ? {} : { checking: options.fileChecking }),
    identity,
    dataFolder,
    seen: (user, conversation, seqs) => conversations.seen(user, conversation, seqs),
    guestSees: guestsSee(database.read, () => conversations.meetingChats),
    jobs,
    several: options.several === true,
    limits: {
      largest: (settings.file_largest_mb ?? 0) * MIB,
      mine: (settings.file_person_mb ?? 0) * MIB,
      all: (settings.file_total_mb ?? 0) * MIB,
    },
  });
  let push: PushModule | undefined;
  const conversations = await createConversations({
    ...common,
    database: viewOf(database),
    identity: named,
    gate: chatGate,
    online: async (users) => new Set((await sightings.of(users)).keys()),
    stickers,
    files: files.source,
    blobs,
    jobs,
    witness: async (within, told) => push?.saw(within, told),
    withholds: async (reader, from, to) => !(await directory.mayReach(from, to, reader)),
    policy: { editMs: settings.edit_hours * HOUR_MS, recallMs: settings.recall_hours * HOUR_MS },
  });
  const presence = createPresence({
    ...common,
    database: viewOf(database),
    identity,
    directory,
    conversations,
    sightings,
  });
  const calls = createCalls({
    ...common,
    database: viewOf(database),
    identity,
    directory,
    conversations,
    media: options.media ?? NO_MEDIA,
    ...(options.callsEveryMs === undefined ? {} : { lookEveryMs: options.callsEveryMs }),
    ...(options.onDuty === undefined ? {} : { onDuty: options.onDuty }),
  });
  const secrets = new SecretFiles(dataFolder);
  push = await createPush({
    ...common,
    database: viewOf(database),
    jobs,
    service: options.pushService ?? new PushServices(webPush(secrets, settings.push_contact, clock), options.appPushes),
    secret: secrets.readOrMake('push-passes'),
    conversations,
    decline: (caller, params) => calls.commands['call.decline'](caller, params),
    identity,
    sightings,
  });
  const plans = createPlanning({
    ...common,
    database: viewOf(database),
    identity,
    directory,
    conversations,
    jobs,
    push,
  });
  const search = createSearch({
    ...common,
    source: conversations.searchable,
    identity: named,
    findPeople: async (caller, query) => (await directory.commands['people.search'](caller, { query })).people,
    index: options.searchIndex?.(conversations.epoch) ?? new InlineIndex(undefined, conversations.epoch),
  });
  const commands: CommandHandlers = {
    ...conversations.commands,
    ...directory.commands,
    ...presence.commands,
    ...stickers.commands,
    ...previews.commands,
    ...files.commands,
    ...search.commands,
    ...calls.commands,
    ...plans.commands,
    ...jobCommands(jobs, identity),
    ...push.commands,
  };
  await files.start();
  await stickers.start();
  bus.subscribe('jobs', () => jobs.wake());
  bus.onLoss(() => jobs.wake());
  if (options.leavesJobs !== true) await jobs.start();
  return {
    identity,
    jobs,
    push,
    directory,
    conversations,
    presence,
    stickers,
    files,
    search,
    calls,
    plans,
    /** What the gateway tells of its connections, to all who ask. */
    attendance: {
      arrived: (seat, caller) => presence.arrived(seat, caller),
      silent: (seat) => presence.silent(seat),
      heard: (seat) => presence.heard(seat),
      left: (seat) => {
        presence.left(seat);
        conversations.left(seat);
      },
    } satisfies Attendance,
    commands,
    async close(): Promise<void> {
      await jobs.close();
      await push.close();
      await calls.close();
      await search.close();
      await stickers.close();
      await presence.close();
      await conversations.close();
      await files.close();
      await identity.close();
    },
  };
}

/** The key is made at the first start and kept: with another one, no device takes anything any more. */
function webPush(secrets: SecretFiles, subject: string | undefined, clock: Clock): WebPushService {
  const secret = secrets.readOrMake('web-push');
  return new WebPush({ secret, subject: subject ?? 'mailto:yiqi@example.org', clock });
}
