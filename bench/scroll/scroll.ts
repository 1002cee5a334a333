import type { CDPSession, Page } from 'playwright-core';
import { ensureWebBuilt } from '../../tools/web-build.mjs';
import { figuresOf, framesDuring, scrollBy } from '../browser/frames.ts';
import { type PastServer, startPast } from '../browser/long-history.ts';
import { openReader, SCREEN } from '../browser/reader.ts';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { versionOf } from '../yiqi/server.ts';
import { buildPlainList } from './plain-list.ts';

const FIGURES: readonly Figure[] = [
  { name: 'frames a second, up', unit: '1/s', better: 'higher' },
  { name: 'frames a second, down', unit: '1/s', better: 'higher' },
  { name: 'frame p99', unit: 'ms', better: 'lower' },
  { name: 'frames over 25 ms', unit: '%', better: 'lower' },
  { name: 'frames with a gap in the view', unit: '%', better: 'lower' },
  { name: 'longest task', unit: 'ms', better: 'lower' },
  { name: 'frames a second, CPU 4 times slower', unit: '1/s', better: 'higher' },
  { name: 'rows in the page', unit: '', better: 'lower' },
  { name: 'memory of the page', unit: 'MiB', better: 'lower' },
];

/** A quick hand on a touch pad. */
const SPEED_PX_S = 8_000;
const SLOWER = 4;
const AT = { x: SCREEN.width * 0.65, y: SCREEN.height / 2 };
/** What is drawn after a page has opened is drawn by then. */
const SETTLE_MS = 1_500;

interface Screen {
  page: Page;
  session: CDPSession;
  selector: string;
  seconds: number;
}

/** Up, and down again without a pause; then slower. */
async function measureScroll({ page, session, selector, seconds }: Screen): Promise<Measured> {
  const distancePx = SPEED_PX_S * seconds;
  const go = (direction: 1 | -1) =>
    framesDuring(page, selector, () =>
      scrollBy(session, AT, { distancePx: direction * distancePx, speedPxS: SPEED_PX_S }),
    );
  const [up, down] = [figuresOf(await go(-1)), figuresOf(await go(1))];
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const slow = figuresOf(await go(-1));
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const worse = (name: string) => Math.max(up[name] ?? 0, down[name] ?? 0);
  return {
    'frames a second, up': up['fps'] ?? Number.NaN,
    'frames a second, down': down['fps'] ?? Number.NaN,
    'frame p99': worse('frame p99'),
    'frames over 25 ms': worse('late'),
    'frames with a gap in the view': worse('blank'),
    'longest task': worse('longestTaskMs'),
    'frames a second, CPU 4 times slower': slow['fps'] ?? Number.NaN,
    'rows in the page': await page.locator('.timeline-row').count(),
    'memory of the page': usedSize / 2 ** 20,
  };
}

async function openHistory(past: PastServer, page: Page): Promise<void> {
  await page.goto(`${past.origin}/c/${past.conversations[0]}`);
  await page.locator('.timeline-row').first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  await ensureWebBuilt();
  const size = quick ? { messages: 3_000, plain: 500, seconds: 1 } : { messages: 100_000, plain: 10_000, seconds: 3 };
  const past = await startPast(cores, { conversations: 1, messages: size.messages });
  const reader = await openReader(past);
  const { page } = reader;
  const session = await page.context().newCDPSession(page);
  const screen = { page, session, seconds: size.seconds };
  const entrants: Entrant<Measured>[] = [
    {
      name: 'yiqi',
      version: versionOf(),
      about: `${size.messages} messages on the server; up to 2,000 lines in memory, those near the view in the page`,
      async measure() {
        await openHistory(past, page);
        return measureScroll({ ...screen, selector: '.timeline__scroll' });
      },
      end: async () => {},
    },
    {
      name: 'plain list',
      version: '',
      about: `${size.plain} of the same rows, all of them in the page, as plain HTML without React`,
      async measure() {
        await openHistory(past, page);
        say(`the plain list was laid out in ${Math.round(await buildPlainList(page, size.plain))} ms`);
        await page.waitForTimeout(SETTLE_MS);
        return measureScroll({ ...screen, selector: '#plain-list' });
      },
      end: async () => {},
    },
  ];
  const contenders = await inTurns(entrants, quick ? 1 : 2, say);
  const chromium = reader.browser.version();
  await reader.end();
  await past.server.end();
  return {
    bench: 'scroll',
    title: `A conversation of ${size.messages} messages, scrolled fast`,
    quick,
    parameters: { ...size, speedPxS: SPEED_PX_S, chromium },
    figures: FIGURES,
    contenders,
    notes: [NOTE],
  };
}

const NOTE =
  'Chromium without a GPU draws 60 frames a second at most. Memory is that of JavaScript; elements of the page count apart. Element and Mattermost cannot be had as packages here, so no other program stands beside it.';

export const scroll: Bench = {
  name: 'scroll',
  about: 'a history of 100,000 messages scrolled fast in Chromium; beside a list that draws every row',
  run,
};
