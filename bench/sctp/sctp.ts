import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { nodeChild, versionOf } from '../yiqi/server.ts';

const SIZES = [
  ['200 B', 200],
  ['16 KiB', 16_384],
] as const;

const FIGURES: readonly Figure[] = SIZES.flatMap(([name]) => [
  { name: `messages of ${name}`, unit: 'MB a second of CPU', better: 'higher' as const },
  { name: `CPU a message of ${name}`, unit: 'µs', better: 'lower' as const },
]);

interface Speed {
  readonly size: number;
  readonly cpuMicrosecondsAMessage: number;
}

async function measure(forMs: number, cores: Run['cores']): Promise<Measured> {
  const figures: Record<string, number> = {};
  const args = [forMs, ...SIZES.map(([, size]) => size)].map(String);
  const child = nodeChild('sfu/testing/sctp-speed.ts', args, cores);
  const { input } = await child.printed(/measured\n/);
  await child.end();
  const speeds = [...input.matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line) as Speed);
  for (const [name, bytes] of SIZES) {
    const us = speeds.find(({ size }) => size === bytes)?.cpuMicrosecondsAMessage ?? Number.NaN;
    figures[`messages of ${name}`] = bytes / us;
    figures[`CPU a message of ${name}`] = us;
  }
  return figures;
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  const entrant: Entrant<Measured> = {
    name: 'yiqi',
    version: versionOf(),
    about: 'both ends of an association in one process, without DTLS and network',
    measure: () => measure(quick ? 200 : 2000, cores),
    end: async () => {},
  };
  const contenders = await inTurns([entrant], quick ? 1 : 5, say);
  const title = 'Data channels: SCTP alone, sending and receiving';
  return { bench: 'sctp', title, quick, parameters: {}, figures: FIGURES, contenders, notes: [] };
}

export const sctp: Bench = {
  name: 'sctp',
  about: 'data channels without DTLS and network: how much one core sends and receives',
  run,
};
