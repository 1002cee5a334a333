import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import { ensurePackage } from '../harness/debian.ts';
import { bestStep, findSteps } from '../harness/ramp.ts';
import type { Figure, Measured, Result } from '../harness/result.ts';
import { versionOf } from '../yiqi/server.ts';
import { GOOD_P99_MS, loadStep, TEXT_CHARS, wentWell } from './load.ts';
import { ejabberdTalkers, type Talkers, yiqiTalkers } from './talkers.ts';

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
const EJABBERD = 'XMPP over TCP, archive (MAM) of everybody on Mnesia, which does not fsync each message';

function entrantOf(names: Pick<Entrant<Measured>, 'name' | 'version' | 'about'>, talkers: Talkers, quick: boolean) {
  const seconds = quick ? 1 : 4;
  return {
    ...names,
    async measure(): Promise<Measured> {
      await talkers.refresh();
      await loadStep(talkers, CALM_RATE, 1000);
      const calm = await loadStep(talkers, CALM_RATE, seconds * 2000);
      const steps = await findSteps(CALM_RATE, (rate) => loadStep(talkers, rate, seconds * 1000), wentWell);
      const best = bestStep(steps, wentWell);
      return {
        [SUSTAINED]: best?.rate ?? 0,
        [`delay at ${CALM_RATE}/s, p50`]: calm.p50Ms,
        [`delay at ${CALM_RATE}/s, p99`]: calm.p99Ms,
        [`CPU a message at ${CALM_RATE}/s`]: calm.cpuPerMessageUs,
        'CPU a message, sustained': best?.cpuPerMessageUs ?? Number.NaN,
        'memory of all processes': talkers.child.usage().rssMiB,
        'generator busy, sustained': best?.generatorBusy ?? Number.NaN,
      };
    },
    end: () => talkers.end(),
  };
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  const people = quick ? 100 : 600;
  const notes: string[] = [];
  say(`registering ${people} people`);
  const ours = await yiqiTalkers(people, cores);
  const entrants = [entrantOf({ name: 'yiqi', version: versionOf(), about: OURS }, ours, quick)];
  const peer = ensurePackage('ejabberd', say);
  if (peer.there) {
    const talkers = await ejabberdTalkers(people, cores);
    entrants.push(entrantOf({ name: 'ejabberd', version: peer.version, about: EJABBERD }, talkers, quick));
  } else {
    say(peer.why);
    notes.push(peer.why);
  }
  const contenders = await inTurns(entrants, quick ? 1 : 3, say);
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
  about: 'durable one-to-one messages at rising rates; beside ejabberd with its archive on',
  run,
};
