import type { FastifyInstance } from 'fastify';

/** A part that must work before this process takes work. Resolves to whether it does; never throws. */
export type ReadyCheck = () => Promise<boolean>;

interface Options {
  checks: Readonly<Record<string, ReadyCheck>>;
  /** Parts that are told of, and that it can do without. */
  tells?: Readonly<Record<string, ReadyCheck>>;
  /** Whether the process is ending and wants no new work. */
  draining(): boolean;
}

/** `/healthz`: the process runs. `/readyz`: it can take work; told part by part. */
export function healthRoutes(app: FastifyInstance, { checks, tells = {}, draining }: Options): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ ok: true }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const [parts, told] = await Promise.all([askAll(checks), askAll(tells)]);
    const ok = !draining() && parts.every(([, works]) => works);
    return reply.status(ok ? 200 : 503).send({ ok, draining: draining(), ...Object.fromEntries([...parts, ...told]) });
  });
}

/** A part that says nothing for so long does not work. */
const ANSWER_MS = 2_000;

function askAll(checks: Readonly<Record<string, ReadyCheck>>): Promise<[string, boolean][]> {
  return Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<[string, boolean]> => {
      const late = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => late.resolve(false), ANSWER_MS);
      const works = await Promise.race([check(), late.promise]);
      clearTimeout(timer);
      return [name, works];
    }),
  );
}
