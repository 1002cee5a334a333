import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { Chooser } from '../server/testing/fuzz.ts';
import { message, register, startChat } from './support/chat.ts';
import { headless } from './support/headless.ts';
import { type MortalBrowser, openMortal } from './support/mortal-browser.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

const KILLS = Number(process.env['YIQI_KILLS'] ?? 2);
const BYTES = 9_000_000;
/** So that a kill meets parts under way: at first surely, then by chance. */
const FIRST_UP_PER_SECOND = 300_000;
const UP_PER_SECOND = 3_000_000;
const LONGEST_LIFE_MS = 1200;

let server: TestServer;
let folder: string;
let browser: MortalBrowser | undefined;

before(async () => {
  server = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), 'yiqi-mortal-'));
});

after(async () => {
  await browser?.kill();
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Deliveries that are on the device, with the uploads that were begun for them. */
const KEPT = `new Promise((resolve) => {
  const opened = indexedDB.open('yiqi-uploads');
  opened.onsuccess = () => {
    const asked = opened.result.transaction('deliveries').objectStore('deliveries').getAll();
    asked.onsuccess = () => {
      opened.result.close();
      resolve(asked.result.filter(({ files }) => files.every(({ upload }) => upload !== undefined)).length);
    };
  };
})`;

async function slow(page: Page, uploadThroughput: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const line = { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput };
  await session.send('Network.emulateNetworkConditions', line);
}

const wholeFiles = () =>
  readdirSync(join(server.data, 'files'), { recursive: true })
    .map(String)
    .filter((path) => /b_\w{20}$/.test(path));

test('[FI70] [FI13] a browser that is killed again and again in the middle of an upload goes on, and it comes whole', async (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  const bytes = Buffer.from(Array.from({ length: BYTES }, (_, n) => (n * 7919 + (n >> 12)) % 251));
  const file = join(folder, 'long.bin');
  writeFileSync(file, bytes);
  const ben = await headless(server.origin, 'ben.kill', 'Ben Kill');
  browser = await openMortal(join(folder, 'profile'));
  await register(browser.page, server.origin, 'ann.kill', 'Ann Kill');
  await startChat(browser.page, 'Ben Kill');
  const place = browser.page.url();
  await slow(browser.page, FIRST_UP_PER_SECOND);
  await browser.page.getByRole('button', { name: 'More to send' }).click();
  const [chooser] = await Promise.all([
    browser.page.waitForEvent('filechooser'),
    browser.page.getByRole('menuitem', { name: 'File', exact: true }).click(),
  ]);
  await chooser.setFiles(file);
  await browser.page.getByRole('button', { name: 'Send', exact: true }).click();
  await until(
    'all of it kept',
    () => browser?.page.evaluate(KEPT) as Promise<number>,
    (kept) => kept === 1,
  );
  for (let kill = 0; kill < KILLS; kill += 1) {
    await browser.keepCookies();
    await pause(choose.below(LONGEST_LIFE_MS));
    await browser.kill();
    if (kill === 0) assert.deepEqual(wholeFiles(), [], 'it was under way');
    browser = await openMortal(join(folder, 'profile'));
    await slow(browser.page, UP_PER_SECOND);
    await browser.page.goto(place);
    await browser.page.getByRole('navigation', { name: 'Main' }).waitFor();
  }
  await message(browser.page, 'long.bin').waitFor();
  await until(
    'nothing kept',
    () => browser?.page.evaluate(KEPT) as Promise<number>,
    (kept) => kept === 0,
  );
  assert.equal(await message(browser.page, 'long.bin').count(), 1);
  const [kept = '', ...more] = wholeFiles();
  assert.deepEqual(more, []);
  assert.ok(readFileSync(join(server.data, 'files', kept)).equals(bytes));
  ben.close();
});
