import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Histogram, type Registry } from 'prom-client';
import { Failure } from '#kernel/failure.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** `/metrics` in Prometheus' text format, for this machine itself or with the token; `more` adds those of other processes. */
export function metricsRoutes(
  app: FastifyInstance,
  registry: Registry,
  token: string,
  more: () => Promise<string> = async () => '',
): void {
  const durations = new Histogram({
    name: 'yiqi_http_request_seconds',
    help: 'Time to answer HTTP requests',
    labelNames: ['route', 'method', 'status'],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    durations.observe({ route, method: request.method, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!mayRead(request, token)) throw new Failure('access.denied');
    return reply.type(registry.contentType).send((await registry.metrics()) + (await more()));
  });
}

function mayRead(request: FastifyRequest, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== '' && given !== undefined) return sameText(given, token);
  const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return LOOPBACK.has(request.socket.remoteAddress ?? '') && !forwarded;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
