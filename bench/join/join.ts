import type { Browser, Page } from 'playwright-core';
import { register, startChat } from '../../e2e/support/chat.ts';
import { drawCamera } from '../../e2e/support/drawn-camera.ts';
import { newMediaSeat, openMediaBrowser } from '../../e2e/support/media-browser.ts';
import { control, enter, prepareMeeting } from '../../e2e/support/meeting.ts';
import { ensureWebBuilt } from '../../tools/web-build.mjs';
import { openUnpinned } from '../browser/reader.ts';
import { liveKitContenders } from '../forwarding/servers.ts';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { quantile } from '../harness/stats.ts';
import { startYiqi, versionOf } from '../yiqi/server.ts';
import { firstFrame, lookAnew, watchFirstFrames } from './first-frames.ts';

const WHAT = ['a call, who answers', 'a call, who rang', 'a meeting'] as const;
type What = (typeof WHAT)[number];

const FIGURES = WHAT.flatMap((what): Figure[] => [
  { name: `${what}, p50`, unit: 'ms', better: 'lower' },
  { name: `${what}, p99`, unit: 'ms', better: 'lower' },
]);

const SIZE = { width: 1280, height: 720 };
const RATE = 15;

interface InPage {
  document: { querySelectorAll: (selector: 'video') => Iterable<{ videoWidth: number }> };
}

/** Two people with a camera, in a browser each of their own kind. */
interface Pair {
  readonly ann: Page;
  readonly ben: Page;
  readonly number: string;
}

async function pairOn(browser: Browser, origin: string): Promise<Pair> {
  const seats = [await newMediaSeat(browser, origin), await newMediaSeat(browser, origin)];
  for (const { context } of seats) await watchFirstFrames(context);
  const [ann, ben] = seats.map(({ page }) => page) as [Page, Page];
  await register(ann, origin, 'ann.lee', 'Ann Lee');
  await register(ben, origin, 'ben.wu', 'Ben Wu');
  const number = await prepareMeeting(ben, origin, 'Weekly');
  return { ann, ben, number };
}

/** From the click on 'Answer', at both ends. */
async function callOnce({ ann, ben }: Pair): Promise<{ answerer: number; caller: number }> {
  await Promise.all([lookAnew(ann), lookAnew(ben)]);
  await ann.getByRole('button', { name: 'Video call', exact: true }).first().click();
  await ben.getByRole('alertdialog').getByRole('button', { name: 'Answer' }).click();
  const [rang, answered] = await Promise.all([firstFrame(ann), firstFrame(ben)]);
  const hangUp = (page: Page) => page.getByRole('button', { name: 'Hang up', exact: true }).first();
  await hangUp(ann).click();
  await Promise.all([hangUp(ann), hangUp(ben)].map((button) => button.waitFor({ state: 'detached' })));
  return { answerer: answered.frameAt - answered.clickedAt, caller: rang.frameAt - answered.clickedAt };
}

/** From the click on 'Join now' in the lobby, of somebody whom one other person awaits. */
async function joinOnce({ ann, number }: Pair, origin: string): Promise<number> {
  await ann.goto(`${origin}/m/${number}`);
  await control(ann, 'Join now').waitFor();
  // The picture of oneself is there, as for people who look before they go in.
  await ann.waitForFunction(() => {
    const { document } = globalThis as unknown as InPage;
    return [...document.querySelectorAll('video')].some(({ videoWidth }) => videoWidth > 0);
  });
  await lookAnew(ann);
  await control(ann, 'Join now').click();
  const { clickedAt, frameAt } = await firstFrame(ann);
  await control(ann, 'Leave the meeting').click();
  await ann.getByRole('heading', { name: 'You left the meeting' }).waitFor();
  return frameAt - clickedAt;
}

async function measure(pair: Pair, origin: string, times: number): Promise<Measured> {
  const { ann, ben, number } = pair;
  const took: Record<What, number[]> = { 'a call, who answers': [], 'a call, who rang': [], 'a meeting': [] };
  for (const page of [ann, ben]) await page.goto(origin);
  await startChat(ann, 'Ben Wu');
  // The first of each is made with what is not loaded yet, and counts as well.
  for (let i = 0; i < times; i += 1) {
    const { answerer, caller } = await callOnce(pair);
    took['a call, who answers'].push(answerer);
    took['a call, who rang'].push(caller);
  }
  await ben.goto(`${origin}/m/${number}`);
  await enter(ben);
  for (let i = 0; i < times; i += 1) took['a meeting'].push(await joinOnce(pair, origin));
  const figures = WHAT.flatMap((what) => [
    [`${what}, p50`, quantile(took[what], 0.5)] as const,
    [`${what}, p99`, quantile(took[what], 0.99)] as const,
  ]);
  return Object.fromEntries(figures);
}

interface Engine {
  name: string;
  version: string;
  about: string;
  flags: readonly string[];
  end(): Promise<void>;
}

async function engines(run: Run, notes: string[]): Promise<Engine[]> {
  const about = 'its own media server';
  const all: Engine[] = [{ name: 'yiqi', version: versionOf(), about, flags: [], end: async () => {} }];
  for (const { name, version, start } of liveKitContenders(run, notes).slice(1)) {
    const { child, reach } = await start(run.cores);
    if (reach.kind !== 'livekit') continue;
    const { port, key, secret } = reach;
    const flags = ['--livekit-url', `ws://127.0.0.1:${port}`, '--livekit-key', key, '--livekit-secret', secret];
    all.push({ name: `on ${name}`, version, about: 'the same, with it for media', flags, end: () => child.end() });
  }
  return all;
}

async function entrantOn(browser: Browser, engine: Engine, run: Run, times: number): Promise<Entrant<Measured>> {
  const server = await startYiqi(run.cores, undefined, engine.flags);
  const origin = `http://127.0.0.1:${server.port}`;
  const pair = await pairOn(browser, origin);
  const { name, version, about } = engine;
  const end = async () => {
    await server.end();
    await engine.end();
  };
  return { name, version, about, measure: () => measure(pair, origin, times), end };
}

async function run(given: Run): Promise<Result> {
  await ensureWebBuilt();
  const { quick, say } = given;
  const times = quick ? 2 : 10;
  const notes = [NOT_FAR, COUNTED];
  const pictures = Array.from({ length: RATE }, (_, i) => [{ x: 500 + 8 * i, y: 340, height: 290 }]);
  const camera = await drawCamera({ ...SIZE, rate: RATE, pictures });
  const flags = [`--use-file-for-fake-video-capture=${camera.path}`];
  const browser = await openUnpinned(() => openMediaBrowser(flags));
  try {
    const entrants: Entrant<Measured>[] = [];
    for (const engine of await engines(given, notes)) entrants.push(await entrantOn(browser, engine, given, times));
    const contenders = await inTurns(entrants, quick ? 1 : 2, say);
    const parameters = { ...SIZE, rate: RATE, timesARound: times, chromium: browser.version() };
    const title = 'From a click to the first picture of the other';
    return { bench: 'join', title, quick, parameters, figures: FIGURES, contenders, notes };
  } finally {
    await browser.close();
    await camera.remove();
  }
}

const NOT_FAR = 'Loopback has no delay: a network adds its round trips.';
const COUNTED =
  'Of 10 times a round the 99th percentile is the slowest. Both people’s cameras are encoded on the same two cores.';

export const join: Bench = {
  name: 'join',
  about: 'a click on Answer or Join until the other is seen, in Chromium',
  run,
};
