import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { randomFrom } from '../bench/load/random.ts';
import { checkAll } from './check/check.ts';
import type { Finding } from './check/finding.ts';
import { Injector } from './injector.ts';
import { type Machines, startMachines } from './machines/machines.ts';
import type { Options } from './options.ts';
import { act, type MadeRoom, type Stage } from './people/acts.ts';
import { Ledger } from './people/ledger.ts';
import { Person } from './people/person.ts';
import { townOf } from './people/town.ts';
import { planOf } from './plan.ts';
import { type Report, reportOf } from './report.ts';

export interface RunOptions {
  readonly options: Options;
  /** Folder for the servers' logs. */
  readonly logs: string;
  readonly say: (line: string) => void;
  /** The rest of the plan is left out; what happened so far is compared. */
  readonly stopped: () => boolean;
}

/** Between two things that somebody does, in ms: uniform from none to twice that. */
const PACE_MS = 500;
const FAMILIAR_AT_ONCE = 4;
const PATIENCE_MS = 180_000;
/** It is told so often how it goes, in ms. */
const TELL_MS = 30_000;

/** Starts an installation, lets people act while it is hurt, and compares what they have at the end. */
export async function runFaults({ options, logs, say, stopped }: RunOptions): Promise<Report> {
  const plan = planOf(options);
  mkdirSync(logs, { recursive: true });
  const deaths: string[] = [];
  const machines = await startMachines({ ...options, logs, onDeath: (how) => void deaths.push(how) });
  const began = performance.now();
  const sinceMs = () => performance.now() - began;
  const ledger = new Ledger();
  const people: Person[] = [];
  const ends: (() => void)[] = [];
  try {
    say(`seed ${options.seed}: ${plan.length} faults, ${options.users} people, ${options.processes} servers`);
    const stage = await furnish(machines, options, ledger, people, sinceMs);
    const injector = new Injector({
      machines,
      lines: people.map(({ line }) => line),
      acknowledged: () => ledger.acknowledged.size,
      sinceMs,
      say,
      stopped,
    });
    const life = live(stage, say);
    const progress = setInterval(() => {
      const online = people.filter(({ client }) => client.status().at === 'online').length;
      say(`${at(sinceMs())} s  ${online} of ${people.length} people connected, ${ledger.acknowledged.size} answers`);
    }, TELL_MS);
    ends.push(() => clearInterval(progress));
    await injector.carryOut(plan);
    await life.end();
    for (const { line } of people) line.cut();
    const checked = await checkAll(stage, ledger, (line) => say(`${at(sinceMs())} s  ${line}`));
    const findings: Finding[] = [
      ...checked.findings,
      ...life.faults.map((what) => ({ wrong: 'stuck' as const, what })),
      ...deaths.map((what) => ({ wrong: 'died' as const, what })),
    ];
    return reportOf({ options, happened: injector.happened, people, ledger, checked, findings, tookMs: sinceMs() });
  } finally {
    for (const end of ends) end();
    await Promise.all(people.map((person) => person.go()));
    await machines.end();
  }
}

function at(ms: number): string {
  return (ms / 1000).toFixed(1).padStart(7);
}

async function furnish(
  machines: Machines,
  { users, seed }: Options,
  ledger: Ledger,
  people: Person[],
  sinceMs: () => number,
): Promise<Stage> {
  for (let n = 0; n < users; n += 1) {
    const random = randomFrom(seed + 7919 * (n + 1));
    people.push(new Person({ n, line: await machines.line(), ledger, random, sinceMs }));
  }
  const waiting = [...people];
  const come = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await one.come();
  };
  await Promise.all(Array.from({ length: FAMILIAR_AT_ONCE }, come));
  const rooms: MadeRoom[] = [];
  for (const room of townOf(users)) {
    const [owner, ...others] = [...room.stay, ...room.float].map((n) => people[n] as Person);
    const ids = others.map(({ id }) => id);
    const { client } = owner as Person;
    const id = room.kind === 'pair' ? await client.direct(ids[0] ?? '') : await client.create(`Room ${room.n}`, ids);
    rooms.push({ ...room, id, out: new Set(), turning: false });
    for (const one of [owner, ...others]) if (room.kind !== 'pair') one?.inView.push(id);
  }
  for (const person of people) person.look(person.inView);
  return { people, rooms };
}

/** Everybody does one thing after the other until the end. */
function live(stage: Stage, say: (line: string) => void) {
  let over = false;
  const faults: string[] = [];
  const busy = new Set<Person>(stage.people);
  const lives = stage.people.map(async (person) => {
    while (!over) {
      await pause(person.random() * 2 * PACE_MS);
      await act(person, stage).catch((error: unknown) => {
        faults.push(`person ${person.n}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        say(faults.at(-1) ?? '');
      });
    }
    busy.delete(person);
  });
  return {
    faults,
    /** What somebody began is answered first, for as long as that may take. */
    async end() {
      over = true;
      const late = new AbortController();
      const inTime = pause(PATIENCE_MS, false, { signal: late.signal }).catch(() => true);
      const all = Promise.all(lives).then(() => true);
      if (await Promise.race([all, inTime])) late.abort();
      else faults.push(...[...busy].map((person) => `${person.told()} is still busy with what they began`));
    },
  };
}
