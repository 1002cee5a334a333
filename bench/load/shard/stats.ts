import { Histogram } from '../histogram.ts';
import { codeOf, Refused } from '../http.ts';
import { TIMES, type Tick, type TimeName } from '../wires.ts';

/** What commands without an answer are refused with. */
export const ENDED = 'connection.ended';

/** Counts what happens in this process until it is taken. */
export class Stats {
  #counts: Record<string, number> = {};
  #errors: Record<string, number> = {};
  readonly #times = Object.fromEntries(TIMES.map((name) => [name, new Histogram()])) as Record<TimeName, Histogram>;
  #cpu = process.cpuUsage();

  count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }

  time(what: TimeName, ms: number): void {
    this.#times[what].record(ms);
  }

  /** That a connection ended is counted once, by its name, and not for each command that waited for an answer. */
  error(error: unknown): void {
    if (error instanceof Refused && error.code === ENDED) return;
    const code = typeof error === 'string' ? error : codeOf(error);
    this.#errors[code] = (this.#errors[code] ?? 0) + 1;
  }

  take(online: number): Tick {
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#cpu = process.cpuUsage();
    const [counts, errors] = [this.#counts, this.#errors];
    [this.#counts, this.#errors] = [{}, {}];
    const times = Object.fromEntries(TIMES.map((name) => [name, this.#times[name].take()])) as Tick['times'];
    return { online, counts, errors, times, cpuMs: (user + system) / 1000 };
  }
}

/** A clock that all processes of this machine share, in ms. */
export function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
