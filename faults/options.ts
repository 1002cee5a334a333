import { parseArgs } from 'node:util';
import { KINDS, type Kind, type PlanOptions } from './plan.ts';

export interface Options extends PlanOptions {
  /** Folder for the report; absent: one below `faults/.cache`. */
  readonly out: string | undefined;
}

/** What is wrong with the arguments. */
export class UsageError extends Error {}

export const USAGE = `npm run faults -- [options]

  --minutes N      how long things go wrong (default 3; hours: 120)
  --seed N         the same seed makes the same plan of faults, and people who want the same (default: by chance, printed)
  --processes N    servers on one MariaDB and one Redis (default 3)
  --users N        people, each with a client (default 16)
  --only A,B       only these faults: ${KINDS.join(', ')}
  --embedded       one server on its embedded database
  --out FOLDER     where report.txt, report.json and the servers' logs go (default faults/.cache/…)

Ends with 1 when anything acknowledged was lost, doubled or reordered, or somebody saw what is not theirs.
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  minutes: text,
  seed: text,
  processes: text,
  users: text,
  only: text,
  embedded: flag,
  out: text,
  help: { ...flag, short: 'h' },
} as const;

/** The fewest people who make a group with somebody in it, somebody who comes and goes, and somebody outside. */
const FEWEST = 4;

/** Undefined: help is asked for. @throws UsageError */
export function optionsOf(args: readonly string[]): Options | undefined {
  const values = parsed(args);
  if (values.help === true) return undefined;
  const embedded = values.embedded === true;
  if (embedded && values.processes !== undefined) throw new UsageError('--embedded is one process');
  return {
    minutes: number('minutes', values.minutes, 3, 0),
    seed: whole('seed', values.seed, Math.floor(Math.random() * 2 ** 31), 0),
    processes: embedded ? 1 : whole('processes', values.processes, 3, 2),
    users: whole('users', values.users, 16, FEWEST),
    only: onlyOf(values.only),
    embedded,
    longestMs: Number.POSITIVE_INFINITY,
    betweenMs: [300, 7_000],
    out: values.out,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function onlyOf(list: string | undefined): readonly Kind[] {
  if (list === undefined) return KINDS;
  return list.split(',').map((name) => {
    const kind = KINDS.find((one) => one === name);
    if (kind === undefined) throw new UsageError(`there is no fault “${name}”: ${KINDS.join(', ')}`);
    return kind;
  });
}

function number(name: string, given: string | undefined, otherwise: number, above: number): number {
  const value = Number(given ?? otherwise);
  if (value > above && Number.isFinite(value)) return value;
  throw new UsageError(`--${name} must be above ${above}, not “${given}”`);
}

function whole(name: string, given: string | undefined, otherwise: number, least: number): number {
  const value = Number(given ?? otherwise);
  if (Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} on, not “${given}”`);
}
