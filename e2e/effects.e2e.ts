/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { register } from './support/chat.ts';
import { received } from './support/media.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, prepareMeeting, tileOf } from './support/meeting.ts';
import { assertAccessible, assertFits, type Seat } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

let server: TestServer;
let browser: Browser;
const seats: Seat[] = [];

before(async () => {
  server = await startTestServer();
  // Machines without a graphics card draw by themselves.
  browser = await openMediaBrowser(['--enable-unsafe-swiftshader']);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The sound track that a page sends: its name tells whether it is the microphone or comes through Web Audio. */
function soundSent(page: Page): Promise<string> {
  return page.evaluate<string>(
    "globalThis.peerConnections.flatMap((one) => one.getSenders()).find(({ track }) => track?.kind === 'audio')?.track.label ?? ''",
  );
}

const isCleaned = (label: string) => label.startsWith('MediaStreamAudioDestination');
const isMicrophone = (label: string) => label !== '' && !isCleaned(label);

async function heardBy(page: Page): Promise<void> {
  await until(
    'a voice is heard',
    () => received(page, 1000),
    ({ audible }) => audible === 1,
  );
}

/** The colour near the upper corner of a picture: red, green, blue. Runs in the page. */
function cornerInPage(video: Element): number[] {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (context === null || !(video instanceof HTMLVideoElement) || video.videoWidth === 0) return [];
  context.drawImage(video, video.videoWidth / 50, video.videoHeight / 50, 8, 8, 0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

const cornerOf = (video: Locator) => video.evaluate(cornerInPage);
/** Chromium's camera shows green; the sky at dawn is blue. */
const isGreen = ([red = 0, green = 0, blue = 0]: number[]) => green > 2 * red && green > 2 * blue;
const isBlue = ([red = 0, , blue = 0]: number[]) => blue > 1.5 * red;

const chooseLook = (place: Page | Locator, name: string) => place.getByTitle(name, { exact: true }).click();

/** Chooses the hills at dawn and awaits their sky, once more when a busy machine was too slow for it meanwhile. */
async function chooseDawn(place: Page | Locator, note: Locator, video: Locator): Promise<void> {
  await chooseLook(place, 'Drawn: hills at dawn');
  const look = async () => {
    if (await note.isVisible()) {
      await chooseLook(place, 'Background as it is');
      await chooseLook(place, 'Drawn: hills at dawn');
    }
    return await cornerOf(video);
  };
  await until('the sky at dawn', look, isBlue);
}

/** A member in the lobby, and a guest on a dark phone who is in already. */
async function twoSeats(): Promise<[Seat, Seat]> {
  const pc = await newMediaSeat(browser, server.origin);
  const phone = await newMediaSeat(browser, server.origin, { size: 'phone', language: 'zh', colorScheme: 'dark' });
  seats.push(pc, phone);
  await register(pc.page, server.origin, 'ann.lee', 'Ann Lee');
  const number = await prepareMeeting(pc.page, server.origin, 'Choir practice');
  await phone.page.goto(`${server.origin}/m/${number}`);
  await phone.page.getByLabel('你的名字').fill('阿依古丽');
  await phone.page.getByLabel('声音处理').waitFor();
  await assertAccessible(phone.page, 'the lobby on a phone');
  await assertFits(phone.page, 'the lobby on a phone');
  await phone.page.getByRole('button', { name: '加入会议' }).click();
  await control(phone.page, '离开会议').waitFor();
  return [pc, phone];
}

test('one’s own sound and picture are changed before others have them', async (t) => {
  t.after(() => Promise.all(seats.splice(0).map(({ context }) => context.close())));
  const [{ page: ann, errors }, { page: guest }] = await twoSeats();
  const anns = tileOf(guest, 'Ann Lee').locator('video');

  await t.test('[RO32] the lobby shows the background that others will see', async () => {
    const preview = ann.locator('.preview video');
    await until('the camera as it is', () => cornerOf(preview), isGreen);
    await chooseDawn(ann, ann.getByText('too slow'), preview);
    await chooseLook(ann, 'Background as it is');
    await ann.getByLabel('Sound treatment').selectOption('Strong noise suppression');
  });

  await t.test('the sound chosen in the lobby is on in the room', async () => {
    await enter(ann);
    await until('the cleaned sound is sent', () => soundSent(ann), isCleaned);
    await heardBy(guest);
  });

  await control(ann, 'More').click();
  await ann.getByRole('menuitem', { name: 'Devices' }).click();
  const panel = ann.getByRole('complementary');

  await t.test('another sound while one is heard: the microphone itself, music, and cleaned again', async () => {
    const choice = panel.getByLabel('Sound treatment');
    await choice.selectOption('Voice: echo and noise removed');
    await until('the microphone is sent', () => soundSent(ann), isMicrophone);
    await choice.selectOption('Music: stereo, nothing removed');
    await panel.getByText('Wear headphones').waitFor();
    await heardBy(guest);
    await choice.selectOption('Strong noise suppression');
    await until('the cleaned sound is sent again', () => soundSent(ann), isCleaned);
    await heardBy(guest);
  });

  await t.test('[RO31] another background reaches the others, and so does the camera as it is', async () => {
    await until('the camera as it is', () => cornerOf(anns), isGreen);
    const slow = panel.getByText('too slow');
    await chooseDawn(panel, slow, anns);
    await control(ann, 'Turn the camera off').click();
    await anns.waitFor({ state: 'detached' });
    await control(ann, 'Turn the camera on').click();
    const first = await until(
      'a picture',
      () => cornerOf(anns),
      ({ length }) => length > 0,
    );
    assert.ok(isBlue(first) || (await slow.isVisible()), `the first picture: ${first}`);
    await panel.getByText('Getting ready').waitFor({ state: 'detached' });
    assert.equal(await panel.getByText('do not work').count(), 0);
    await assertAccessible(ann, 'devices');
    await control(ann, 'Turn the camera off').click();
    await anns.waitFor({ state: 'detached' });
    await chooseLook(panel, 'Background as it is');
    await control(ann, 'Turn the camera on').click();
    await until('the camera again', () => cornerOf(anns), isGreen);
    assert.equal(await ann.locator('.fault-note').count(), 0);
    assert.deepEqual(errors, []);
  });
});
