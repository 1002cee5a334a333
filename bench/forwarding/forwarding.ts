import type { Bench, Run } from '../harness/bench.ts';
import type { Child } from '../harness/child.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { pause } from '../harness/pacer.ts';
import { quantile } from '../harness/stats.ts';
import { type Counted, Generator, type Joined } from './generator.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { type Contender, contenders } from './servers.ts';

const AT_ONCE = 10;
const SETTLE_MS = 1000;
/** A speed may fail once: something else on the machine may have been in the way. */
const ATTEMPTS = 2;
/** Programs that are compiled while they run are let get warm, at the second speed, before anything is counted. */
const WARM_MS = 4000;
/** Of the median: others on the machine spoil the worst delays long before the server has too much to do. */
const GOOD_P50_MS = 20;
const GOOD_LOSS = 0.01;

/** BENCH_SPEEDS: other speeds than the scenario's, with commas between. */
const SPEEDS = process.env['BENCH_SPEEDS']?.split(',').map(Number);

const SUSTAINED = `sustained, loss < ${GOOD_LOSS * 100} %, p50 < ${GOOD_P50_MS} ms`;
const FIGURES: readonly Figure[] = [
  { name: 'CPU a forwarded packet, at the same load', unit: 'µs', better: 'lower' },
  { name: 'CPU a forwarded packet, sustained', unit: 'µs', better: 'lower' },
  { name: SUSTAINED, unit: 'packets/s out', better: 'higher' },
  { name: 'added delay at the same load, p50', unit: 'ms', better: 'lower' },
  { name: 'added delay at the same load, p99', unit: 'ms', better: 'lower' },
  { name: 'join, p50', unit: 'ms', better: 'lower' },
  { name: 'join, p99', unit: 'ms', better: 'lower' },
  { name: 'joins', unit: '1/s', better: 'higher' },
  { name: 'CPU a join', unit: 'ms', better: 'lower' },
  { name: 'memory a participant', unit: 'KiB', better: 'lower' },
];

interface Step extends Counted {
  readonly cpuPerPacketUs: number;
}

interface Timing {
  readonly stepMs: number;
  readonly speeds: readonly number[];
}

/** Sends at a speed for a while, and counts once it has settled. */
async function step(child: Child, crowd: Generator, speed: number, scenario: Scenario, forMs: number): Promise<Step> {
  await crowd.setSpeed(speed);
  await pause(SETTLE_MS);
  const before = child.usage().cpuMs;
  const counted = await crowd.count(forMs, scenario.receivers);
  // Drained packets count for neither: the difference is less than a tick.
  const cpuMs = child.usage().cpuMs - before;
  return { ...counted, cpuPerPacketUs: (cpuMs * 1000) / counted.packets };
}

function wentWell({ loss, p50Ms }: Step): boolean {
  return loss < GOOD_LOSS && p50Ms < GOOD_P50_MS;
}

/** One server from its start to its end: everybody joins, then faster and faster until it no longer keeps up. */
async function measure(contender: Contender, scenario: Scenario, { stepMs, speeds }: Timing, { cores, say }: Run) {
  const { child, reach } = await contender.start(cores);
  let crowd: Generator | null = null;
  try {
    crowd = await Generator.start();
    await crowd.setSpeed(speeds[0] ?? 1);
    const isGrid = scenario.listeners.length === 0;
    const empty = child.usage();
    let joined = await crowd.join(reach, scenario.publishers, isGrid ? AT_ONCE : 1, isGrid ? scenario.streams : 0);
    await pause(SETTLE_MS / 2);
    const before = isGrid ? empty : child.usage();
    if (!isGrid) joined = await crowd.join(reach, scenario.listeners, AT_ONCE, scenario.streams);
    const people = isGrid ? scenario.publishers.length : scenario.listeners.length;
    const after = child.usage();
    await crowd.setSpeed(speeds[1] ?? speeds[0] ?? 1);
    await pause(WARM_MS);
    const generator = crowd;
    const steps = await climb(speeds, async (speed) => {
      const one = await step(child, generator, speed, scenario, stepMs);
      say(`${contender.name}, ${scenario.name} ×${speed}: ${JSON.stringify(one, shorten)}`);
      return one;
    });
    const joins = joinFigures(joined, (after.cpuMs - before.cpuMs) / people);
    return {
      ...loadFigures(steps),
      ...joins,
      'memory a participant': ((after.rssMiB - before.rssMiB) * 1024) / people,
    };
  } finally {
    await crowd?.end();
    await child.end();
  }
}

/** Faster and faster until a speed does not go well, then once between that and the one before. */
async function climb(speeds: readonly number[], at: (speed: number) => Promise<Step>): Promise<Step[]> {
  const steps: Step[] = [];
  const goesWell = async (speed: number): Promise<boolean> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const one = await at(speed);
      steps.push(one);
      if (wentWell(one)) return true;
    }
    return false;
  };
  let last = 0;
  for (const speed of speeds) {
    if (await goesWell(speed)) {
      last = speed;
      continue;
    }
    if (last > 0) await goesWell((last + speed) / 2);
    break;
  }
  return steps;
}

function loadFigures(steps: readonly Step[]): Measured {
  const [first] = steps;
  const best = steps.filter(wentWell).sort((a, b) => b.packetsPerSecond - a.packetsPerSecond)[0];
  return {
    'CPU a forwarded packet, at the same load': first?.cpuPerPacketUs ?? Number.NaN,
    'CPU a forwarded packet, sustained': best?.cpuPerPacketUs ?? Number.NaN,
    [SUSTAINED]: best?.packetsPerSecond ?? 0,
    'added delay at the same load, p50': first?.p50Ms ?? Number.NaN,
    'added delay at the same load, p99': first?.p99Ms ?? Number.NaN,
    'packets/s out at the same load': first?.packetsPerSecond ?? 0,
    'loss at the same load': first?.loss ?? Number.NaN,
    'generator busy, sustained': best?.busy ?? Number.NaN,
  };
}

/** What joining costs includes what was forwarded meanwhile, which is little at that load. */
function joinFigures({ tookMs, allMs }: Joined, cpuMs: number): Measured {
  return {
    'join, p50': quantile(tookMs, 0.5),
    'join, p99': quantile(tookMs, 0.99),
    joins: (tookMs.length * 1000) / allMs,
    'CPU a join': cpuMs,
  };
}

function shorten(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

async function compare(scenario: Scenario, options: Run): Promise<Result> {
  const { quick, say } = options;
  const notes = [
    `${scenario.about}.`,
    'Clients answer for each packet with what a browser would: transport-cc, NACK, reports.',
  ];
  const only = process.env['BENCH_ONLY']?.split(',');
  const results = [];
  for (const contender of contenders(options, notes)) {
    if (only && !only.includes(contender.name)) continue;
    const { name, version, about } = contender;
    const timing = { stepMs: quick ? 2000 : 3000, speeds: SPEEDS ?? scenario.speeds.slice(0, quick ? 2 : undefined) };
    try {
      results.push({ name, version, about, rounds: [await measure(contender, scenario, timing, options)] });
    } catch (error) {
      const why = `${name} was left out of “${scenario.title}”: ${(error as Error).message.split('\n')[0]}`;
      say(why);
      notes.push(`${why}.`);
    }
  }
  const [slowest = 1] = scenario.speeds;
  return {
    bench: `forwarding-${scenario.name}`,
    title: scenario.title,
    quick,
    parameters: { receivers: scenario.receivers, publishers: scenario.publishers.length, sameLoad: slowest },
    figures: FIGURES,
    contenders: results,
    notes,
  };
}

/** BENCH_SCENARIOS: names of scenarios, with commas between; all without. */
async function run(options: Run): Promise<Result[]> {
  const wanted = process.env['BENCH_SCENARIOS']?.split(',');
  const results: Result[] = [];
  for (const scenario of scenarios(options.quick))
    if (!wanted || wanted.includes(scenario.name)) results.push(await compare(scenario, options));
  return results;
}

export const forwarding: Bench = {
  name: 'forwarding',
  about: 'the media server: CPU and delay of a forwarded packet, joins and memory; beside Janus and LiveKit',
  run,
};
