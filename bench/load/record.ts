import { Histogram } from './histogram.ts';
import type { ServersNow } from './venue.ts';
import { TIMES, type Tick, type TimeName } from './wires.ts';

/** One second of a run. */
export interface Sample {
  /** Since the run began, in s. */
  readonly at: number;
  /** How long it was, in s. */
  readonly took: number;
  readonly phase: string;
  readonly connections: number;
  readonly sent: number;
  readonly delivered: number;
  readonly errors: number;
  /** In ms; null: nothing was. */
  readonly ackP50: number | null;
  readonly ackP99: number | null;
  readonly deliverP50: number | null;
  readonly deliverP99: number | null;
  /** Of all servers, in % of one core; null: not told. */
  readonly serverCpu: number | null;
  readonly serverRssMiB: number | null;
  readonly stallMs: number | null;
  /** Of the generator, in % of one core. */
  readonly generatorCpu: number;
}

/** Rates of less are worth nothing. */
const SHORTEST_MS = 250;

type Times = Readonly<Record<TimeName, Histogram>>;

function newTimes(): Times {
  return Object.fromEntries(TIMES.map((name) => [name, new Histogram()])) as Record<TimeName, Histogram>;
}

/** Puts together what the processes of the generator and the servers tell. */
export class Recorder {
  readonly samples: Sample[] = [];
  readonly counts: Record<string, number> = {};
  readonly errors: Record<string, number> = {};
  /** Of the whole run. */
  readonly times = newTimes();
  phase = 'start';
  #online: number[] = [];
  #most = 0;
  #now = newTimes();
  #second = { sent: 0, delivered: 0, errors: 0, cpuMs: 0 };
  #before: ServersNow | undefined;
  #at = performance.now();
  readonly #began = performance.now();

  /** Most connections at once. */
  get most(): number {
    return this.#most;
  }

  get connections(): number {
    return this.#online.reduce((sum, online) => sum + online, 0);
  }

  take(shard: number, { online, counts, errors, times, cpuMs }: Tick): void {
    this.#online[shard] = online;
    this.#most = Math.max(this.#most, this.connections);
    for (const [name, count] of Object.entries(counts)) this.counts[name] = (this.counts[name] ?? 0) + count;
    for (const [code, count] of Object.entries(errors)) {
      this.errors[code] = (this.errors[code] ?? 0) + count;
      this.#second.errors += count;
    }
    for (const name of TIMES) {
      this.#now[name].add(times[name]);
      this.times[name].add(times[name]);
    }
    this.#second.sent += counts['sent'] ?? 0;
    this.#second.delivered += counts['delivered'] ?? 0;
    this.#second.cpuMs += cpuMs;
  }

  /** The time since the last one becomes a sample; a moment goes to the next one. */
  sample(servers: ServersNow): Sample | undefined {
    const at = performance.now();
    const tookMs = at - this.#at;
    if (tookMs < SHORTEST_MS) return undefined;
    const { sent, delivered, errors, cpuMs } = this.#second;
    const cpuBefore = this.#before?.cpuMs ?? Number.NaN;
    const sample: Sample = {
      at: shortly((at - this.#began) / 1000) ?? 0,
      took: shortly(tookMs / 1000) ?? 0,
      phase: this.phase,
      connections: this.connections,
      sent: Math.round((sent * 1000) / tookMs),
      delivered: Math.round((delivered * 1000) / tookMs),
      errors,
      ackP50: shortly(this.#now.ack.quantile(0.5)),
      ackP99: shortly(this.#now.ack.quantile(0.99)),
      deliverP50: shortly(this.#now.deliver.quantile(0.5)),
      deliverP99: shortly(this.#now.deliver.quantile(0.99)),
      serverCpu: shortly(((servers.cpuMs - cpuBefore) / tookMs) * 100),
      serverRssMiB: shortly(servers.rssMiB),
      stallMs: shortly(servers.stallMs),
      generatorCpu: shortly((cpuMs / tookMs) * 100) ?? 0,
    };
    this.samples.push(sample);
    this.#before = servers;
    this.#at = at;
    this.#now = newTimes();
    this.#second = { sent: 0, delivered: 0, errors: 0, cpuMs: 0 };
    return sample;
  }
}

/** Four digits that count; null of what isn't a number, as JSON has it. */
export function shortly(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
}

/** One line for who watches. */
export function progressOf(sample: Sample, users: number): string {
  const ms = (p50: number | null, p99: number | null) => `${p50 ?? '–'}/${p99 ?? '–'}`;
  return [
    `${sample.at.toFixed(0).padStart(5)} s ${sample.phase.padEnd(7)}`,
    `${sample.connections}/${users} connected`,
    `${sample.sent} sent/s`,
    `${sample.delivered} delivered/s`,
    `ack ${ms(sample.ackP50, sample.ackP99)} ms`,
    `there ${ms(sample.deliverP50, sample.deliverP99)} ms`,
    `server ${sample.serverCpu?.toFixed(0) ?? '–'} % ${sample.serverRssMiB?.toFixed(0) ?? '–'} MiB`,
    `stall ${sample.stallMs?.toFixed(0) ?? '–'} ms`,
    `${sample.errors} errors`,
  ].join('  ');
}
