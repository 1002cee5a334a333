import { ensureWebBuilt } from '../../tools/web-build.mjs';
import { startPast } from '../browser/long-history.ts';
import { openReader, type Reader } from '../browser/reader.ts';
import { switchThrough } from '../browser/switching.ts';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { quantile } from '../harness/stats.ts';
import { versionOf } from '../yiqi/server.ts';

const FIGURES: readonly Figure[] = [
  { name: 'click to lines, p50', unit: 'ms', better: 'lower' },
  { name: 'click to lines, p95', unit: 'ms', better: 'lower' },
];

/** What goes on behind the screen after a page has loaded is over by then. */
const SETTLE_MS = 2_500;
/** A hand holds a button down for 70 to 100 ms. */
const PRESSED = { pauseMs: 200, pressMs: 70 };
/** By a key, a link or a notification: nothing comes before it. */
const UNPRESSED = { ...PRESSED, pressMs: 0 };

function figures(took: readonly number[]): Measured {
  return { 'click to lines, p50': quantile(took, 0.5), 'click to lines, p95': quantile(took, 0.95) };
}

/** The page anew: nothing is in memory. */
async function reload({ page }: Reader, origin: string): Promise<void> {
  await page.goto(`${origin}/`);
  await page.locator('a[href^="/c/"]').first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
}

/** Takes the stored windows away, as on a device that has just signed in. Runs in the page. */
async function forgetInPage(): Promise<void> {
  const { indexedDB } = globalThis as unknown as { indexedDB: IDBFactory };
  const name = (await indexedDB.databases()).map((one) => one.name ?? '').find((one) => one.startsWith('yiqi-u_'));
  const opening = indexedDB.open(name ?? '');
  await new Promise((done) => opening.addEventListener('success', done));
  const clearing = opening.result.transaction('windows', 'readwrite').objectStore('windows').clear();
  await new Promise((done) => clearing.addEventListener('success', done));
  opening.result.close();
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  await ensureWebBuilt();
  const size = quick ? { conversations: 14, messages: 120 } : { conversations: 40, messages: 1_000 };
  const past = await startPast(cores, size);
  const reader = await openReader(past);
  const { page } = reader;
  const ids = past.conversations.toReversed();
  const [warm, cold] = [ids.slice(0, 12), ids.slice(12)];
  await reload(reader, past.origin);
  await switchThrough(page, ids, UNPRESSED);
  await page.waitForTimeout(SETTLE_MS);
  const entrant = (name: string, about: string, measure: () => Promise<Measured>): Entrant<Measured> => ({
    ...{ name, about, version: versionOf() },
    measure,
    end: async () => {},
  });
  const entrants = [
    entrant('from memory', 'the newest 12, which are brought into memory after the start', async () => {
      await reload(reader, past.origin);
      return figures(await switchThrough(page, warm, PRESSED));
    }),
    entrant('from the store', 'the others, from IndexedDB, by a press of 70 ms', async () => {
      await reload(reader, past.origin);
      return figures(await switchThrough(page, cold, PRESSED));
    }),
    entrant('from the store, by a key', 'the same, without a press before', async () => {
      await reload(reader, past.origin);
      return figures(await switchThrough(page, cold, UNPRESSED));
    }),
    entrant('from the server', 'no local copy: each is fetched over loopback, which has no delay', async () => {
      await page.evaluate(forgetInPage);
      await reload(reader, past.origin);
      const took = figures(await switchThrough(page, cold, PRESSED));
      await page.waitForTimeout(SETTLE_MS);
      return took;
    }),
  ];
  const contenders = await inTurns(entrants, quick ? 1 : 2, say);
  const chromium = reader.browser.version();
  await reader.end();
  await past.server.end();
  return {
    bench: 'switch',
    title: 'Opening another conversation',
    quick,
    parameters: { ...size, chromium },
    figures: FIGURES,
    contenders,
    notes: ['Frames come every 16.7 ms: a time is that of the frame in which the lines were there.', NO_PEER],
  };
}

const NO_PEER = 'Element and Mattermost cannot be had as packages here, so no other program stands beside it.';

export const switching: Bench = {
  name: 'switch',
  about: 'a click on a conversation until its lines are painted, in Chromium',
  run,
};
