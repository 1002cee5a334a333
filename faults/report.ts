import { rounded } from '../bench/harness/stats.ts';
import type { Checked } from './check/check.ts';
import type { Finding } from './check/finding.ts';
import type { Happened } from './injector.ts';
import type { Options } from './options.ts';
import type { Ledger } from './people/ledger.ts';
import type { Person } from './people/person.ts';

/** What happened to people from a fault's beginning on. */
export interface Felt extends Happened {
  /** How many clients lost their connection while it lasted, or right after. */
  readonly cut: number;
  /** The longest time until one of them was back, in ms. */
  readonly longestMs: number;
}

export interface Report {
  readonly well: boolean;
  readonly seed: number;
  readonly command: string;
  readonly tookMs: number;
  readonly wrong: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly acknowledged: Readonly<Record<string, number>>;
  readonly compared: Omit<Checked, 'findings'>;
  readonly ackMs: { readonly p50: number; readonly p99: number; readonly worst: number };
  readonly clients: { readonly reconnects: number; readonly longestOutageMs: number; readonly signedOut: number };
  readonly done: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly faults: readonly Felt[];
}

export interface ReportParts {
  readonly options: Options;
  readonly happened: readonly Happened[];
  readonly people: readonly Person[];
  readonly ledger: Ledger;
  readonly checked: Checked;
  readonly findings: readonly Finding[];
  readonly tookMs: number;
}

/** A connection that breaks so soon after a fault is its doing, in ms. */
const AFTERWARDS_MS = 3_000;
const ALWAYS = ['lost', 'doubled', 'reordered', 'shown to the wrong person'];

export function reportOf({ options, happened, people, ledger, checked, findings, tookMs }: ReportParts): Report {
  const { findings: _, ...compared } = checked;
  const outages = people.flatMap((person) => person.outages);
  const lasted = outages.map(({ fromMs, toMs }) => toMs - fromMs);
  return {
    well: findings.length === 0,
    seed: options.seed,
    command: commandOf(options),
    tookMs,
    wrong: { ...Object.fromEntries(ALWAYS.map((name) => [name, 0])), ...counted(findings.map(({ wrong }) => wrong)) },
    findings,
    acknowledged: counted([...ledger.acknowledged.values()].map(({ command }) => command)),
    compared,
    ackMs: {
      p50: ledger.latency.quantile(0.5),
      p99: ledger.latency.quantile(0.99),
      worst: ledger.latency.worstMs,
    },
    clients: {
      reconnects: people.reduce((sum, { connections }) => sum + connections - 1, 0),
      longestOutageMs: Math.max(0, ...lasted),
      signedOut: people.reduce((sum, { signedOut }) => sum + signedOut, 0),
    },
    done: Object.fromEntries(ledger.done),
    refused: Object.fromEntries(ledger.failures),
    faults: happened.toSorted((a, b) => a.n - b.n).map((one) => feltOf(one, people)),
  };
}

function feltOf(one: Happened, people: readonly Person[]): Felt {
  const during = people.flatMap(({ outages }) => {
    const mine = outages.filter(({ fromMs }) => fromMs >= one.fromMs && fromMs <= one.toMs + AFTERWARDS_MS);
    return mine.length === 0 ? [] : [Math.max(...mine.map(({ fromMs, toMs }) => toMs - fromMs))];
  });
  return { ...one, cut: during.length, longestMs: Math.max(0, ...during) };
}

function commandOf({ minutes, seed, processes, users, only, embedded }: Options): string {
  const servers = embedded ? '--embedded' : `--processes ${processes}`;
  return `npm run faults -- --minutes ${minutes} --seed ${seed} ${servers} --users ${users} --only ${only.join()}`;
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const SHOWN = 40;

export function textOf(report: Report): string {
  const { wrong, findings, acknowledged, compared, ackMs, clients, done, refused, faults, tookMs } = report;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const timeline = faults.map(({ n, what, fromMs, toMs, cut, longestMs }) => {
    const felt =
      cut === 0
        ? 'nobody lost the connection'
        : `${cut} lost the connection, the last was back after ${seconds(longestMs)}`;
    return `${seconds(fromMs).padStart(9)} – ${seconds(toMs).padStart(8)}  ${String(n).padStart(3)}. ${what}: ${felt}`;
  });
  return `${[
    report.command,
    `took          ${seconds(tookMs)}`,
    `wrong         ${list(wrong)}`,
    `acknowledged  ${list(acknowledged)}`,
    `compared      ${compared.events} events, ${compared.logs} members’ logs, ${compared.files} files`,
    `answered in   p50 ${rounded(ackMs.p50)} ms, p99 ${rounded(ackMs.p99)} ms, at worst ${seconds(ackMs.worst)}`,
    `clients       ${clients.reconnects} reconnects, longest outage ${seconds(clients.longestOutageMs)}, signed out ${clients.signedOut} times`,
    `done          ${list(done)}`,
    `refused       ${list(refused)}`,
    '',
    'faults',
    ...timeline,
    ...(findings.length === 0 ? [] : ['', `WRONG (${findings.length})`]),
    ...findings.slice(0, SHOWN).map(({ wrong: kind, what }) => `  ${kind}: ${what}`),
    ...(findings.length > SHOWN ? [`  and ${findings.length - SHOWN} more, in report.json`] : []),
  ].join('\n')}\n`;
}
