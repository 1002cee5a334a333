/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import type { JoinMeetingAnswer } from '#protocol/meetings.ts';
import { register } from '../../e2e/support/chat.ts';
import { received } from '../../e2e/support/media.ts';
import { newMediaSeat, openMediaBrowser } from '../../e2e/support/media-browser.ts';
import { startMeeting } from '../../e2e/support/meeting.ts';
import { until } from '../../e2e/support/until.ts';
import { ensureWebBuilt } from '../../tools/web-build.mjs';
import { chromiumCpu } from '../browser/processes.ts';
import { openUnpinned } from '../browser/reader.ts';
import { Generator, type PersonPlan, type Reach } from '../forwarding/generator.ts';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { startYiqi, versionOf } from '../yiqi/server.ts';
import { encodeClip } from './clip.ts';

const KINDS = ['renderer', 'gpu', 'utility', 'browser'] as const;
const FIGURES: readonly Figure[] = [
  { name: 'CPU of all of Chromium', unit: '% of a core', better: 'lower' },
  ...KINDS.map((kind): Figure => ({ name: `CPU, ${kind}`, unit: '% of a core', better: 'lower' })),
  { name: 'pictures decoded', unit: '/s a tile', better: 'higher' },
  { name: 'lines a picture', unit: '', better: 'lower' },
];

const OTHERS = 8;
const RATE = 25;
/** Nine tiles of a little less than 320 × 180 in it. */
const VIEW = { width: 992, height: 720 };
/** It takes its time until all lines carry what is asked for. */
const SETTLE = { looks: 12, eachMs: 2000 };

/** As a guest comes in. */
async function ticketFor(origin: string, number: string, name: string): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/meetings/${number}/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (!answer.ok) throw new Error(`a guest could not join: ${await answer.text()}`);
  return ((await answer.json()) as JoinMeetingAnswer).token;
}

/** The program with the choice of layers by the size of tiles turned off. */
async function withoutAdaptiveStream(page: Page): Promise<() => boolean> {
  let found = false;
  await page.route('**/*.js', async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const changed = text.replace(/adaptiveStream:\{pixelDensity:[^}]*\}/, 'adaptiveStream:!1');
    found ||= changed !== text;
    await route.fulfill({ response, body: changed });
  });
  return () => found;
}

/** How many lines the pictures in the tiles have. Runs in the page. */
function linesInPage(): number[] {
  return [...document.querySelectorAll<HTMLVideoElement>('figure[data-source=camera]:not([aria-label*="(you)"]) video')]
    .map((video) => video.videoHeight)
    .sort((a, b) => a - b);
}

/** Until all pictures come as often as they are sent, or time is up: then fewer are told. */
async function settled(page: Page): Promise<void> {
  for (let n = 0; n < SETTLE.looks; n += 1) {
    const { video } = await received(page, SETTLE.eachMs);
    const least = Math.min(...Object.values(video));
    const most = Math.max(...Object.values(video));
    const wanted = (RATE * SETTLE.eachMs) / 1000;
    if (least > 0.94 * wanted && most < 1.06 * wanted) return;
  }
}

async function lookAt(page: Page, forMs: number): Promise<Measured> {
  const [before, began] = [chromiumCpu(), performance.now()];
  const { video } = await received(page, forMs);
  const tookMs = performance.now() - began;
  const after = chromiumCpu();
  const shares = KINDS.map((kind) => [`CPU, ${kind}`, ((after[kind] - before[kind]) / tookMs) * 100] as const);
  const lines = await page.evaluate(linesInPage);
  const decoded = Object.values(video).reduce((sum, frames) => sum + frames, 0);
  return {
    'CPU of all of Chromium': shares.reduce((sum, [, share]) => sum + share, 0),
    ...Object.fromEntries(shares),
    'pictures decoded': (decoded / OTHERS / tookMs) * 1000,
    'lines a picture': lines.reduce((sum, one) => sum + one, 0) / Math.max(1, lines.length),
  };
}

interface Watching {
  origin: string;
  layers: PersonPlan['tracks'][number]['layers'];
  forMs: number;
}

/** A browser of its own, so that nobody else's pages are counted. */
async function measure({ origin, layers, forMs }: Watching, adaptive: boolean): Promise<Measured> {
  const browser = await openUnpinned(() => openMediaBrowser());
  const generator = await Generator.start();
  try {
    const { page } = await newMediaSeat(browser, origin);
    await page.setViewportSize(VIEW);
    const turnedOff = adaptive ? undefined : await withoutAdaptiveStream(page);
    const login = `viewer.${Math.round(performance.now())}`;
    await register(page, origin, login, 'Ann Lee');
    const number = await startMeeting(page, origin, 'Nine');
    if (turnedOff?.() === false) throw new Error('the choice of layers is not where it was');
    await fill(generator, { origin, number, layers });
    await until(
      'eight pictures',
      () => page.evaluate(linesInPage),
      (all) => all.length === OTHERS && (all[0] ?? 0) > 0,
    );
    await settled(page);
    return await lookAt(page, forMs);
  } finally {
    await generator.end();
    await browser.close();
  }
}

async function fill(generator: Generator, room: Pick<Watching, 'origin' | 'layers'> & { number: string }) {
  const { origin, number, layers } = room;
  const names = Array.from({ length: OTHERS }, (_, i) => `Guest ${i + 1}`);
  const people: PersonPlan[] = [];
  for (const name of names) {
    const token = await ticketFor(origin, number, name);
    people.push({ name, token, subscribes: false, tracks: [{ kind: 'video', frameMs: 1000 / RATE, layers }] });
  }
  const reach: Reach = { kind: 'livekit', port: Number(new URL(origin).port), key: 'none', secret: 'none' };
  await generator.join(reach, people, 2, 0);
}

async function layersOf(): Promise<{ layers: Watching['layers']; chromium: string }> {
  const browser: Browser = await openUnpinned(() => openMediaBrowser());
  try {
    const clips = await encodeClip(browser, RATE);
    const layers = clips.map(({ rid, clip }) => ({ rid, clip, packetsPerFrame: 1, packetBytes: 1100 }));
    return { layers, chromium: browser.version() };
  } finally {
    await browser.close();
  }
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  await ensureWebBuilt();
  const { layers, chromium } = await layersOf();
  const server = await startYiqi(cores);
  try {
    const watching = { origin: `http://127.0.0.1:${server.port}`, layers, forMs: quick ? 3000 : 12_000 };
    const entrant = (name: string, about: string, adaptive: boolean): Entrant<Measured> => ({
      ...{ name, about, version: versionOf() },
      measure: () => measure(watching, adaptive),
      end: async () => {},
    });
    const entrants = [
      entrant('yiqi', 'each tile asks for the layer that fills it', true),
      entrant('the largest layer', 'the same page, with LiveKit’s adaptive stream turned off', false),
    ];
    const contenders = await inTurns(entrants, quick ? 1 : 2, say);
    const parameters = { tiles: OTHERS + 1, rate: RATE, ...VIEW, chromium };
    const title = 'What a page with nine people costs its browser';
    return { bench: 'tiles', title, quick, parameters, figures: FIGURES, contenders, notes: NOTES };
  } finally {
    await server.end();
  }
}

const NOTES = [
  'No graphics card: pictures are decoded and drawn by the processor (“gpu” is the process that draws). With one it takes less.',
  'The viewer’s own camera is on, and nobody asks for its picture, so it is shown and not encoded. There is no sound.',
];

export const tiles: Bench = {
  name: 'tiles',
  about: 'CPU of Chromium’s processes while a page shows nine people',
  run,
};
