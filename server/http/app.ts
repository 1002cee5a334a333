import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Log } from '#kernel/ports/log.ts';
import { limitBodyTime } from './body-time.ts';
import { answerFailures, failureAnswer } from './errors.ts';
import { healthRoutes, type ReadyCheck } from './health.ts';
import { metricsRoutes } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { serveWebClient } from './web-client.ts';

export interface HttpOptions {
  version: string;
  tls?: { cert: string; key: string } | undefined;
  /** Whether a reverse proxy is in front: of addresses it names, the last counts. */
  trustProxy: boolean;
  metricsToken: string;
  /** Figures of other processes, in Prometheus' text format. */
  moreMetrics?: () => Promise<string>;
  mediaOrigin?: string | undefined;
  /** Folder of the built web client; missing in tests of the API alone. */
  webFolder: string;
  registry: Registry;
  checks: Readonly<Record<string, ReadyCheck>>;
  /** Parts that it can do without. */
  tells?: Readonly<Record<string, ReadyCheck>>;
  draining(): boolean;
  log: Log;
  /** Looks at every request first: true when it has answered, or will. For what other processes serve on this port. */
  passOn(request: IncomingMessage, response: ServerResponse): boolean;
  /** Adds the modules' routes. */
  routes(app: FastifyInstance): Promise<void>;
}

/** Media clients put their whole offer, base64, into the address of the signalling socket. */
const HEADER_BYTES = 128 * 1024;

/** JSON bodies are small here: files travel by their own routes. */
const BODY_BYTES = 64 * 1024;

/** The HTTP side: modules' routes under `/api/v1`, the web client, health, metrics and the API's description. */
export async function createHttpApp(options: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({
    serverFactory: (handler) => createServer(options, handler),
    // One proxy: what it says itself. What it was told by who came before is anybody's word.
    trustProxy: options.trustProxy && ((_address: string, hop: number) => hop === 0),
    bodyLimit: BODY_BYTES,
    forceCloseConnections: true,
    logger: false,
    frameworkErrors: failureAnswer(options.log),
    // Nothing is guessed from strings, and what a schema doesn't know is refused.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, strict: false } },
  });
  answerFailures(app, options.log);
  limitBodyTime(app);
  await setSecurityHeaders(app, { secure: options.tls !== undefined, mediaOrigin: options.mediaOrigin });
  metricsRoutes(app, options.registry, options.metricsToken, options.moreMetrics);
  await describeApi(app, options.version);
  healthRoutes(app, options);
  await options.routes(app);
  await serveWebClient(app, options.webFolder);
  return app;
}

/**
 * Longer than proxies keep theirs, nginx for 60 s and HAProxy for 75 s: whoever ends an idle connection first is in the
 * way of a request that the other one is just sending.
 */
const KEEP_ALIVE_MS = 90_000;

/** Fastify sets nothing of a server that it did not make itself. */
function createServer(options: HttpOptions, handler: RequestListener): Server {
  const server = listeningServer(options, handler);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Of bodies: see `limitBodyTime`.
  server.requestTimeout = 0;
  return server;
}

function listeningServer({ tls, passOn }: HttpOptions, handler: RequestListener): Server {
  const listener: RequestListener = (request, response) => {
    if (!passOn(request, response)) handler(request, response);
  };
  const options = { maxHeaderSize: HEADER_BYTES };
  if (!tls) return createHttpServer(options, listener);
  return createHttpsServer({ ...options, ...tls, minVersion: 'TLSv1.2' }, listener);
}
