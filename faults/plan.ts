import { randomFrom } from '../bench/load/random.ts';

/** What goes wrong, as `--only` names it. */
export const KINDS = ['kill', 'end', 'freeze', 'redis', 'database', 'partition', 'slow', 'clients'] as const;
export type Kind = (typeof KINDS)[number];

/** The ways of each; those that happen more often are there more than once. */
const HOWS = {
  kill: ['process', 'process', 'engine'],
  end: ['process'],
  freeze: ['process'],
  redis: ['kill', 'freeze'],
  database: ['kill', 'end', 'freeze'],
  partition: ['redis-silent', 'redis-refused', 'database-silent', 'database-refused'],
  slow: ['redis', 'database', 'clients'],
  clients: ['cut', 'silent', 'deaf', 'refused', 'truncated'],
} as const satisfies Record<Kind, readonly string[]>;

/** Of ten faults so many are of each kind. */
const DECK: readonly Kind[] = [
  ...['kill', 'kill', 'kill', 'end', 'freeze', 'freeze'],
  ...['redis', 'database', 'partition', 'partition', 'slow', 'clients', 'clients', 'clients'],
] as Kind[];

/** What a single process on its own database has. */
const ALONE: readonly Kind[] = ['kill', 'end', 'freeze', 'slow', 'clients'];

export interface Fault {
  readonly n: number;
  readonly kind: Kind;
  readonly how: string;
  /** Number of the process it happens to; of faults of clients, the first one. */
  readonly target: number;
  /** How many clients, of faults of clients. */
  readonly clients: number;
  /** From the beginning of the one before on, in ms. */
  readonly afterMs: number;
  /** Until it is over, in ms. */
  readonly lastsMs: number;
  /** How late everything comes, of slow ones, in ms. */
  readonly lateMs: number;
  /** What gets through of truncated connections, in bytes. */
  readonly bytes: number;
}

export interface PlanOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly processes: number;
  readonly users: number;
  readonly only: readonly Kind[];
  readonly embedded: boolean;
  /** No fault lasts longer, in ms. */
  readonly longestMs: number;
  /** The least and the most time between two, in ms. */
  readonly betweenMs: readonly [number, number];
}

/** One in so many lasts longer than a process may be silent before the others take it for dead. */
const ONE_LONG_IN = 7;
const LONG_MS = [11_000, 18_000] as const;
const SHORT_MS = [150, 4_000] as const;

/** What goes wrong, and when: the same for the same options. Each kind comes before one comes for the third time. */
export function planOf(options: PlanOptions): Fault[] {
  const { seed, minutes, embedded, only } = options;
  const random = randomFrom(seed);
  const allowed = only.filter((kind) => !embedded || ALONE.includes(kind));
  const faults: Fault[] = [];
  let deck: Kind[] = [];
  for (let atMs = 0; allowed.length > 0; ) {
    if (deck.length === 0)
      deck = shuffled(
        DECK.filter((kind) => allowed.includes(kind)),
        random,
      );
    const kind = deck.pop() ?? allowed[0] ?? 'kill';
    const fault = faultOf(faults.length + 1, kind, options, random);
    atMs += fault.afterMs;
    if (atMs > minutes * 60_000 && faults.length > 0) return faults;
    faults.push(fault);
  }
  return faults;
}

function faultOf(n: number, kind: Kind, options: PlanOptions, random: () => number): Fault {
  const { embedded, processes, users, betweenMs, longestMs } = options;
  const hows: readonly string[] = kind === 'slow' && embedded ? ['clients'] : HOWS[kind];
  const between = ([from, to]: readonly [number, number]) => Math.round(from + random() * (to - from));
  const long = random() * ONE_LONG_IN < 1;
  return {
    n,
    kind,
    how: hows[Math.floor(random() * hows.length)] ?? '',
    target: Math.floor(random() * (kind === 'clients' || kind === 'slow' ? Math.max(users, processes) : processes)),
    clients: 1 + Math.floor(random() * users),
    afterMs: between(betweenMs),
    lastsMs: Math.min(longestMs, between(long ? LONG_MS : SHORT_MS)),
    lateMs: between([20, 1_500]),
    bytes: between([0, 8_000]),
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** In words, for the report. */
export function wordsOf({ kind, how, target, clients, lastsMs, lateMs, bytes }: Fault): string {
  const lasts = `${(lastsMs / 1000).toFixed(1)} s`;
  if (kind === 'clients') {
    return `the connections of ${clients} people, from number ${target} on, are ${how}${how === 'truncated' ? ` after ${bytes} bytes` : ''}, ${lasts}`;
  }
  if (kind === 'slow' && how === 'clients') return `${clients} people’s connections are ${lateMs} ms late, ${lasts}`;
  if (kind === 'slow') return `a process hears of ${how} ${lateMs} ms late, ${lasts}`;
  if (kind === 'partition') return `a process and ${how.replace('-', ': ')}, ${lasts}`;
  if (kind === 'redis' || kind === 'database') return `${kind}: ${how}, ${lasts}`;
  return `${kind} a process${how === 'engine' ? '’s media engine' : ''}, ${lasts}`;
}
