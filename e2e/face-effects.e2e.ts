/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { register } from './support/chat.ts';
import { drawCamera } from './support/drawn-camera.ts';
import { type DrawnFace, onFace } from './support/drawn-face.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, prepareMeeting, tileOf } from './support/meeting.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits, type Seat } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

const SIZE = { width: 640, height: 480 };
const LEFT: DrawnFace = { x: 180, y: 225, height: 180, lean: 6 };
const RIGHT: DrawnFace = { x: 470, y: 245, height: 160, lean: -8 };
/** How far both go from there and back. */
const WAY = 70;
const RATE = 10;
/** Of the nose, from the middle of a drawn face. */
const NOSE = { right: 0, down: 27 };
/** How far from where a nose is drawn its sticker may be, in px: a third of the distance of the eyes. */
const NEAR = 20;

let server: TestServer;
let browser: Browser;
let camera: Awaited<ReturnType<typeof drawCamera>>;
const seats: Seat[] = [];

/** Two people who look at the camera, go to the side, stay there, and come back. */
function pictures(): DrawnFace[][] {
  const ways = [...stay(0), ...go(0, 1), ...stay(1), ...go(1, 0)];
  return ways.map((way) => [LEFT, RIGHT].map((face) => movedBy(face, way * WAY)));
}

const stay = (at: number) => Array.from({ length: 1.5 * RATE }, () => at);
const go = (from: number, to: number) => Array.from({ length: RATE }, (_, i) => from + ((to - from) * i) / RATE);
const movedBy = (face: DrawnFace, x: number): DrawnFace => ({ ...face, x: face.x + x });

before(async () => {
  camera = await drawCamera({ ...SIZE, rate: RATE, pictures: pictures() });
  server = await startTestServer();
  // Machines without a graphics card draw by themselves.
  browser = await openMediaBrowser(['--enable-unsafe-swiftshader', `--use-file-for-fake-video-capture=${camera.path}`]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await camera?.remove();
});

interface Seen {
  /** Where the green marks at the foot are: the middle of each face, from the left. */
  marks: number[];
  /** Red points, as red as only a clown's nose is: how many around each face's nose, their middle, and how many elsewhere. */
  noses: { count: number; x: number; y: number }[];
  elsewhere: number;
  /** How light the left face's cheek is, and how much its neighbouring points differ. */
  light: number;
  rough: number;
  corner: number[];
}

interface Looking {
  width: number;
  height: number;
  noses: { x: number; y: number }[];
  cheek: { x: number; y: number };
}

/** What a video shows now. Runs in the page. */
function seeInPage(video: Element, { width, height, noses: at, cheek }: Looking): Seen {
  const nothing: Seen = { marks: [], noses: [], elsewhere: 0, light: 0, rough: 0, corner: [] };
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null || !(video instanceof HTMLVideoElement) || video.videoWidth === 0) return nothing;
  context.drawImage(video, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const colour = (x: number, y: number) => [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3)];
  const isMark = ([r = 0, g = 0, b = 0]: number[]) => g > 170 && r < 90 && b < 90;
  const isNose = ([r = 0, g = 0, b = 0]: number[]) => r > 150 && r - g > 118 && r - b > 110;
  const marks: number[] = [];
  let from = -1;
  for (let x = 0; x <= width; x++) {
    const on = x < width && isMark(colour(x, height - 6));
    if (on && from < 0) from = x;
    if (!on && from >= 0) {
      if (x - from > 10) marks.push((from + x) / 2);
      from = -1;
    }
  }
  const noses = marks.map(() => ({ count: 0, x: 0, y: 0 }));
  let elsewhere = 0;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      // Most points are not red at all: looking at them costs nothing.
      if ((data[4 * (y * width + x)] ?? 0) <= 150 || !isNose(colour(x, y))) continue;
      const i = marks.findIndex((mark, n) => Math.hypot(mark + (at[n]?.x ?? 0) - x, (at[n]?.y ?? 0) - y) < 60);
      const nose = noses[i];
      if (nose === undefined) elsewhere++;
      else {
        nose.count++;
        nose.x += x;
        nose.y += y;
      }
    }
  }
  for (const nose of noses) {
    nose.x /= nose.count || 1;
    nose.y /= nose.count || 1;
  }
  let [light, rough, points] = [0, 0, 0];
  for (let y = cheek.y - 10; y < cheek.y + 10; y++) {
    for (let x = Math.round((marks[0] ?? 0) + cheek.x) - 10; x < Math.round((marks[0] ?? 0) + cheek.x) + 10; x++) {
      const [, here = 0] = colour(x, y);
      const [, beside = 0] = colour(x + 2, y);
      light += here;
      rough += Math.abs(here - beside);
      points++;
    }
  }
  return { marks, noses, elsewhere, light: light / points, rough: rough / points, corner: colour(20, 20) };
}

const offset = (face: DrawnFace, right: number, down: number) => {
  const { x, y } = onFace(face, right, down);
  return { x: x - face.x, y: Math.round(y) };
};
const NOSES = [offset(LEFT, NOSE.right, NOSE.down), offset(RIGHT, NOSE.right, NOSE.down)];
const LOOKING: Looking = { ...SIZE, noses: NOSES, cheek: offset(LEFT, -48, 24) };

const see = (video: Locator) => video.evaluate(seeInPage, LOOKING);

/** Each of both faces has a red nose where its nose is, and nothing else is as red. */
function onBothNoses({ marks, noses, elsewhere }: Seen): boolean {
  return (
    marks.length === 2 &&
    elsewhere < 20 &&
    noses.every(({ count, x, y }, i) => {
      const at = NOSES[i];
      return count > 60 && at !== undefined && Math.hypot(x - at.x - (marks[i] ?? 0), y - at.y) < NEAR;
    })
  );
}

/** Both are where they begin, or where they go. */
const isAt = (way: number, { marks: [first = 0] }: Seen) => Math.abs(first - (LEFT.x + way)) < 6;
const withoutNoses = ({ marks, noses }: Seen) => marks.length === 2 && noses.every(({ count }) => count === 0);

async function choose(place: Page | Locator, section: string, name: string): Promise<void> {
  await place.getByText(section, { exact: true }).click();
  await place.getByTitle(name, { exact: true }).click();
}

/** What the video shows; what a busy machine was too slow for meanwhile is chosen `again`. */
async function seeOrAgain(place: Page | Locator, video: Locator, again: () => Promise<void>): Promise<Seen> {
  if (await place.getByText('too slow').first().isVisible()) await again();
  return await see(video);
}

async function chooseClownAgain(place: Page | Locator): Promise<void> {
  await place.getByTitle('No sticker').click();
  await place.getByTitle('Clown').click();
}

async function seesNoses(page: Page, video: Locator, way: number): Promise<void> {
  const look = () => seeOrAgain(page, video, () => chooseClownAgain(page));
  const good = (seen: Seen) => isAt(way, seen) && onBothNoses(seen);
  await until(`red noses on both faces, ${way} px from where they begin`, look, good);
}

test('faces have stickers and smooth skin, and one’s own picture is behind them', async (t) => {
  t.after(() => Promise.all(seats.splice(0).map(({ context }) => context.close())));
  const pc = await newMediaSeat(browser, server.origin);
  const phone = await newMediaSeat(browser, server.origin, { size: 'phone', language: 'zh', colorScheme: 'dark' });
  seats.push(pc, phone);
  const { page: ann, errors } = pc;
  await register(ann, server.origin, 'ann.lee', 'Ann Lee');
  const number = await prepareMeeting(ann, server.origin, 'Choir practice');
  const preview = ann.locator('.preview video');

  await t.test('[RO34] a sticker is on each of two faces, moves with them, and is nowhere else', async () => {
    await until('both faces', () => see(preview), withoutNoses);
    await choose(ann, 'Stickers', 'Clown');
    await seesNoses(ann, preview, 0);
    await seesNoses(ann, preview, WAY);
    await picture(ann, 'face-effects-lobby');
  });

  await t.test('[RO34] without it nothing of it is left', async () => {
    await ann.getByTitle('No sticker').click();
    await until('no red nose', () => see(preview), withoutNoses);
  });

  await t.test('[RO35] skin is smoother and lighter, the wall is as it was', async () => {
    const before = await until(
      'a cheek',
      () => see(preview),
      (seen) => isAt(0, seen) && seen.rough > 0,
    );
    await ann.getByText('Beauty', { exact: true }).click();
    const slider = ann.getByRole('slider', { name: 'Smoother, brighter skin' });
    const strongest = async () => {
      await slider.fill('95');
      await slider.fill('100');
    };
    await strongest();
    const smooth = (seen: Seen) => isAt(0, seen) && seen.rough < 0.75 * before.rough && seen.light > before.light + 3;
    const after = await until('smoother skin', () => seeOrAgain(ann, preview, strongest), smooth);
    for (const i of [0, 1, 2]) assert.ok(Math.abs((after.corner[i] ?? 0) - (before.corner[i] ?? 0)) < 6, 'the wall');
    await picture(ann, 'face-effects-beauty');
    await slider.fill('0');
  });

  await t.test('[RO37] a picture of one’s own is behind one, and kept until it is removed', async () => {
    await ann.getByText('Background', { exact: true }).click();
    const pink = await sharp({ create: { width: 800, height: 500, channels: 3, background: '#e0409a' } })
      .png()
      .toBuffer();
    const choose = ann.getByLabel('Add a picture of your own');
    await choose.setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await ann.getByText('cannot read the file').waitFor();
    await choose.setInputFiles({ name: 'pink.png', mimeType: 'image/png', buffer: pink });
    const isPink = ({ corner: [r = 0, g = 0] }: Seen) => r > 180 && g < 110;
    const again = async () => {
      await ann.getByTitle('Background as it is').click();
      await ann.getByTitle('Own picture 1').click();
    };
    const look = () => seeOrAgain(ann, preview, again);
    await until('the own picture', look, isPink);
    await picture(ann, 'face-effects-own');
    await ann.reload();
    await until('the own picture again', look, isPink);
    await assertAccessible(ann, 'the lobby with effects');
    await ann.getByRole('button', { name: 'Remove this picture' }).click();
    await until(
      'the wall again',
      () => see(preview),
      (seen) => seen.corner.length > 0 && !isPink(seen),
    );
    assert.equal(await ann.getByTitle('Own picture 1').count(), 0);
  });

  await t.test('[RO34] others see the stickers; a phone has the choice too', async () => {
    const guest = phone.page;
    await guest.goto(`${server.origin}/m/${number}`);
    await guest.getByLabel('你的名字').fill('阿依古丽');
    await guest.getByText('贴纸', { exact: true }).click();
    await guest.getByTitle('皇冠').click();
    await assertAccessible(guest, 'the lobby on a phone');
    await assertFits(guest, 'the lobby on a phone');
    await picture(guest, 'face-effects-phone');
    await guest.getByTitle('不用贴纸').click();
    await guest.getByRole('button', { name: '静音并关闭摄像头加入' }).click();
    await control(guest, '离开会议').waitFor();
    await enter(ann);
    await control(ann, 'More').click();
    await ann.getByRole('menuitem', { name: 'Devices' }).click();
    const panel = ann.getByRole('complementary');
    await choose(panel, 'Stickers', 'Clown');
    const video = tileOf(guest, 'Ann Lee').locator('video');
    const look = () => seeOrAgain(panel, video, () => chooseClownAgain(panel));
    const onBoth = ({ noses }: Seen) => noses.filter(({ count }) => count > 40).length === 2;
    await until('noses at the other end', look, onBoth);
    await picture(ann, 'face-effects-room');
    assert.deepEqual(errors, []);
    assert.deepEqual(phone.errors, []);
  });
});
