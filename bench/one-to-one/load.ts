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
const DRAIN_MS = 3000;

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
const GROWTH = 1.3;
/** Halvings between the last rate that went well and the first that did not. */
const HALVINGS = 3;

/** The highest rate at which the 99th percentile stays below the bound, looked for from below. A rate may fail once. */
export async function findSustained(talkers: Talkers, from: number, durationMs: number): Promise<Step[]> {
  const steps: Step[] = [];
  const goesWell = async (rate: number): Promise<boolean> => {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const step = await loadStep(talkers, Math.round(rate), durationMs);
      steps.push(step);
      if (step.p99Ms < GOOD_P99_MS) return true;
    }
    return false;
  };
  let [good, bad] = [0, from];
  while (await goesWell(bad)) [good, bad] = [bad, bad * GROWTH];
  for (let i = 0; i < HALVINGS && good > 0; i += 1) {
    const middle = (good + bad) / 2;
    if (await goesWell(middle)) good = middle;
    else bad = middle;
  }
  return steps;
}

/** The best of the steps that went well. */
export function bestOf(steps: readonly Step[]): Step | undefined {
  const good = steps.filter(({ p99Ms }) => p99Ms < GOOD_P99_MS);
  return good.sort((a, b) => b.rate - a.rate)[0];
}
