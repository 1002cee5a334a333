import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Failure } from '#kernel/failure.ts';
import { languageOf } from './language.ts';
import { withWebAssembly } from './security-headers.ts';

/** Served by other parts; an unknown path below them is an error and never the web client's page. */
const NOT_PAGES = /^\/(api|ws|rtc|twirp|whip|assets|healthz|readyz|metrics)(\/|$|\?)/;
/** Workers that compile WebAssembly, by the name of their file: a worker has the policy of its own script. */
const WASM_WORKERS = /\/assets\/wasm-worker-[\w-]+\.js$/;
const ONE_YEAR_MS = 365 * 24 * 3600 * 1000;

/** The built web client in `folder`. Hashed assets are kept for a year; the page itself is always asked for. */
export async function serveWebClient(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(`${folder}/index.html`);
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      index: 'index.html',
      cacheControl: false,
      preCompressed: true,
      setHeaders(reply, found) {
        const path = found.replace(/\.(br|gz)$/, '');
        const hashed = path.includes('/assets/');
        reply.header('cache-control', hashed ? `public, max-age=${ONE_YEAR_MS / 1000}, immutable` : 'no-cache');
        if (WASM_WORKERS.test(path)) {
          reply.header('content-security-policy', withWebAssembly(reply.getHeader('content-security-policy')));
        }
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !NOT_PAGES.test(request.url) && built;
    if (page) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    const failure = new Failure('request.unknown');
    return reply.status(failure.status).send(failure.body(languageOf(request.headers['accept-language'])));
  });
}
