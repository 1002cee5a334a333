/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { register } from './support/chat.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, startMeeting, tileOf } from './support/meeting.ts';
import { assertAccessible, newSeat, type Seat } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';

let server: TestServer;
let browser: Browser;
const seats: Seat[] = [];
const pictures = process.env['YIQI_PICTURES'];

before(async () => {
  server = await startTestServer();
  browser = await openMediaBrowser();
});

after(async () => {
  for (const { context } of seats) await context.close();
  await browser?.close();
  await server?.stop();
});

async function look(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` });
}

/** Somebody who hums all the time into a microphone that can be pulled out, and whose screen is a drawing. */
function drawnDevices(): void {
  const tracks: MediaStreamTrack[] = [];
  const hum = (): MediaStreamTrack => {
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: 220 });
    const out = context.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    const [track] = out.stream.getAudioTracks();
    if (track === undefined) throw new Error('no tone');
    return track;
  };
  const drawing = (width: number, height: number): MediaStream => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const brush = canvas.getContext('2d');
    let turn = 0;
    setInterval(() => {
      turn += 1;
      if (brush === null) return;
      brush.fillStyle = `hsl(${turn * 7} 60% 40%)`;
      brush.fillRect(0, 0, width, height);
    }, 200);
    return canvas.captureStream(5);
  };
  const media = navigator.mediaDevices;
  media.getUserMedia = async ({ audio, video } = {}) => {
    if ('denies' in globalThis) throw new DOMException('Permission denied', 'NotAllowedError');
    const found = [...(video ? drawing(320, 180).getVideoTracks() : []), ...(audio ? [hum()] : [])];
    tracks.push(...found);
    return new MediaStream(found);
  };
  media.getDisplayMedia = async () => drawing(640, 360);
  const unplug = () => {
    for (const track of tracks.filter(({ kind, readyState }) => kind === 'audio' && readyState === 'live')) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  };
  Object.assign(globalThis, { unplug });
}

/** In the room, as a guest in English. */
async function guest(number: string, name: string): Promise<Page> {
  const seat = await newSeat(browser);
  seats.push(seat);
  await seat.context.addInitScript(drawnDevices);
  await seat.page.goto(`${server.origin}/m/${number}`);
  await seat.page.getByLabel('Your name').fill(name);
  await control(seat.page, 'Join now').click();
  await control(seat.page, 'Leave the meeting').waitFor();
  return seat.page;
}

test('the room’s ends: talking while muted, a microphone that goes, several screens, how loud one is, a small window', async (t) => {
  const seat = await newMediaSeat(browser, server.origin);
  seats.push(seat);
  const ann = seat.page;
  await seat.context.addInitScript(drawnDevices);
  await register(ann, server.origin, 'ann.lee', 'Ann Lee');
  const number = await startMeeting(ann, server.origin, 'Ends');

  await t.test('who talks while muted is told so', async () => {
    await control(ann, 'Mute').click();
    await ann.getByText('You are muted. Press M to speak, or hold the space bar.').waitFor();
    await look(ann, 'muted-talking');
    await control(ann, 'Unmute').first().click();
    await control(ann, 'Mute').waitFor();
  });

  await t.test('a microphone that is pulled out is told of, with what helps', async () => {
    await ann.evaluate('unplug()');
    await ann.getByText(/^Microphone gone: unplugged or switched off\./).waitFor();
    await look(ann, 'unplugged');
    await assertAccessible(ann, 'a microphone that is gone');
    await ann.getByRole('button', { name: 'Try again' }).click();
    await control(ann, 'Mute').waitFor();
  });

  await t.test('a microphone that the browser denies is told of, with where to allow it', async () => {
    await control(ann, 'Mute').click();
    await ann.evaluate('unplug()');
    await ann.evaluate('globalThis.denies = true');
    await control(ann, 'Unmute').first().click();
    await ann.getByText(/^The browser does not let this page use the microphone\. Click the icon left of/).waitFor();
    await look(ann, 'denied');
    await ann.evaluate('delete globalThis.denies');
    await ann.getByRole('button', { name: 'Try again' }).click();
    await control(ann, 'Mute').waitFor();
  });

  await t.test('of several screens one chooses', async () => {
    const [ben, cat] = [await guest(number, 'Ben'), await guest(number, 'Cat')];
    await control(ben, 'Share').click();
    await control(cat, 'Share').click();
    const choice = ann.getByRole('group', { name: 'Which screen to show' });
    await choice.waitFor();
    await look(ann, 'screens');
    await assertAccessible(ann, 'two screens');
    const shown = ann.locator('figure[data-source=screen]');
    for (const name of ['Cat', 'Ben']) {
      await choice.getByText(name).click();
      await shown.filter({ hasText: name }).first().waitFor();
      assert.ok(await choice.getByRole('radio', { name }).isChecked());
    }
  });

  await t.test('somebody is made less loud, here alone', async () => {
    await ann.getByRole('button', { name: /^People \d+$/ }).click();
    await control(ann, 'What to do with Ben').click();
    await ann.getByRole('menuitem', { name: 'Volume of Ben' }).click();
    const slider = ann.getByRole('slider', { name: 'Volume of Ben' });
    await slider.fill('20');
    await look(ann, 'volume');
    await assertAccessible(ann, 'how loud somebody is');
    const loudness = await ann.evaluate(() => [...document.querySelectorAll('audio')].map(({ volume }) => volume));
    assert.ok(loudness.includes(0.2), JSON.stringify(loudness));
  });

  await t.test('a small window over all others has who speaks, and leaves with the meeting', async () => {
    await control(ann, 'More').click();
    const opened = seat.context.waitForEvent('page');
    await ann.getByRole('menuitem', { name: 'Picture in picture' }).click();
    const small = await opened;
    await small.locator('.small-window__bar').getByRole('button', { name: 'Leave the meeting' }).waitFor();
    await look(small, 'small-window');
    await small.getByRole('button', { name: 'Mute', exact: true }).click();
    await small.getByRole('button', { name: 'Unmute', exact: true }).waitFor();
  });

  await tileOf(ann, 'Ben').waitFor();
  assert.deepEqual(seat.errors, []);
});
