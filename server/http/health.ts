import type { FastifyInstance } from 'fastify';

/** A part that must work before this process takes work. Resolves to whether it does; never throws. */
export type ReadyCheck = () => Promise<boolean>;

interface Options {
  checks: Readonly<Record<string, ReadyCheck>>;
  /** Whether the process is ending and wants no new work. */
  draining(): boolean;
}

/** `/healthz`: the process runs. `/readyz`: it can take work; told part by part. */
export function healthRoutes(app: FastifyInstance, { checks, draining }: Options): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ ok: true }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const parts = await Promise.all(
      Object.entries(checks).map(async ([name, check]): Promise<[string, boolean]> => [name, await check()]),
    );
    const ok = !draining() && parts.every(([, works]) => works);
    return reply.status(ok ? 200 : 503).send({ ok, draining: draining(), ...Object.fromEntries(parts) });
  });
}
