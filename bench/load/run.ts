import os from 'node:os';
import { pause } from '../harness/pacer.ts';
import { versionOf } from '../yiqi/server.ts';
import type { Options } from './options.ts';
import { PROFILES } from './profile.ts';
import { progressOf, Recorder } from './record.ts';
import { type Report, reportOf, WORTH_READING } from './report.ts';
import { ShardProcess } from './shard-process.ts';
import { Stage } from './stage.ts';
import { type Town, townOf } from './town.ts';
import { descriptorLimit, openVenue, type ServersNow, type Venue } from './venue.ts';

const SAMPLE_MS = 1000;
/** How long servers are left alone before their memory is read. */
const REST_MS = 2000;
const PER_WORKER = 8000;
/** Descriptors that a process needs besides its connections. */
const SPARE = 300;

/** One run from the first account to the report. */
export async function runLoad(options: Options, say: (line: string) => void): Promise<Report> {
  const workers = options.workers ?? Math.ceil(options.users / PER_WORKER);
  warn(options, workers, say);
  const venue = await openVenue(options, say);
  const shards = Array.from({ length: Math.min(workers, options.users) }, () => new ShardProcess());
  const ended = { tokens: new Map<number, string>() };
  try {
    const town = townOf(options.users, PROFILES[options.profile], options.seed);
    const stage = new Stage(options, venue, town, shards);
    return await measured({ options, venue, town, stage, shards, say }, ended);
  } finally {
    await Promise.all(shards.map((shard) => shard.end()));
    await venue.end(ended.tokens);
  }
}

interface Run {
  readonly options: Options;
  readonly venue: Venue;
  readonly town: Town;
  readonly stage: Stage;
  readonly shards: readonly ShardProcess[];
  readonly say: (line: string) => void;
}

async function measured(run: Run, ended: { tokens: Map<number, string> }): Promise<Report> {
  const { options, venue, stage, shards, say } = run;
  const recorder = new Recorder();
  for (const [n, shard] of shards.entries()) shard.onTick = (tick) => recorder.take(n, tick);
  const look = async () => {
    await Promise.all(shards.map((shard) => shard.ask('look', {})));
    const sample = recorder.sample(await venue.now());
    if (sample !== undefined) say(progressOf(sample, options.users));
  };
  // Starting takes the event loops a while, which is nobody's load.
  await venue.now();
  const sampling = everySecond(look);
  const rested = async (): Promise<ServersNow> => {
    if (options.users >= WORTH_READING) await pause(REST_MS);
    return venue.now();
  };
  try {
    await stage.begin();
    const before = await rested();
    recorder.phase = 'connect';
    await stage.connect();
    const connected = await rested();
    recorder.phase = 'furnish';
    const rooms = await stage.furnish();
    if (rooms > 0) say(`${rooms} conversations are there`);
    await look();
    recorder.phase = 'act';
    await stage.act();
    await look();
    recorder.phase = 'settle';
    const { verified, unanswered } = await stage.settle();
    const end = await venue.now();
    await look();
    ended.tokens = await stage.end();
    const rssMiB = { before: before.rssMiB, connected: connected.rssMiB, end: end.rssMiB };
    return reportOf({ ...aboutOf(run), recorder, rssMiB, verified, unanswered });
  } finally {
    await sampling();
  }
}

function aboutOf({ options, venue, town, stage, shards }: Run) {
  const kinds = Object.entries(PROFILES[options.profile].kinds);
  return {
    title: `Load on Yiqi ${versionOf()}: ${options.users} people, “${options.profile}”`,
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    machine: {
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.cpus().length,
      'GiB of memory': Math.round(os.totalmem() / 2 ** 30),
      node: process.versions.node,
      'load before and now': os.loadavg()[0]?.toFixed(1) ?? '',
    },
    parameters: {
      servers: venue.about,
      users: options.users,
      ...Object.fromEntries(kinds.map(([kind]) => [kind, town.kinds.filter((one) => one === kind).length])),
      conversations: town.rooms.length,
      'messages/s': Number(stage.rate.toPrecision(3)),
      seconds: options.seconds,
      'ramp/s': options.ramp,
      'generator processes': shards.length,
      seed: options.seed,
    },
    users: options.users,
  };
}

function warn({ users, servers, processes }: Options, workers: number, say: (line: string) => void): void {
  const limit = descriptorLimit();
  const each = users / (servers.length > 0 ? servers.length : processes);
  const how = 'more processes, or raise it (ulimit -n, LimitNOFILE)';
  if (users / workers > limit - SPARE) {
    say(
      `a process may open ${limit} files: ${Math.ceil(users / workers)} connections in each of the generator are too many; --workers for ${how}`,
    );
  }
  if (servers.length === 0 && each > limit - SPARE) {
    say(
      `a process may open ${limit} files: ${Math.ceil(each)} connections in each server are too many; --processes for ${how}`,
    );
  }
}

/** Calls `look` every second, never twice at once; what it returns ends that. */
function everySecond(look: () => Promise<void>): () => Promise<void> {
  let going: Promise<void> | undefined;
  const timer = setInterval(() => {
    // Who ended is noticed by what waits for it.
    going ??= look()
      .catch(() => {})
      .finally(() => {
        going = undefined;
      });
  }, SAMPLE_MS);
  return async () => {
    clearInterval(timer);
    await going;
  };
}
