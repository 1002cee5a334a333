import { parseArgs } from 'node:util';
import { PROFILES, type ProfileName } from './profile.ts';

export interface Options {
  readonly users: number;
  readonly profile: ProfileName;
  /** How long people act, in s. */
  readonly seconds: number;
  /** Messages a second in all; absent: what the profile makes of it. */
  readonly rate: number | undefined;
  /** Connections opened a second. */
  readonly ramp: number;
  /** Origins of servers that are there; empty: own ones are started. */
  readonly servers: readonly string[];
  /** Own servers. */
  readonly processes: number;
  /** As the settings of the server; both or none. */
  readonly database: string;
  readonly redis: string;
  /** Processes of the generator; absent: by the number of people. */
  readonly workers: number | undefined;
  /** JSON file of people who have accounts; those missing are registered and written into it. */
  readonly accounts: string | undefined;
  /** `login:password` of an owner or administrator, who invites people where registration is not open. */
  readonly admin: string | undefined;
  readonly metricsToken: string | undefined;
  /** Folder for the report. */
  readonly out: string | undefined;
  readonly seed: number;
}

/** What is wrong with the arguments. */
export class UsageError extends Error {}

export const USAGE = `npm run load -- --users 1000 [options]

  --users N          people, each with a connection (default 100)
  --profile NAME     ${Object.keys(PROFILES).join(', ')} (default office)
  --seconds N        how long they act (default 60)
  --rate N           messages a second in all; default: what the profile makes of so many people
  --ramp N           connections opened a second (default 200)
  --server URL,…     servers that are there; without, it starts its own on a folder that goes with it
  --accounts FILE    with --server: JSON list of { login, password }; who is missing is registered and written into it
  --admin LOGIN:PW   with --server: who invites them where registration is not open
  --metrics-token T  with --server: for /metrics, when this is another machine
  --processes N      own servers (default 1); several share a MariaDB and a Redis of their own, or the next two
  --database URL     mysql://…, an empty database that may be thrown away
  --redis URL        redis://… or unix:…
  --workers N        processes of the generator (default: one for 8,000 people)
  --out FOLDER       where the report goes (default bench/.cache/load/…)
  --seed N           the same seed makes the same people and conversations (default 1)

Profiles:
${Object.entries(PROFILES)
  .map(([name, { about }]) => `  ${name.padEnd(18)} ${about}`)
  .join('\n')}
`;

const text = { type: 'string' } as const;
const OPTIONS = {
  users: text,
  profile: text,
  seconds: text,
  rate: text,
  ramp: text,
  server: text,
  accounts: text,
  admin: text,
  'metrics-token': text,
  processes: text,
  database: text,
  redis: text,
  workers: text,
  out: text,
  seed: text,
  help: { type: 'boolean', short: 'h' },
} as const;

/** Undefined: help is asked for. Throws `UsageError`. */
export function optionsOf(args: readonly string[]): Options | undefined {
  const values = parsed(args);
  if (values.help === true) return undefined;
  const options: Options = {
    users: whole(values, 'users', 100, 1),
    profile: profileNamed(values.profile ?? 'office'),
    seconds: number(values, 'seconds') ?? 60,
    rate: number(values, 'rate'),
    ramp: number(values, 'ramp') ?? 200,
    servers: originsOf(values.server),
    processes: whole(values, 'processes', 1, 1),
    database: values.database ?? '',
    redis: values.redis ?? '',
    workers: values.workers === undefined ? undefined : whole(values, 'workers', 1, 1),
    accounts: values.accounts,
    admin: values.admin,
    metricsToken: values['metrics-token'],
    out: values.out,
    seed: whole(values, 'seed', 1, 0),
  };
  checkTogether(options);
  return options;
}

type Values = { readonly [Name in Exclude<keyof typeof OPTIONS, 'help'>]?: string | undefined };

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function checkTogether({ servers, processes, database, redis, accounts, admin, profile, rate }: Options): void {
  const own = servers.length === 0;
  if (!own && (processes > 1 || database !== '' || redis !== '')) {
    throw new UsageError('--server uses servers that are there: --processes, --database and --redis are for own ones');
  }
  if (own && (accounts !== undefined || admin !== undefined)) {
    throw new UsageError('--accounts and --admin are for --server: own servers make their people themselves');
  }
  if (own && (database === '') !== (redis === '')) throw new UsageError('--database and --redis go together');
  if (admin !== undefined && !/^[^:]+:./.test(admin)) throw new UsageError('--admin is LOGIN:PASSWORD');
  if (PROFILES[profile].rooms.length === 0 && rate !== undefined) {
    throw new UsageError(`nobody of the profile “${profile}” has a conversation: there is no --rate`);
  }
}

function profileNamed(name: string): ProfileName {
  if (Object.hasOwn(PROFILES, name)) return name as ProfileName;
  throw new UsageError(`there is no profile “${name}”: ${Object.keys(PROFILES).join(', ')}`);
}

function number(values: Values, name: keyof Values): number | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const value = Number(given);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`--${name} must be above 0, not “${given}”`);
  return value;
}

function whole(values: Values, name: keyof Values, otherwise: number, least: number): number {
  const given = values[name];
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} on, not “${given}”`);
}

function originsOf(list: string | undefined): string[] {
  return (list?.split(',') ?? []).map((one) => {
    if (URL.canParse(one) && /^https?:/.test(one)) return new URL(one).origin;
    throw new UsageError(`--server must be http(s)://…, not “${one}”`);
  });
}
