import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomText } from '#kernel/ids.ts';
import { type LiveKitServer, publishTo, subscribeTo } from '../forwarding/livekit-client.ts';
import { RtpStream } from '../forwarding/rtp-stream.ts';
import type { Bench, Run } from '../harness/bench.ts';
import type { Figure, Result } from '../harness/figures.ts';
import { pause } from '../harness/pacer.ts';
import { nodeChild, versionOf } from '../yiqi/server.ts';
import { linesChart, type SoakRun } from './lines-chart.ts';
import { growthOf, type Sample, sampleOf } from './samples.ts';

const SSRC = 0x50a4;
const RATE = 50;
const AT_ONCE = 20;
const GONE_WITHIN_MS = 60_000;
const KEY = 'bench';
const FOLDERS = { results: new URL('../results/', import.meta.url), trials: new URL('../.cache/', import.meta.url) };

const FIGURES: readonly Figure[] = [
  { name: 'memory that a thousand joins leave, second half', unit: 'MiB', better: 'lower' },
  { name: 'threads that a thousand joins leave, second half', unit: 'threads', better: 'lower' },
  { name: 'descriptors that a thousand joins leave, second half', unit: 'descriptors', better: 'lower' },
  { name: 'memory at the end', unit: 'MiB', better: 'lower' },
  { name: 'joins a second', unit: '1/s', better: 'higher' },
];

const TRANSPORTS = [
  ['yiqi', 'own', 'its own transport'],
  ['yiqi over libdatachannel', 'native', 'its fallback transport'],
] as const;

/** One server: a publisher stays, and waves of people come, get media and go; looked at when each wave is gone. */
async function soak(transport: string, joins: number, { cores, say }: Run): Promise<Sample[]> {
  const secret = randomText(40);
  const ports = ['--port', '0', '--udp-port', '0', '--transport', transport];
  const child = nodeChild(
    'sfu/main.ts',
    ['--keys', `${KEY}: ${secret}`, ...ports, '--workers', '1', '--log-level', 'warn'],
    cores,
  );
  const [, port] = await child.printed(/media server on http:\/\/127\.0\.0\.1:(\d+)/);
  const server = { port: Number(port), key: KEY, secret };
  const publisher = await publishTo(server, SSRC);
  const stream = new RtpStream(SSRC);
  const sending = setInterval(() => void publisher.track.sendMessageBinary(stream.next(RATE, 0)), 1000 / RATE);
  try {
    const began = performance.now();
    const samples = [sampleOf(child.pid, 0, began)];
    for (let joined = 0; joined < joins; joined += AT_ONCE) {
      await wave(server, joined);
      const sample = sampleOf(child.pid, joined + AT_ONCE, began);
      samples.push(sample);
      if ((joined / AT_ONCE) % 10 === 0) say(`${transport}: ${JSON.stringify(sample, shorten)}`);
    }
    return samples;
  } finally {
    clearInterval(sending);
    publisher.close();
    await child.end();
  }
}

async function wave(server: LiveKitServer, first: number): Promise<void> {
  const members = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => memberWithMedia(server, first + i)));
  for (const member of members) member.close();
  const until = performance.now() + GONE_WITHIN_MS;
  while ((await participantsOf(server)) > 1) {
    if (performance.now() > until) throw new Error('people who have left are still there');
    await pause(50);
  }
}

/** Resolves with the first packet. */
async function memberWithMedia(server: LiveKitServer, number: number): Promise<{ close(): void }> {
  let arrived = (): void => {};
  const media = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const member = await subscribeTo(server, `guest ${number}`, () => arrived());
  await media;
  return member;
}

async function participantsOf({ port }: LiveKitServer): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return [...text.matchAll(/^yiqi_sfu_participants\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}

async function run(options: Run): Promise<Result> {
  const { quick } = options;
  const joins = quick ? 60 : Number(process.env['BENCH_JOINS'] ?? 4000);
  const runs: SoakRun[] = [];
  const contenders = [];
  for (const [name, transport, about] of TRANSPORTS) {
    const samples = await soak(transport, joins, options);
    runs.push({ name, samples });
    contenders.push({
      name,
      version: versionOf(),
      about: `the media server alone; ${about}`,
      rounds: [judged(samples)],
    });
  }
  const title = `${joins} joins and leaves, ${AT_ONCE} at once`;
  saveLines(title, runs, quick);
  return {
    bench: 'soak',
    title,
    quick,
    parameters: { joins, atOnce: AT_ONCE, packetsPerSecond: RATE },
    figures: FIGURES,
    contenders,
    notes: ['What each server holds over the joins: ![Chart](results/soak-over-joins.svg)'],
  };
}

function judged(samples: readonly Sample[]): Record<string, number> {
  const last = samples.at(-1);
  return {
    'memory that a thousand joins leave, second half': growthOf(samples, 'rssMiB'),
    'threads that a thousand joins leave, second half': growthOf(samples, 'threads'),
    'descriptors that a thousand joins leave, second half': growthOf(samples, 'descriptors'),
    'memory at the end': last?.rssMiB ?? Number.NaN,
    'joins a second': last ? last.joins / last.seconds : Number.NaN,
  };
}

/** Beside the others, under a name of its own: the harness reads every `.json` there as a result. */
function saveLines(title: string, runs: readonly SoakRun[], quick: boolean): void {
  const folder = fileURLToPath(quick ? FOLDERS.trials : FOLDERS.results);
  mkdirSync(folder, { recursive: true });
  const rows = runs.flatMap(({ name, samples }) =>
    samples.map(({ joins, seconds, rssMiB, threads, descriptors }) =>
      [name, joins, seconds.toFixed(1), rssMiB.toFixed(1), threads, descriptors].join(','),
    ),
  );
  writeFileSync(
    `${folder}soak-over-joins.csv`,
    `server,joins,seconds,rssMiB,threads,descriptors\n${rows.join('\n')}\n`,
  );
  writeFileSync(`${folder}soak-over-joins.svg`, linesChart(title, runs, 'after each wave has left'));
}

function shorten(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

export const soaking: Bench = {
  name: 'soak',
  about: 'thousands join a meeting and leave it: what the media server still holds afterwards',
  run,
};
