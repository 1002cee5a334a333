import { TokenVerifier } from '../api/token.ts';
import type { SfuConfig } from '../config.ts';
import { startSfu } from '../index.ts';
import { describeBug } from '../signal/bug.ts';
import type { Log } from '../signal/log.ts';
import type { RoomSetup, RoomWatcher } from '../signal/room-reports.ts';
import { Front } from './front.ts';
import { WorkerPool } from './pool.ts';
import { workerCount } from './worker-count.ts';

/** A running media server of one process or of several. */
export interface MediaServer {
  /** `http://host:port`; clients use it with `ws:`. */
  readonly url: string;
  readonly port: number;
  /** One a worker. */
  readonly udpPorts: readonly number[];
  /** Only for a server that is itself a worker. */
  adopt(rooms: readonly RoomSetup[]): void;
  /** Tells all clients that the server goes, and releases everything. Idempotent. */
  close(): Promise<void>;
}

/** Starts a media server with as many workers as the configuration calls for. Rejects with the system's error or a plain line. */
export async function startMediaServer(config: SfuConfig, log: Log, watcher?: RoomWatcher): Promise<MediaServer> {
  const count = workerCount(config.workers);
  if (count > 1) return await startWorkers(config, count, log);
  const sfu = await startSfu({ ...config, log, ...(watcher && { watcher }) });
  const { url, port, udpPort } = sfu;
  return { url, port, udpPorts: [udpPort], adopt: (rooms) => sfu.adopt(rooms), close: () => sfu.close() };
}

async function startWorkers(config: SfuConfig, count: number, log: Log): Promise<MediaServer> {
  const pool = new WorkerPool(config, count, log);
  const onBug = (error: unknown): void => log.error({ error: describeBug(error) }, 'a bug was caught');
  const tokens = new TokenVerifier(config.keys);
  const front = new Front({ tokens, pool, metricsToken: config.metricsToken, onBug });
  const port = await front.listen(config.host, config.port);
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await pool.stop();
    await front.close();
  };
  try {
    await pool.start();
  } catch (error) {
    await close();
    throw error;
  }
  log.info({ workers: count, ports: pool.udpPorts }, 'rooms are spread over workers');
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    port,
    udpPorts: pool.udpPorts,
    adopt: () => {},
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
