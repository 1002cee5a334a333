import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { type Clock, systemClock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import { readMediaMetrics } from './adapters/media/metrics.ts';
import { isMediaPath, proxyRequest, proxyUpgrade } from './adapters/media/proxy.ts';
import { followCertificate } from './adapters/tls/renewal.ts';
import { joinCluster, shareSecrets } from './cluster.ts';
import type { Settings } from './config/settings.ts';
import { openDataFolder } from './data-folder.ts';
import type { Gateway } from './gateway/api.ts';
import { createHttpApp } from './http/app.ts';
import { assertFree, listen } from './listen.ts';
import { DATABASE_FILE, openMainDatabase } from './main-database.ts';
import { type MediaEngine, sharedEngine, startMediaEngine } from './media-engine.ts';
import { createModules } from './modules.ts';
import { originsOf, tlsOf } from './origins.ts';

export interface RunningServer {
  /** Where it is reached, the address to show first. */
  readonly origins: readonly string[];
  /** The link that makes the first account the owner, while there is no account. */
  readonly ownerLink: string | undefined;
  /** Resolves when meetings work; rejects with one plain line when the media server cannot start. */
  readonly mediaStarted: Promise<void>;
  /** Tells everybody, finishes what is under way, and lets go of everything. */
  close(): Promise<void>;
}

export interface ComposeOptions {
  settings: Settings;
  version: string;
  log: Log;
  clock?: Clock;
}

type Closer = () => Promise<void> | void;

const WEB_FOLDER = fileURLToPath(new URL('../dist/web', import.meta.url));

/**
 * Puts the whole server together and listens.
 *
 * @throws StartError in one line, when the port is used, the data folder cannot be written, …
 */
export async function startServer(options: ComposeOptions): Promise<RunningServer> {
  const closers: Closer[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await compose({ clock: systemClock, ...options }, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function compose(
  { settings, version, log, clock }: Required<ComposeOptions>,
  closers: Closer[],
): Promise<Omit<RunningServer, 'close'>> {
  await assertFree(settings);
  const shared = settings.database_url !== '';
  const roles = new Set(settings.roles.split(','));
  const data = openDataFolder(settings.data, shared);
  closers.push(() => data.release());
  const database = await openMainDatabase(settings, data.file(DATABASE_FILE), log);
  closers.push(() => database.close());
  if (shared) await shareSecrets(database, data);
  const tls = await tlsOf(settings, data, clock.now());
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const ownMedia = startMediaEngine(settings, data, log.child({ part: 'media' }), roles.has('media'));
  closers.push(() => ownMedia.stop());
  const cluster = await joinCluster({ settings, database, ownMediaPort: ownMedia.proxyPort, clock, log });
  closers.push(() => cluster.close());
  const media = cluster.mediaPort === undefined ? ownMedia : sharedEngine(ownMedia, cluster.mediaPort);
  const modules = await createModules({ settings, data, database, cluster, roles, media, registry, clock, log });
  closers.push(() => modules.close());
  const { redisWorks } = cluster;
  const mediaWorks = async () => media.apiUrl() !== undefined;
  let draining = false;
  const app = await createHttpApp({
    version,
    tls,
    trustProxy: settings.trust_proxy,
    metricsToken: settings.metrics_token,
    moreMetrics: () => readMediaMetrics(media.proxyPort()),
    mediaOrigin: settings.livekit_url || undefined,
    webFolder: WEB_FOLDER,
    registry,
    checks: { database: modules.databaseWorks, ...(cluster.several ? {} : { media: mediaWorks }) },
    // People are served without them, though not with everything.
    tells: {
      ...(redisWorks && { redis: async () => redisWorks() }),
      ...(cluster.several && { media: mediaWorks }),
      ...(modules.filesWork && { files: () => modules.filesWork?.() ?? Promise.resolve(true) }),
    },
    draining: () => draining,
    log,
    passOn: (request, response) => passOn(request, media, () => proxyRequest(request, response, media.proxyPort())),
    routes: roles.has('web') ? modules.routes : async () => {},
  });
  if (tls !== undefined) {
    const read = () => tlsOf(settings, data, clock.now());
    closers.push(followCertificate({ server: app.server, certificate: tls, read, log }));
  }
  if (roles.has('web')) routeUpgrades(app, modules.gateway, media);
  closers.push(() => app.close());
  closers.push(() => modules.gateway.close());
  closers.push(async () => {
    draining = true;
    await new Promise((resolve) => setTimeout(resolve, settings.drain_seconds * 1000));
  });
  await listen(app, settings);
  const { port } = app.server.address() as AddressInfo;
  const origins = originsOf(settings, port, tls !== undefined);
  const invite = modules.ownerInvite();
  return {
    origins,
    ownerLink: invite === undefined ? undefined : `${origins[0]}/register?invite=${invite}`,
    mediaStarted: ownMedia.started,
  };
}

/** Does `act` for what the embedded media server answers on this port. */
function passOn(request: IncomingMessage, media: MediaEngine, act: () => void): boolean {
  const passes = media.publicUrl === '/' && isMediaPath(request.url);
  if (passes) act();
  return passes;
}

function routeUpgrades(app: FastifyInstance, gateway: Gateway, media: MediaEngine): void {
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (passOn(request, media, () => proxyUpgrade(request, socket, head, media.proxyPort()))) return;
    if (/^\/ws(\?|$)/.test(request.url ?? '')) gateway.handleUpgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
  });
}
