import type { Measured } from '../harness/figures.ts';
import { pause } from '../harness/pacer.ts';
import { quantile } from '../harness/stats.ts';
import { generatorBusy, type Measurable } from '../harness/usage.ts';
import type { Away } from './away.ts';

/** Messages that are said at once while everybody is away. */
const SAYING_AT_ONCE = 40;
/** Who isn't back by then never comes. */
const LIMIT_MS = 60_000;
const AGAIN_MS = 200;
const SAMPLE_MS = 100;
/** What a server still does when the last is back counts as well. */
const AFTER_MS = 1000;
const QUIET_MS = 500;
const QUIET_CPU_MS = 50;
const QUIET_LIMIT_MS = 120_000;

/** Marks of one round are not those of another. */
let nextMark = 0;

/** Cuts all, says what they miss, and lets all come back in the same moment. */
export async function comingBack(away: Away): Promise<Measured> {
  await away.refresh();
  away.cut();
  await quiet(away.child);
  const base = nextMark;
  nextMark += away.people * away.missed;
  await sayAll(away, base);
  await quiet(away.child);
  const before = away.child.usage();
  const [peak, busySince] = [peakOf(away.child), generatorBusy()];
  const began = performance.now();
  const back = Array.from({ length: away.people }, (_, person) => oneBack(away, person, base, began));
  const times = await Promise.all(back);
  const generator = busySince();
  await pause(AFTER_MS);
  const cpuMs = away.child.usage().cpuMs - before.cpuMs;
  return {
    'until all are back': Math.max(...times),
    'until one is back, p50': quantile(times, 0.5),
    'until one is back, p99': quantile(times, 0.99),
    'CPU a reconnect': cpuMs / away.people,
    'memory at most': peak(),
    'memory while they are away': before.rssMiB,
    'not back': times.filter((time) => !Number.isFinite(time)).length,
    'generator busy': generator,
  };
}

async function sayAll(away: Away, base: number): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < away.people * away.missed) {
      const index = next++;
      await away.say(Math.floor(index / away.missed), base + index);
    }
  };
  await Promise.all(Array.from({ length: SAYING_AT_ONCE }, worker));
}

/** How long it took until the person was back with all that was missed, in ms; Infinity when that did not happen. */
async function oneBack(away: Away, person: number, base: number, began: number): Promise<number> {
  const missing = new Set(Array.from({ length: away.missed }, (_, k) => base + person * away.missed + k));
  while (performance.now() - began < LIMIT_MS) {
    try {
      await away.comeBack(person, (mark) => void missing.delete(mark));
      return missing.size === 0 ? performance.now() - began : Number.POSITIVE_INFINITY;
    } catch {
      await pause(AGAIN_MS);
    }
  }
  return Number.POSITIVE_INFINITY;
}

/** Until the server has nothing to do any more. */
async function quiet(child: Measurable): Promise<void> {
  const until = performance.now() + QUIET_LIMIT_MS;
  for (let last = child.usage().cpuMs; performance.now() < until; ) {
    await pause(QUIET_MS);
    const now = child.usage().cpuMs;
    if (now - last < QUIET_CPU_MS) return;
    last = now;
  }
}

/** Begins to look; what it returns tells the most memory since, in MiB. */
function peakOf(child: Measurable): () => number {
  let most = child.usage().rssMiB;
  const look = () => {
    most = Math.max(most, child.usage().rssMiB);
  };
  const timer = setInterval(look, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    look();
    return most;
  };
}
