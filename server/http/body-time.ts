import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** How long a request may take to arrive. */
const BODY_MS = 30_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes long bodies in, and looks itself after those that don't go on. */
    slowBody?: boolean;
  }
}

/** Ends connections whose bodies dribble in, but for routes that say `slowBody`. */
export function limitBodyTime(app: FastifyInstance, mostMs: number = BODY_MS): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (raw.complete || routeOptions.config.slowBody === true) return;
    // The connection holds its request; the timer alone is no reason to keep one.
    const arriving = new WeakRef(raw);
    const timer = setTimeout(() => endUnlessComplete(arriving.deref()), mostMs);
    timer.unref();
    raw.once('close', () => clearTimeout(timer));
  });
}

function endUnlessComplete(request: IncomingMessage | undefined): void {
  if (request?.complete === false) request.destroy();
}
