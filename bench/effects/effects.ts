/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { register } from '../../e2e/support/chat.ts';
import { drawCamera } from '../../e2e/support/drawn-camera.ts';
import type { DrawnFace } from '../../e2e/support/drawn-face.ts';
import { newMediaSeat, openMediaBrowser } from '../../e2e/support/media-browser.ts';
import { prepareMeeting } from '../../e2e/support/meeting.ts';
import { startTestServer } from '../../e2e/support/server.ts';
import { until } from '../../e2e/support/until.ts';
import { ensureWebBuilt } from '../../tools/web-build.mjs';
import { openUnpinned } from '../browser/reader.ts';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { versionOf } from '../yiqi/server.ts';

const FIGURES: readonly Figure[] = [
  { name: 'a picture', unit: 'ms', better: 'lower' },
  { name: 'a find of faces', unit: 'ms', better: 'lower' },
];

const SIZE = { width: 1280, height: 720 };
const RATE = 15;
/** Of 2 s each. The first says nothing: models are loaded and the program is made quick. */
const LOOKS = { skipped: 1, counted: 2 };

interface Took {
  frames: number;
  busyMs: number;
  findMs: number;
}

/** What is chosen, by section and name; a number is the beauty filter's strength. */
interface Chosen {
  name: string;
  about: string;
  picks: readonly (readonly [section: string, pick: string | number])[];
}

const LOOKED_AT: readonly Chosen[] = [
  { name: 'blur', about: 'blurred background', picks: [['Background', 'Blurred background']] },
  { name: 'drawing', about: 'a drawn background', picks: [['Background', 'Drawn: hills at dawn']] },
  { name: 'sticker', about: 'a sticker of two drawings on each of two faces', picks: [['Stickers', 'Cat']] },
  { name: 'beauty', about: 'two faces, at full strength', picks: [['Beauty', 100]] },
  {
    name: 'all of it',
    about: 'blur, sticker and beauty',
    picks: [
      ['Background', 'Blurred background'],
      ['Stickers', 'Cat'],
      ['Beauty', 100],
    ],
  },
];

const NOTHING: Chosen['picks'] = [
  ['Background', 'Background as it is'],
  ['Stickers', 'No sticker'],
  ['Beauty', 0],
];

/** What workers of the page tell from now on is kept. Runs in the page. */
const LISTEN = `{
  const Plain = Worker;
  globalThis.took = [];
  globalThis.Worker = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => data.took && globalThis.took.push(data.took));
    }
  };
}`;

async function pick(page: Page, picks: Chosen['picks']): Promise<void> {
  for (const [section, name] of picks) {
    await page.locator('.looks .segmented').getByText(section, { exact: true }).click();
    if (typeof name === 'number') await page.getByRole('slider').fill(String(name));
    else await page.getByTitle(name, { exact: true }).click();
  }
}

async function measure(page: Page, { picks }: Chosen): Promise<Measured> {
  await pick(page, picks);
  await page.evaluate('globalThis.took.length = 0');
  const wanted = LOOKS.skipped + LOOKS.counted;
  const told = () => page.evaluate<Took[]>('globalThis.took');
  const all = await until('what pictures took', told, (took) => took.length >= wanted);
  const looks = all.slice(LOOKS.skipped, wanted);
  await pick(page, NOTHING);
  const frames = looks.reduce((sum, look) => sum + look.frames, 0);
  const busyMs = looks.reduce((sum, look) => sum + look.busyMs, 0);
  const findMs = looks.at(-1)?.findMs ?? 0;
  const needsFaces = picks.some(([section]) => section !== 'Background');
  return { 'a picture': busyMs / frames, ...(needsFaces && findMs > 0 && { 'a find of faces': findMs }) };
}

function people(): DrawnFace[][] {
  return Array.from({ length: 2 * RATE }, (_, i) => {
    const way = 40 * Math.sin((i / RATE) * Math.PI);
    return [
      { x: 400 + way, y: 340, height: 290 },
      { x: 880 + way, y: 370, height: 250, lean: 6 },
    ];
  });
}

async function run({ quick, say }: Run): Promise<Result> {
  await ensureWebBuilt();
  const camera = await drawCamera({ ...SIZE, rate: RATE, pictures: people() });
  const server = await startTestServer();
  const flags = ['--enable-unsafe-swiftshader', `--use-file-for-fake-video-capture=${camera.path}`];
  const browser = await openUnpinned(() => openMediaBrowser(flags));
  try {
    const { page } = await newMediaSeat(browser, server.origin);
    await page.addInitScript(LISTEN);
    await register(page, server.origin, 'ann.lee', 'Ann Lee');
    await prepareMeeting(page, server.origin, 'Effects');
    const entrants = LOOKED_AT.map(
      (chosen): Entrant<Measured> => ({
        ...{ name: chosen.name, about: chosen.about, version: versionOf() },
        measure: () => measure(page, chosen),
        end: async () => {},
      }),
    );
    const contenders = await inTurns(entrants, quick ? 1 : 3, say);
    const parameters = { ...SIZE, rate: RATE, faces: 2, chromium: browser.version() };
    const title = 'Effects on one’s own picture';
    return { bench: 'effects', title, quick, parameters, figures: FIGURES, contenders, notes: NOTES };
  } finally {
    await browser.close();
    await server.stop();
    await camera.remove();
  }
}

const NOTES = [
  'No graphics card: canvases and MediaPipe’s WebGL are drawn by the processor (SwiftShader). With one, pictures take a fraction.',
  'Finding faces is plain JavaScript in a worker of its own, no graphics card would make it quicker; pictures do not wait for it.',
];

export const effects: Bench = {
  name: 'effects',
  about: 'ms a picture for blur, stickers and the beauty filter, in Chromium’s workers',
  run,
};
