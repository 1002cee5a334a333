import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { Firefox, type FirefoxPage } from './sfu-browser/firefox.ts';
import { register } from './support/chat.ts';
import { received } from './support/media.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

let server: TestServer;
let origin: string;
let chromium: Browser;
let firefox: Firefox;

before(async () => {
  // Firefox does not connect to media on 127.0.0.1: the server is on every address, the pages on loopback.
  server = await startTestServer(['--host', '0.0.0.0']);
  origin = `http://127.0.0.1:${new URL(server.origin).port}`;
  chromium = await openMediaBrowser();
  firefox = await Firefox.launch(process.env['FIREFOX'] ?? '/usr/bin/firefox-esr');
});

after(async () => {
  await firefox?.close();
  await chromium?.close();
  await server?.stop();
});

/** Presses a button by its name, once it is there. */
async function press(page: FirefoxPage, name: string): Promise<void> {
  const find = `[...document.querySelectorAll('button')].find((button) =>
    [button.getAttribute('aria-label'), button.textContent].includes(${JSON.stringify(name)}))`;
  await until(`a button ${name}`, () => page.evaluate(`${find} !== undefined`), Boolean);
  await page.evaluate(`${find}.click()`);
}

async function type(page: FirefoxPage, selector: string, text: string): Promise<void> {
  const field = `document.querySelector(${JSON.stringify(selector)})`;
  await until(`a field ${selector}`, () => page.evaluate(`${field} !== null`), Boolean);
  await page.evaluate(`{
    const field = ${field};
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(text)});
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }`);
}

/** Frames that Firefox painted of somebody in a second and a half, and the loudest sound it played meanwhile. */
async function paintedAndPlayed(page: FirefoxPage, name: string): Promise<{ frames: number; loudest: number }> {
  return (await page.evaluate(`(async () => {
    const tile = [...document.querySelectorAll('figure')].find((one) => one.textContent.includes(${JSON.stringify(name)}));
    const video = tile?.querySelector('video');
    const sound = document.querySelector('body > div[hidden] audio');
    if (!video || !sound) return { frames: 0, loudest: 0 };
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(sound.srcObject).connect(analyser);
    const before = video.getVideoPlaybackQuality().totalVideoFrames;
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    for (let look = 0; look < 30; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      analyser.getFloatTimeDomainData(samples);
      loudest = Math.max(loudest, ...samples);
    }
    await context.close();
    return { frames: video.getVideoPlaybackQuality().totalVideoFrames - before, loudest };
  })()`)) as { frames: number; loudest: number };
}

test('a guest in Firefox and a member in Chromium see and hear each other', async () => {
  const seat = await newMediaSeat(chromium, origin);
  const ann = seat.page;
  await register(ann, origin, 'ann.fox', 'Ann Lee');
  await ann.goto(`${origin}/meetings`);
  await ann.getByRole('button', { name: 'Start now' }).click();
  await ann.getByRole('button', { name: 'Join now' }).click();
  await ann.getByRole('button', { name: 'Leave the meeting' }).waitFor();

  const fox = await firefox.open(ann.url());
  await type(fox, '.prejoin__card input', 'Fox');
  await press(fox, 'Join now');
  const tile = ann.locator('figure[data-source=camera]').filter({ hasText: 'Fox' });
  await tile.waitFor();
  const identity = await tile.getAttribute('data-identity');
  await until(
    'Chromium sees and hears Firefox',
    () => received(ann),
    ({ video, audible }) => (video[`camera:${identity}`] ?? 0) > 2 && audible === 1,
    30_000,
  );
  await until(
    'Firefox sees and hears Chromium',
    () => paintedAndPlayed(fox, 'Ann Lee'),
    ({ frames, loudest }) => frames > 2 && loudest > 0.001,
    30_000,
  );
  await press(fox, 'Mute');
  await until(
    'silence',
    () => received(ann),
    ({ audible }) => audible === 0,
  );
  await fox.close();
  await tile.waitFor({ state: 'detached', timeout: 8000 });
  await seat.context.close();
});
