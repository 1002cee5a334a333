import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { Firefox, type FirefoxPage } from './sfu-browser/firefox.ts';
import { register } from './support/chat.ts';
import { type Received, received, receivedInPage, watchInPage } from './support/media.ts';
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
  await page.evaluate(`(() => {
    const field = ${field};
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(text)});
    field.dispatchEvent(new Event('input', { bubbles: true }));
  })()`);
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
  await fox.evaluate(`(${watchInPage})()`);
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
    async () => (await fox.evaluate(`(${receivedInPage})(1500)`)) as Received,
    ({ video, audible }) => Object.values(video).some((frames) => frames > 2) && audible === 1,
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
