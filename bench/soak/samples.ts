import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds at one moment. */
export interface Sample {
  /** People who have joined and left so far. */
  readonly joins: number;
  readonly seconds: number;
  readonly rssMiB: number;
  readonly threads: number;
  readonly descriptors: number;
}

/** Read from /proc. @throws when the process is gone */
export function sampleOf(pid: number, joins: number, began: number): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
  return {
    joins,
    seconds: (performance.now() - began) / 1000,
    rssMiB: field('VmRSS') / 1024,
    threads: field('Threads'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** How much a figure still grows: the slope of a straight line through the second half, for a thousand joins. */
export function growthOf(samples: readonly Sample[], figure: 'rssMiB' | 'threads' | 'descriptors'): number {
  const half = samples.slice(Math.floor(samples.length / 2));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = mean(half.map(({ joins }) => joins));
  const level = mean(half.map((sample) => sample[figure]));
  const together = half.reduce((sum, sample) => sum + (sample.joins - middle) * (sample[figure] - level), 0);
  const spread = half.reduce((sum, { joins }) => sum + (joins - middle) ** 2, 0);
  return spread === 0 ? 0 : (together / spread) * 1000;
}
