import { ApiServer } from './api/server.ts';
import { TokenVerifier } from './api/token.ts';
import { Webhooks } from './api/webhooks.ts';
import type { SfuConfig } from './config.ts';
import { describeBug } from './signal/bug.ts';
import { Captures } from './signal/captures.ts';
import { dumpRoom } from './signal/dump.ts';
import { SignalDoor } from './signal/entry.ts';
import { iceServers } from './signal/ice-servers.ts';
import type { Log } from './signal/log.ts';
import { SfuMetrics } from './signal/metrics.ts';
import type { Room } from './signal/room.ts';
import { RoomControl } from './signal/room-control.ts';
import { type RoomSetup, type RoomWatcher, reportRooms } from './signal/room-reports.ts';
import { Rooms } from './signal/rooms.ts';
import { describeRooms, type RoomStats } from './signal/stats.ts';
import { WhipDoor } from './signal/whip.ts';
import { openMediaPort } from './transport/open-media-port.ts';

export type { SfuConfig } from './config.ts';
export type { Log } from './signal/log.ts';
export type { RoomStats } from './signal/stats.ts';

/** A running media server. */
export interface Sfu {
  /** `http://host:port`; clients use it with `ws:`. */
  readonly url: string;
  readonly port: number;
  readonly udpPort: number;
  /** What is published, forwarded and lost right now. */
  stats(): RoomStats[];
  /** Makes rooms that were elsewhere before; those that are there already stay as they are. */
  adopt(rooms: readonly RoomSetup[]): void;
  /** Tells all clients that the server goes, and releases everything. Idempotent. */
  close(): Promise<void>;
}

/** One server is one process: `workers` is of no meaning here. */
export type StartConfig = Omit<SfuConfig, 'logLevel' | 'workers'> & { log: Log; watcher?: RoomWatcher };

/** Starts a media server. Rejects with the system's error when a port cannot be had. */
export async function startSfu(config: StartConfig): Promise<Sfu> {
  const { log } = config;
  const onBug = (error: unknown): void => log.error({ error: describeBug(error) }, 'a bug was caught');
  const announced = config.announced.length > 0 ? config.announced : null;
  const media = { host: config.bindMedia, port: config.udpPort, announced, onBug };
  const { port: transports, kind, warnings } = await openMediaPort(config.transport, media);
  for (const warning of warnings) log.warn({}, warning);
  const tokens = new TokenVerifier(config.keys);
  const [[key, secret] = ['', '']] = Object.entries(config.keys);
  const webhooks = new Webhooks({ urls: config.webhooks, key, secret, log });
  const report = config.watcher && reportRooms(config.watcher);
  const metrics = new SfuMetrics(() => rooms.all);
  const rooms: Rooms = new Rooms({
    transports,
    log,
    autoCreate: config.autoCreate,
    emptyTimeoutSeconds: config.emptyTimeoutSeconds,
    departureTimeoutSeconds: config.departureTimeoutSeconds,
    lastN: config.lastN,
    tell: (news) => webhooks.send(news),
    watch: (room) => {
      metrics.watch(room);
      report?.(room);
    },
    iceServers: (who, nowMs) => iceServers(config.turn, who, nowMs),
    refreshToken: (grants, key) => tokens.refresh(grants, key, Date.now()),
  });
  const stats = (): RoomStats[] => describeRooms(rooms.all);
  const captures = new Captures(rooms, config.captureFolder, log);
  const api = new ApiServer({
    tokens,
    rooms: new RoomControl(rooms),
    signal: new SignalDoor(rooms),
    whip: new WhipDoor(rooms),
    admin: { dump: (name) => described(rooms.find(name)), capture: captures },
    metricsToken: config.metricsToken,
    metrics: () => metrics.text(),
    stats,
    onBug,
  });
  const release = (): void => {
    rooms.close();
    transports.close();
    metrics.close();
  };
  try {
    const port = await api.listen(config.host, config.port);
    log.info({ transport: kind }, 'the media port is open');
    const host = config.host.includes(':') ? `[${config.host}]` : config.host;
    let closing: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      release();
      await Promise.all([api.close(), webhooks.close(), captures.close()]);
    };
    return {
      url: `http://${host}:${port}`,
      port,
      udpPort: transports.port,
      stats,
      adopt: (setups) => {
        for (const setup of setups) rooms.create(setup);
      },
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

function described(room: Room | undefined): object | null {
  return room ? dumpRoom(room) : null;
}
