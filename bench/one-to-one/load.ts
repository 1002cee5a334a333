import { eventually, openLoop } from '../harness/pacer.ts';
import { quantile } from '../harness/stats.ts';
import { generatorBusy } from '../harness/usage.ts';
import { markedText } from '../wire/marks.ts';
import type { Talkers } from './talkers.ts';

/** What a server made of one rate. */
export interface Step {
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Messages that did not arrive. They count as endlessly late. */
  readonly lost: number;
  readonly cpuPerMessageUs: number;
  readonly generatorBusy: number;
}

export const TEXT_CHARS = 100;
/** What an overloaded server still has to do must not weigh on the next step. */
const DRAIN_MS = 15_000;

/** Marks grow from step to step, so that what comes late from an earlier one is not taken for this one's. */
let nextMark = 0;

/** Sends at an even rate whatever becomes of it. Delays count from when each message was due to when it arrived. */
export async function loadStep(talkers: Talkers, rate: number, durationMs: number): Promise<Step> {
  const base = Math.ceil(nextMark / talkers.people) * talkers.people;
  const dueAt: number[] = [];
  const delays: number[] = [];
  talkers.onDelivery = (mark) => {
    const due = dueAt[mark - base];
    if (due !== undefined) delays.push(performance.now() - due);
  };
  const [before, busySince] = [talkers.child.usage(), generatorBusy()];
  const start = (index: number, due: number): void => {
    dueAt[index] = due;
    talkers.say(base + index, markedText(base + index, TEXT_CHARS));
  };
  const total = await openLoop({ rate, durationMs, start });
  const busy = busySince();
  await eventually(() => delays.length >= total, DRAIN_MS);
  const cpuMs = talkers.child.usage().cpuMs - before.cpuMs;
  nextMark = base + total;
  const lost = total - delays.length;
  const all = [...delays, ...Array<number>(Math.max(0, lost)).fill(Number.POSITIVE_INFINITY)];
  return {
    rate,
    p50Ms: quantile(all, 0.5),
    p99Ms: quantile(all, 0.99),
    lost,
    cpuPerMessageUs: (cpuMs * 1000) / delays.length,
    generatorBusy: busy,
  };
}

export const GOOD_P99_MS = 100;

export function wentWell({ p99Ms }: Step): boolean {
  return p99Ms < GOOD_P99_MS;
}
