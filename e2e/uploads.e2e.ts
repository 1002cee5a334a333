import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { message, row, say, startChat } from './support/chat.ts';
import { picture } from './support/picture.ts';
import { assertAccessible } from './support/seat.ts';
import { until } from './support/until.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

/** Whether what is on its way is on the device, with the upload that was begun for it. */
const KEPT = `new Promise((resolve) => {
  const opened = indexedDB.open('yiqi-uploads');
  opened.onsuccess = () => {
    const asked = opened.result.transaction('deliveries').objectStore('deliveries').getAll();
    asked.onsuccess = () => {
      opened.result.close();
      resolve(asked.result.some(({ files }) => files.every(({ upload }) => upload !== undefined)));
    };
  };
})`;

async function attach(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await page.getByRole('button', { name: 'More to send' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: 'File', exact: true }).click(),
  ]);
  await chooser.setFiles(files);
}

test('[FI70] an upload goes on after the page was loaded anew and the server was killed, and comes whole', async () => {
  const [ann, ben] = [await cast.person('ann.up', 'Ann Up'), await cast.person('ben.up', 'Ben Up', { size: 'phone' })];
  await startChat(ann, 'Ben Up');
  await say(ann, 'wait for it');
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * 7919) % 251));
  let parts = 0;
  await ann.route('**/api/v1/files/*', (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    parts += 1;
    return parts === 1 ? route.continue() : route.abort('internetdisconnected');
  });
  await attach(ann, [{ name: 'long.bin', mimeType: 'application/octet-stream', buffer: bytes }]);
  await ann.getByRole('button', { name: 'Send', exact: true }).click();
  await until('a second part, and all of it kept', async () => parts > 1 && (await ann.evaluate(KEPT)), Boolean);
  await cast.killServer();
  await ann.unroute('**/api/v1/files/*');
  await ann.reload();
  const sent = message(ann, 'long.bin');
  await sent.waitFor();
  await row(ben, 'Ann Up').filter({ hasText: 'long.bin' }).click();
  const [download] = await Promise.all([
    ben.waitForEvent('download'),
    message(ben, 'long.bin')
      .getByRole('button', { name: /^Download/ })
      .click(),
  ]);
  assert.ok((await readFile(await download.path())).equals(bytes));
  assert.equal(await message(ben, 'long.bin').count(), 1);
  await until(
    'nothing kept',
    () => ann.evaluate(KEPT),
    (kept) => kept === false,
  );
  await assertAccessible(ann, 'a file that came in two lives');
  await picture(ann, 'uploads-resumed');
  await cast.leave();
});
