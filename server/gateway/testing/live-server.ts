import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { type Clock, systemClock } from '#kernel/clock.ts';
import { newId } from '#kernel/ids.ts';
import type { Blobs } from '#kernel/ports/blobs.ts';
import { type Log, silentLog } from '#kernel/ports/log.ts';
import type { UserId } from '#protocol/common.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import { MemoryAttempts } from '../../adapters/attempts/memory-attempts.ts';
import { MemorySmallBlobs } from '../../adapters/blob/memory-small-blobs.ts';
import { LocalBus } from '../../adapters/bus/local-bus.ts';
import { LocalSightings } from '../../adapters/presence/local-sightings.ts';
import { CAPABILITY_MIGRATIONS, createCapabilities, type Tables, type Topics } from '../../capabilities.ts';
import type { Settings } from '../../config/settings.ts';
import type { ConversationCommand } from '../../conversations/api.ts';
import type { CheckingOptions } from '../../files/checking.ts';
import { createHttpApp } from '../../http/app.ts';
import type { MediaEngineOptions } from '../../meetings/api.ts';
import type { PushService } from '../../push/ports.ts';
import { openTestDatabase } from '../../testing/test-database.ts';
import type { CommandHandlers, GatewayLimits } from '../api.ts';
import { createGateway } from '../gateway.ts';

export interface LiveServerOptions {
  /** Kept by whoever gave it; without one, a folder of its own that goes with the server. */
  folder?: string;
  port?: number;
  /** The database is not on the disk. */
  inMemory?: boolean;
  limits?: Partial<GatewayLimits>;
  /** The setting `one_session_per_class`. */
  onePerClass?: boolean;
  /** Where files are kept; in memory unless told. */
  fileBlobs?: Blobs;
  /** Who looks into files; nobody unless told. */
  fileChecking?: CheckingOptions;
  fileSettings?: Partial<Pick<Settings, 'file_largest_mb' | 'file_person_mb' | 'file_total_mb'>>;
  /** How devices are pushed to. */
  pushService?: PushService;
  clock?: Clock;
  log?: Log;
  /** Where calls have their sound and pictures; nowhere unless told. */
  media?: MediaEngineOptions;
  /** How often calls are looked after. */
  callsEveryMs?: number;
  /** Carries what is told. */
  bus?: LocalBus<Topics>;
  /** Replaces commands, to see what the gateway makes of what they do. */
  commands?: Partial<CommandHandlers>;
}

export type LiveServer = Awaited<ReturnType<typeof startLiveServer>>;

/** Accounts, conversations and the gateway on a real database and a real port of this machine. */
export async function startLiveServer(options: LiveServerOptions = {}) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'yiqi-live-'));
  const clock = options.clock ?? systemClock;
  const log = options.log ?? silentLog;
  const database = await openTestDatabase<Tables>({
    file: options.inMemory ? ':memory:' : join(folder, 'yiqi.sqlite'),
    migrations: CAPABILITY_MIGRATIONS,
    log,
  });
  const bus = options.bus ?? new LocalBus<Topics>(log);
  const registry = new Registry();
  const capabilities = await createCapabilities({
    database,
    bus,
    clock,
    log,
    attempts: new MemoryAttempts(),
    blobs: new MemorySmallBlobs(),
    stickerBlobs: new MemorySmallBlobs(),
    ...(options.fileBlobs === undefined ? {} : { fileBlobs: options.fileBlobs }),
    ...(options.fileChecking === undefined ? {} : { fileChecking: options.fileChecking }),
    sightings: new LocalSightings(),
    dataFolder: folder,
    settings: {
      registration: 'open',
      edit_hours: 24,
      recall_hours: 24,
      link_previews: false,
      one_session_per_class: options.onePerClass ?? false,
      ...options.fileSettings,
    },
    ...(options.pushService === undefined ? {} : { pushService: options.pushService }),
    registry,
    hashing: { memoryKiB: 64, passes: 1, threads: 1 },
    ...(options.media === undefined ? {} : { media: options.media }),
    ...(options.callsEveryMs === undefined ? {} : { callsEveryMs: options.callsEveryMs }),
  });
  const { identity, conversations, attendance } = capabilities;
  const gateway = createGateway({
    identity,
    conversations,
    commands: { ...capabilities.commands, ...options.commands },
    attendance,
    bus,
    clock,
    log,
    registry,
    limits: { writes: 1e6, commands: 1e6, ...options.limits },
  });
  const app = await createHttpApp({
    version: 'test',
    trustProxy: false,
    metricsToken: '',
    webFolder: join(folder, 'no-web'),
    registry,
    checks: {},
    draining: () => false,
    log,
    passOn: () => false,
    routes: async (routes) => {
      await routes.register(identity.routes);
      await routes.register(capabilities.stickers.routes);
      await routes.register(capabilities.files.routes);
      await routes.register(capabilities.push.routes);
      await routes.register(capabilities.directory.routes);
      await routes.register(capabilities.plans.routes);
    },
  });
  app.server.on('upgrade', (request, socket, head) => gateway.handleUpgrade(request, socket, head));
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    folder,
    port,
    origin: `http://127.0.0.1:${port}`,
    bus,
    gateway,
    identity,
    conversations,
    commands: capabilities.commands,
    stickers: capabilities.stickers,
    files: capabilities.files,
    search: capabilities.search,
    calls: capabilities.calls,
    jobs: capabilities.jobs,
    registry,
    database,
    /** Carries a command out for somebody without their connection: what is true on the server. */
    as<Name extends ConversationCommand>(user: UserId, name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
      const caller = { user, device: newId('d'), role: 'member', expiresAt: Number.MAX_SAFE_INTEGER } as const;
      return conversations.commands[name](caller, params);
    },
    /** `keep`: the folder stays, for a server that goes on with it. */
    async stop({ keep = options.folder !== undefined } = {}) {
      await gateway.close();
      await app.close();
      await capabilities.close();
      await bus.close();
      await database.close();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}
