import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { type Cast, openCast } from './support/cast.ts';
import { composer, message, row, startChat } from './support/chat.ts';
import { choose } from './support/message-menu.ts';
import { picture as photograph } from './support/picture.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

interface Given {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A picture of some hills, drawn here. */
async function hills(name: string, width: number, height: number, hue: number): Promise<Given> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="hsl(${hue},60%,80%)"/>
    <circle cx="${width * 0.7}" cy="${height * 0.3}" r="${height * 0.12}" fill="hsl(${hue + 180},90%,65%)"/>
    <path d="M0 ${height} L${width * 0.35} ${height * 0.35} L${width * 0.7} ${height} Z" fill="hsl(${hue},40%,40%)"/>
    <path d="M${width * 0.3} ${height} L${width * 0.75} ${height * 0.5} L${width} ${height} Z" fill="hsl(${hue},45%,28%)"/>
  </svg>`;
  return { name, mimeType: 'image/jpeg', buffer: await sharp(Buffer.from(svg)).jpeg().toBuffer() };
}

async function attach(page: Page, what: 'Photo or video' | 'File', files: Given[]): Promise<void> {
  await page.getByRole('button', { name: 'More to send' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: what, exact: true }).click(),
  ]);
  await chooser.setFiles(files);
}

test('files and pictures are chosen, sent, looked at, saved and taken back', async () => {
  const [ann, ben] = [
    await cast.person('ann.files', 'Ann Files'),
    await cast.person('ben.files', 'Ben Files', { size: 'phone' }),
  ];
  await startChat(ann, 'Ben Files');
  const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, n) => (n * 31) % 251));
  await attach(ann, 'File', [
    { name: 'Plan für 2027 — 计划.bin', mimeType: 'application/octet-stream', buffer: bytes },
  ]);
  await attach(ann, 'Photo or video', [
    await hills('hills.jpg', 1600, 1000, 150),
    await hills('dusk.jpg', 900, 1200, 260),
  ]);
  const tray = ann.getByRole('region', { name: 'About to be sent' });
  assert.equal(await tray.getByRole('listitem').count(), 3);
  await assertAccessible(ann, 'what is about to be sent');
  await photograph(ann, 'files-tray');
  await ann.locator('textarea:focus').waitFor();
  await ann.keyboard.type('From the trip');
  await ann.keyboard.press('Enter');
  await tray.waitFor({ state: 'detached' });
  const sent = message(ann, 'From the trip');
  await sent.getByRole('button', { name: 'Open picture hills.jpg' }).waitFor();
  await assertAccessible(ann, 'a message with files');

  await row(ben, 'Ann Files').filter({ hasText: '[File] Plan' }).click();
  const got = message(ben, 'From the trip');
  await got.locator('.picture.is-shown').first().waitFor();
  await assertAccessible(ben, 'a message with files on a phone');
  await assertFits(ben, 'a message with files on a phone');
  await photograph(ben, 'files-phone');
  const [download] = await Promise.all([
    ben.waitForEvent('download'),
    got.getByRole('button', { name: /^Download.*Plan/ }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'Plan für 2027 — 计划.bin');
  assert.ok((await readFile(await download.path())).equals(bytes));

  await got.getByRole('button', { name: 'Open picture hills.jpg' }).click();
  const viewer = ben.getByRole('dialog', { name: 'hills.jpg' });
  await viewer.getByText('1 of 2').waitFor();
  await assertAccessible(ben, 'a picture on a phone');
  await ben.keyboard.press('ArrowRight');
  await ben.getByRole('dialog', { name: 'dusk.jpg' }).getByText('2 of 2').waitFor();
  await photograph(ben, 'files-viewer');
  await ben.keyboard.press('Escape');
  await ben.getByRole('dialog').waitFor({ state: 'detached' });

  await ann.evaluate("localStorage.setItem('yiqi.language', 'zh')");
  await ann.emulateMedia({ colorScheme: 'dark' });
  await ann.reload();
  const seen = message(ann, 'From the trip');
  await seen.getByRole('button', { name: '打开图片 dusk.jpg' }).waitFor();
  await seen.locator('.picture.is-shown').nth(1).waitFor();
  await ann
    .getByText(/\[文件\] Plan/)
    .first()
    .waitFor();
  await assertAccessible(ann, 'a message with files, zh, dark');
  await photograph(ann, 'files-zh-dark');
  await seen.getByRole('button', { name: '打开图片 hills.jpg' }).click();
  await ann.getByRole('dialog', { name: 'hills.jpg' }).getByRole('button', { name: '放大' }).click();
  await assertAccessible(ann, 'a picture, zh');
  await photograph(ann, 'files-viewer-pc');
  await ann.keyboard.press('Escape');
  await ann.evaluate("localStorage.setItem('yiqi.language', 'en')");
  await ann.reload();
  await sent.waitFor();
  await choose(ann, sent, 'Recall');
  const sure = ann.getByRole('dialog').getByRole('button', { name: 'Recall' });
  if ((await sure.count()) > 0) await sure.click();
  await got.waitFor({ state: 'detached' });
  await cast.leave();
});

test('what is dropped waits above the field, and an upload without a network goes on with it', async () => {
  const [ann, ben] = [await cast.person('ann.paste', 'Ann Paste'), await cast.person('ben.paste', 'Ben Paste')];
  await startChat(ben, 'Ann Paste');
  await composer(ben).fill('hi');
  await composer(ben).press('Enter');
  await row(ann, 'Ben Paste').click();
  await composer(ann).waitFor();
  const picture = await hills('pasted.png', 640, 400, 20);
  const data = await ann.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'pasted.jpg', { type: 'image/jpeg' }));
    return transfer;
  }, picture.buffer.toString('base64'));
  await ann.dispatchEvent('body', 'dragenter', { dataTransfer: data });
  await ann.getByText('Drop to send').waitFor();
  await ann.dispatchEvent('body', 'drop', { dataTransfer: data });
  await ann.getByRole('region', { name: 'About to be sent' }).getByRole('img', { name: 'pasted.jpg' }).waitFor();
  await ann.context().setOffline(true);
  await ann.getByRole('button', { name: 'Send', exact: true }).click();
  await ann.getByText(/Waiting for the network/).waitFor();
  await ann.getByRole('button', { name: 'Pause' }).click();
  await ann.getByText(/Paused/).waitFor();
  await assertAccessible(ann, 'a paused upload');
  await photograph(ann, 'files-outgoing');
  await ann.context().setOffline(false);
  await ann.getByRole('button', { name: 'Go on' }).click();
  await ben.getByRole('button', { name: 'Open picture pasted.jpg' }).waitFor();
  await ben.getByRole('button', { name: 'Details', exact: true }).click();
  await ben.getByRole('button', { name: 'Files and media' }).click();
  const sheet = ben.getByRole('dialog', { name: 'Files and media' });
  await sheet.locator('.picture.is-shown').waitFor();
  await assertAccessible(ben, 'the files of a conversation');
  await photograph(ben, 'files-sheet');
  await sheet.getByText('Files', { exact: true }).click();
  await sheet.getByText('Nothing here yet').waitFor();
  await cast.leave();
});
