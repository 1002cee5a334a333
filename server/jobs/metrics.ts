import { Counter, Gauge, type Registry } from 'prom-client';
import type { JobKeeping } from '#kernel/ports/jobs.ts';

/** [JB10] Kinds are of our own making, so labels come from a fixed set. Gives what counts attempts. */
export function jobMetrics(
  registry: Registry,
  counts: JobKeeping['counts'],
): (kind: string, outcome: 'done' | 'failed' | 'dead') => void {
  const attempts = new Counter({
    name: 'yiqi_job_attempts_total',
    help: 'Attempts at jobs, by kind and outcome',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  new Gauge({
    name: 'yiqi_jobs',
    help: 'Jobs that wait, and those that were given up',
    labelNames: ['kind', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { kind, waiting, dead } of await counts()) {
        this.set({ kind, state: 'waiting' }, waiting);
        this.set({ kind, state: 'dead' }, dead);
      }
    },
  });
  return (kind, outcome) => attempts.inc({ kind, outcome });
}
