import type { Histogram } from './histogram.ts';
import { type Recorder, type Sample, shortly } from './record.ts';
import type { Verified } from './wires.ts';

/** Of how long something took, in ms. null: it never happened. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly worst: number | null;
}

/** What a run came to. Written as JSON; the text and the chart are made of it. */
export interface Report {
  readonly title: string;
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly connections: { readonly wanted: number; readonly most: number; readonly kibEach: number | null };
  /** Of the time in which people acted. Rates a second. */
  readonly acting: {
    readonly seconds: number;
    readonly sent: number | null;
    readonly delivered: number | null;
    readonly serverCpuMean: number | null;
    readonly serverCpuMost: number | null;
    readonly generatorCpuMean: number | null;
    readonly stallMostMs: number | null;
  };
  readonly rssMiB: { readonly before: number | null; readonly connected: number | null; readonly end: number | null };
  readonly times: Readonly<Record<string, Percentiles>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  /** Every message that was acknowledged, held against what each member has. */
  readonly messages: Verified & { readonly unanswered: number; readonly refused: number; readonly repeated: number };
  readonly well: boolean;
  readonly samples: readonly Sample[];
}

/** The memory of fewer connections is lost in the noise. */
export const WORTH_READING = 500;

export interface Outcome {
  readonly title: string;
  readonly date: string;
  readonly machine: Report['machine'];
  readonly parameters: Report['parameters'];
  readonly users: number;
  readonly recorder: Recorder;
  readonly rssMiB: { readonly before: number; readonly connected: number; readonly end: number };
  readonly verified: Verified;
  readonly unanswered: number;
}

const MEANT: Readonly<Record<string, string>> = {
  connect: 'connect: token, WebSocket and hello',
  reconnect: 'reconnect after a break',
  ack: 'sent to acknowledged',
  deliver: 'sent to delivered',
  open: 'a page of history',
};

export function reportOf(outcome: Outcome): Report {
  const { recorder, users, verified, unanswered, rssMiB } = outcome;
  const { samples, counts, errors, most } = recorder;
  const messages = { ...verified, unanswered, refused: counts['refused'] ?? 0, repeated: counts['repeated'] ?? 0 };
  const { lost, doubled, mixed, refused, repeated } = messages;
  return {
    title: outcome.title,
    date: outcome.date,
    machine: outcome.machine,
    parameters: outcome.parameters,
    connections: {
      wanted: users,
      most,
      kibEach: most < WORTH_READING ? null : shortly(((rssMiB.connected - rssMiB.before) * 1024) / most),
    },
    acting: actingOf(samples.filter(({ phase }) => phase === 'act')),
    rssMiB: { before: shortly(rssMiB.before), connected: shortly(rssMiB.connected), end: shortly(rssMiB.end) },
    times: Object.fromEntries(Object.entries(recorder.times).map(([name, times]) => [name, percentilesOf(times)])),
    counts,
    errors,
    messages,
    well: most === users && lost + doubled + mixed + unanswered + refused + repeated === 0,
    samples,
  };
}

export function textOf(report: Report): string {
  const { connections, acting, rssMiB, times, counts, errors, messages, parameters, machine } = report;
  const list = (all: Readonly<Record<string, string | number>>) =>
    Object.entries(all).map(([name, value]) => `${name} ${value}`);
  const rows = Object.entries(times)
    .filter(([, { count }]) => count > 0)
    .map(([name, { count, p50, p90, p99, worst }]) => row(MEANT[name] ?? name, [count, p50, p90, p99, worst]));
  return [
    `${report.title}, ${report.date}`,
    `  ${list(machine).join(', ')}`,
    `  ${list(parameters).join(', ')}`,
    '',
    `connections      ${connections.most} of ${connections.wanted}, ${told(connections.kibEach)} KiB each`,
    `server memory    ${told(rssMiB.before)} MiB before, ${told(rssMiB.connected)} connected, ${told(rssMiB.end)} at the end`,
    `while they act   ${told(acting.sent)} messages/s, ${told(acting.delivered)} deliveries/s, for ${acting.seconds} s`,
    `server CPU       ${told(acting.serverCpuMean)} % of a core, ${told(acting.serverCpuMost)} at most; longest stall ${told(acting.stallMostMs)} ms`,
    `generator CPU    ${told(acting.generatorCpuMean)} % of a core`,
    '',
    row('ms', ['count', 'p50', 'p90', 'p99', 'worst']),
    ...rows,
    '',
    `done             ${list(counts).join(', ') || 'nothing'}`,
    `errors           ${list(errors).join(', ') || 'none'}`,
    `messages         ${messages.expected} deliveries due, ${messages.arrived} there: lost ${messages.lost}, doubled ${messages.doubled}, others than sent ${messages.mixed}, pushed twice ${messages.repeated}, unanswered ${messages.unanswered}, refused ${messages.refused}`,
    report.well ? 'All is well.' : 'NOT all is well.',
    '',
  ].join('\n');
}

function actingOf(samples: readonly Sample[]): Report['acting'] {
  const seconds = samples.reduce((sum, { took }) => sum + took, 0);
  const told = (of: (sample: Sample) => number | null) =>
    samples.flatMap((sample) => {
      const value = of(sample);
      return value === null ? [] : [{ value, took: sample.took }];
    });
  const mean = (of: (sample: Sample) => number | null) => {
    const values = told(of);
    const whole = values.reduce((sum, { took }) => sum + took, 0);
    return shortly(values.reduce((sum, { value, took }) => sum + value * took, 0) / whole);
  };
  const most = (of: (sample: Sample) => number | null) => shortly(Math.max(...told(of).map(({ value }) => value)));
  return {
    seconds: shortly(seconds) ?? 0,
    sent: mean(({ sent }) => sent),
    delivered: mean(({ delivered }) => delivered),
    serverCpuMean: mean(({ serverCpu }) => serverCpu),
    serverCpuMost: most(({ serverCpu }) => serverCpu),
    generatorCpuMean: mean(({ generatorCpu }) => generatorCpu),
    stallMostMs: most(({ stallMs }) => stallMs),
  };
}

function percentilesOf(times: Histogram): Percentiles {
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((q) => shortly(times.quantile(q)));
  return { count: times.total, p50: p50 ?? null, p90: p90 ?? null, p99: p99 ?? null, worst: shortly(times.worstMs) };
}

function row(name: string, cells: readonly (string | number | null)[]): string {
  return name.padEnd(38) + cells.map((cell) => told(cell).padStart(9)).join('');
}

function told(value: string | number | null): string {
  return value === null ? '–' : String(value);
}
