import { type Bench, chosen, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import type { Cores } from '../harness/machine.ts';
import { bestStep, findSteps } from '../harness/ramp.ts';
import { tinode } from '../tinode/tinode.ts';
import { type XmppName, xmppKinds } from '../xmpp/kinds.ts';
import { versionOf } from '../yiqi/server.ts';
import { GOOD_P99_MS, loadStep, TEXT_CHARS, wentWell } from './load.ts';
import { type Talkers, tinodeTalkers, xmppTalkers, yiqiTalkers } from './talkers.ts';

const CALM_RATE = 500;

const SUSTAINED = `sustained at p99 < ${GOOD_P99_MS} ms`;
const FIGURES: readonly Figure[] = [
  { name: SUSTAINED, unit: 'messages/s', better: 'higher' },
  { name: `delay at ${CALM_RATE}/s, p50`, unit: 'ms', better: 'lower' },
  { name: `delay at ${CALM_RATE}/s, p99`, unit: 'ms', better: 'lower' },
  { name: `CPU a message at ${CALM_RATE}/s`, unit: 'µs', better: 'lower' },
  { name: 'CPU a message, sustained', unit: 'µs', better: 'lower' },
  { name: 'memory of all processes', unit: 'MiB', better: 'lower' },
];

const OURS = 'SQLite in WAL with synchronous=FULL: fsync before a message is acknowledged or delivered';
const XMPP = 'XMPP over TCP, everybody’s messages';
/** From where the highest rate is looked for; below the calm rate, that one is not measured. */
const TINODE =
  'WebSocket, each message in MariaDB (innodb_flush_log_at_trx_commit=1: fsync) before it is delivered; its database counts';
const OUR_START = 2000;
const TINODE_START = 150;
const STARTS: Readonly<Record<XmppName, number>> = {
  'ejabberd, mnesia': CALM_RATE,
  'ejabberd, sqlite': 150,
  'Prosody, sqlite': 40,
};

interface Names extends Pick<Entrant<Measured>, 'name' | 'version' | 'about'> {
  readonly startRate: number;
}

function entrantOf({ startRate, ...names }: Names, talkers: Talkers, quick: boolean): Entrant<Measured> {
  const seconds = quick ? 1 : 2;
  return {
    ...names,
    async measure() {
      await talkers.refresh();
      await loadStep(talkers, startRate, 1000);
      const calm = startRate < CALM_RATE ? undefined : await loadStep(talkers, CALM_RATE, seconds * 2000);
      const steps = await findSteps(startRate, (rate) => loadStep(talkers, rate, seconds * 1000), wentWell);
      const best = bestStep(steps, wentWell);
      return {
        [SUSTAINED]: best?.rate ?? 0,
        [`delay at ${CALM_RATE}/s, p50`]: calm?.p50Ms ?? Number.NaN,
        [`delay at ${CALM_RATE}/s, p99`]: calm?.p99Ms ?? Number.NaN,
        [`CPU a message at ${CALM_RATE}/s`]: calm?.cpuPerMessageUs ?? Number.NaN,
        'CPU a message, sustained': best?.cpuPerMessageUs ?? Number.NaN,
        'memory of all processes': talkers.child.usage().rssMiB,
        'generator busy, sustained': best?.generatorBusy ?? Number.NaN,
      };
    },
    end: () => talkers.end(),
  };
}

interface Seated extends Names {
  open(people: number, cores: Cores | undefined): Promise<Talkers>;
}

function everybody({ say }: Run, notes: string[]): Seated[] {
  const all: Seated[] = [{ name: 'yiqi', version: versionOf(), about: OURS, startRate: OUR_START, open: yiqiTalkers }];
  for (const kind of xmppKinds(['ejabberd, mnesia', 'ejabberd, sqlite', 'Prosody, sqlite'], say, notes)) {
    const about = `${XMPP} ${kind.archive}`;
    const open: Seated['open'] = (people, cores) => xmppTalkers(kind, people, cores);
    all.push({ ...kind, about, startRate: STARTS[kind.name], open });
  }
  const peer = tinode(say, notes);
  if (peer !== undefined) {
    const open: Seated['open'] = (people, cores) => tinodeTalkers(peer, people, cores);
    all.push({ ...peer, about: TINODE, startRate: TINODE_START, open });
  }
  return all;
}

async function run(options: Run): Promise<Result> {
  const { quick, cores, say } = options;
  const people = quick ? 100 : 600;
  const notes: string[] = [];
  const entrants: Entrant<Measured>[] = [];
  for (const { open, ...names } of chosen(everybody(options, notes))) {
    say(`${people} people come to ${names.name}`);
    entrants.push(entrantOf(names, await open(people, cores), quick));
  }
  const contenders = await inTurns(entrants, quick ? 1 : 2, say);
  return {
    bench: 'one-to-one',
    title: 'One-to-one messages, stored before they are delivered',
    quick,
    parameters: { people, textChars: TEXT_CHARS },
    figures: FIGURES,
    contenders,
    notes,
  };
}

export const oneToOne: Bench = {
  name: 'one-to-one',
  about: 'durable one-to-one messages at rising rates; beside ejabberd and others with their archives on',
  run,
};
