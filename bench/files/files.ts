import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import { ensurePackages, type Peer } from '../harness/debian.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { ensureModules } from '../harness/modules.ts';
import { nginxFiles } from './nginx-peer.ts';
import { loadOf } from './transfers.ts';
import { tusFiles } from './tus-peer.ts';
import { yiqiFiles } from './yiqi-files.ts';

const FIGURES: readonly Figure[] = (['up', 'down'] as const).flatMap((way) => [
  { name: `${way}, one large file`, unit: 'MiB/s', better: 'higher' as const },
  { name: `${way}, many files`, unit: 'MiB/s', better: 'higher' as const },
  { name: `${way}, CPU`, unit: 's a GiB', better: 'lower' as const },
  { name: `${way}, memory at most`, unit: 'MiB', better: 'lower' as const },
]);

const TUS = { '@tus/server': '2.4.5', '@tus/file-store': '2.1.1' };

async function run({ quick, cores, say }: Run): Promise<Result> {
  const load = loadOf(quick);
  const nginx = nginxOf(say);
  const tus = ensureModules(TUS, say);
  const entrants: Entrant<Measured>[] = [await yiqiFiles(load, cores)];
  if (tus.there) entrants.push(await tusFiles(load, cores, tus.version));
  if (nginx.there) entrants.push(await nginxFiles(load, cores, nginx));
  const contenders = await inTurns(entrants, quick ? 1 : 3, say);
  return {
    bench: 'files',
    title: `Files up and down: one of ${load.large / 2 ** 20} MiB, and ${load.many} of ${load.each / 2 ** 20} MiB four at a time`,
    quick,
    parameters: { 'large, MiB': load.large / 2 ** 20, many: load.many, 'each, MiB': load.each / 2 ** 20 },
    figures: FIGURES,
    contenders,
    notes: [
      'Uploads go in one part without checksums, as fast as they are taken; what is given out is in memory (page cache).',
      ...[tus, nginx].flatMap((peer) => (peer.there ? [] : [`${peer.why}.`])),
    ],
  };
}

/** `BENCH_NGINX`: where the program is, in place of Debian's. */
function nginxOf(say: Run['say']): Peer & { program: string } {
  const program = process.env['BENCH_NGINX'];
  if (program !== undefined) return { there: true, version: '', program };
  return { ...ensurePackages(['nginx-light'], say), program: 'nginx' };
}

export const files: Bench = {
  name: 'files',
  about: '1 GiB and 100 × 10 MiB up and down, beside the bare tus library and nginx',
  run,
};
