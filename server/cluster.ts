import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Lock } from '#kernel/ports/locks.ts';
import type { Log } from '#kernel/ports/log.ts';
import { MemoryAttempts } from './adapters/attempts/memory-attempts.ts';
import { LocalBus } from './adapters/bus/local-bus.ts';
import { ClusterBus } from './adapters/cluster/cluster-bus.ts';
import { Peers } from './adapters/cluster/peers.ts';
import { sharedSecret } from './adapters/cluster/secrets.ts';
import { LocalSightings } from './adapters/presence/local-sightings.ts';
import { MirroredSightings, type SightingTopics } from './adapters/presence/mirrored-sightings.ts';
import { RedisAttempts } from './adapters/redis/redis-attempts.ts';
import { RedisLink } from './adapters/redis/redis-link.ts';
import { RedisLocks } from './adapters/redis/redis-locks.ts';
import { type Database, viewOf } from './adapters/sql/database.ts';
import type { Topics as CapabilityTopics } from './capabilities.ts';
import type { Settings } from './config/settings.ts';
import { epochOf } from './conversations/store.ts';
import type { DataFolder } from './data-folder.ts';
import { SecretFiles } from './identity/api.ts';
import type { Tables } from './main-database.ts';
import type { MeetingTopics } from './meetings/news.ts';
import type { Sightings } from './presence/ports.ts';
import { keptSecret } from './secrets.ts';

export type ClusterTopics = CapabilityTopics & MeetingTopics & SightingTopics;

/** What joins this process with others, or stands in for them when it is alone. */
export interface Cluster {
  readonly several: boolean;
  readonly bus: Bus<ClusterTopics>;
  readonly attempts: Attempts;
  readonly sightings: Sightings;
  /** Whether this process is the one that does what one process at a time should, for now. Never rejects. */
  onDuty(name: string): Promise<boolean>;
  /** The port of the media engine that the processes of this machine use; undefined: the own one's. */
  mediaPort: (() => number | undefined) | undefined;
  /** Whether Redis works; undefined: there is none. */
  redisWorks: (() => boolean) | undefined;
  close(): Promise<void>;
}

interface ClusterOptions {
  settings: Pick<Settings, 'redis_url'>;
  database: Database<Tables>;
  /** Where the own media engine answers; undefined: there is none, or it is down. */
  ownMediaPort: () => number | undefined;
  clock: Clock;
  log: Log;
}

/** Worth nothing when it comes late. */
const FLEETING = ['typing', 'board-cursor'];

/** Joins the other processes on the database. From here on nothing is missed that they tell. */
export async function joinCluster(options: ClusterOptions): Promise<Cluster> {
  return options.settings.redis_url === '' ? alone(options.log) : joined(options);
}

function alone(log: Log): Cluster {
  const bus = new LocalBus<ClusterTopics>(log);
  return {
    several: false,
    bus,
    attempts: new MemoryAttempts(),
    sightings: new LocalSightings(),
    onDuty: async () => true,
    mediaPort: undefined,
    redisWorks: undefined,
    close: () => bus.close(),
  };
}

async function joined({ settings, database, ownMediaPort, clock, log: parent }: ClusterOptions): Promise<Cluster> {
  const log = parent.child({ part: 'cluster' });
  const prefix = `yiqi:${await epochOf(viewOf(database).read)}:`;
  const link = new RedisLink({ url: settings.redis_url, prefix, log });
  const peers = new Peers({ database: viewOf(database), clock, log, mediaPort: ownMediaPort });
  const bus = new ClusterBus<ClusterTopics>({
    own: new LocalBus<ClusterTopics>(log),
    carrier: link,
    peers,
    log,
    fleeting: FLEETING,
  });
  await link.start();
  await peers.start();
  const sightings = new MirroredSightings({
    bus,
    peers: {
      id: peers.id,
      onArrived: (listener) => peers.on('arrived', listener),
      onGone: (listener) => peers.on('gone', listener),
    },
  });
  const duties = new Duties(new RedisLocks(link));
  return {
    several: true,
    bus,
    attempts: new RedisAttempts(link, new MemoryAttempts()),
    sightings,
    onDuty: (name) => duties.has(name),
    mediaPort: () => peers.mediaPort,
    redisWorks: () => link.up,
    async close() {
      await duties.close();
      sightings.close();
      await bus.close();
      await peers.close();
      await link.close();
    },
  };
}

/** Who is on duty stays so while they ask at least this often. */
const DUTY_MS = 10_000;

/**
 * What one process at a time should do, though nothing breaks when two do: who asks first is on duty until it asks no more.
 * While Redis is away all are.
 */
class Duties {
  readonly #locks: RedisLocks;
  readonly #held = new Map<string, Lock>();

  constructor(locks: RedisLocks) {
    this.#locks = locks;
  }

  async has(name: string): Promise<boolean> {
    try {
      if (await this.#held.get(name)?.keep(DUTY_MS)) return true;
      this.#held.delete(name);
      const lock = await this.#locks.take(name, DUTY_MS);
      if (lock !== undefined) this.#held.set(name, lock);
      return lock !== undefined;
    } catch {
      return true;
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#held.values()].map((lock) => lock.release()));
  }
}

/** Secrets that every process on a database must have alike, as files of the data folder's `keys`. */
const SHARED = ['signing-key', 'file-links', 'push-passes', 'web-push', 'owner-invite'];
const MEDIA_SECRET = 'media-secret';

/** Makes the data folder's secrets those of all processes on the database: the first one's. */
export async function shareSecrets(database: Database<Tables>, data: DataFolder): Promise<void> {
  const own = new SecretFiles(data.path);
  const files = SHARED.map((name) => [name, data.file(join('keys', name)), own.readOrMake(name)] as const);
  const media = data.file(MEDIA_SECRET);
  for (const [name, file, offered] of [...files, [MEDIA_SECRET, media, keptSecret(media)] as const]) {
    const shared = await sharedSecret(viewOf(database), name, offered);
    if (shared !== offered) writeFileSync(file, `${shared}\n`, { mode: 0o600 });
  }
}
