import type { FastifyInstance } from 'fastify';
import { Gauge, type Registry } from 'prom-client';

/** A part that must work before this process takes work. Resolves to whether it does; never throws. */
export type ReadyCheck = () => Promise<boolean>;

interface Options {
  registry: Registry;
  checks: Readonly<Record<string, ReadyCheck>>;
  /** Parts that are told of, and that it can do without. */
  tells?: Readonly<Record<string, ReadyCheck>>;
  /** Whether the process is ending and wants no new work. */
  draining(): boolean;
}

/** `/healthz`: the process runs. `/readyz`: it can take work; told part by part, and to those who draw curves by `yiqi_part_works`. */
export function healthRoutes(app: FastifyInstance, { registry, checks, tells = {}, draining }: Options): void {
  partsGauge(registry, { ...checks, ...tells });
  app.get('/healthz', { schema: { hide: true } }, async () => ({ ok: true }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const [parts, told] = await Promise.all([askAll(checks), askAll(tells)]);
    const ok = !draining() && parts.every(([, works]) => works);
    return reply.status(ok ? 200 : 503).send({ ok, draining: draining(), ...Object.fromEntries([...parts, ...told]) });
  });
}

/** Asks all parts whenever figures are read. */
export function partsGauge(registry: Registry, parts: Readonly<Record<string, ReadyCheck>>): void {
  new Gauge({
    name: 'yiqi_part_works',
    help: 'Whether a part that this process leans on answers: 1 or 0',
    labelNames: ['part'],
    registers: [registry],
    async collect() {
      for (const [part, works] of await askAll(parts)) this.set({ part }, works ? 1 : 0);
    },
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
