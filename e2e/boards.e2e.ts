import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { register } from './support/chat.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, startMeeting } from './support/meeting.ts';
import { assertAccessible, assertFits, type Seat, type SeatOptions } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { speak } from './support/speak.ts';

let server: TestServer;
let browser: Browser;
const seats: Seat[] = [];
/** What pages asked of anybody but the server. */
const foreign: string[] = [];
/** Where a picture of each step is put, when somebody wants to look. */
const looks = process.env['YIQI_LOOKS'];

before(async () => {
  server = await startTestServer();
  browser = await openMediaBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(options: SeatOptions = {}): Promise<Page> {
  const seat = await newMediaSeat(browser, server.origin, options);
  seats.push(seat);
  seat.context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== server.origin) foreign.push(request.url());
  });
  return seat.page;
}

async function look(page: Page, name: string): Promise<void> {
  if (looks !== undefined) await page.screenshot({ path: `${looks}/${name}.png` });
}

function drawing(page: Page, things: number) {
  return page.getByRole('group', { name: new RegExp(`^(Drawing of ${things} things?|画面上有 ${things} 个图形)$`) });
}

/** A rectangle, as one draws it: by its key and the mouse, so far right of the middle, where no tools lie over the canvas. */
async function drawRectangle(page: Page, right: number): Promise<void> {
  const box = await page.locator('canvas.interactive').boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + box.width / 2 + right, box.y + box.height / 2];
  await page.mouse.click(x, y);
  await page.keyboard.press('r');
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 90, y + 60, { steps: 4 });
  await page.mouse.up();
}

/** A text below the middle. */
async function writeText(page: Page, text: string): Promise<void> {
  const box = await page.locator('canvas.interactive').boundingBox();
  assert.ok(box);
  await page.keyboard.press('t');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2 + 120);
  await page.keyboard.type(text);
  await page.keyboard.press('Escape');
}

/** What is saved by that name in the menu. */
async function savedAs(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name }).click();
  assert.match((await download).suggestedFilename(), /^Lighthouse plans\.(png|svg|excalidraw)$/);
  let text = '';
  for await (const part of await (await download).createReadStream()) text += part;
  return text;
}

function notes(page: Page) {
  return page.getByRole('textbox', { name: /^(Notes|笔记)$/ });
}

test('two members and a guest draw and write together', async (t) => {
  const [ann, ben] = [await open(), await open({ colorScheme: 'dark' })];
  const guest = await open({ size: 'phone', language: 'zh', colorScheme: 'dark' });
  await register(ann, server.origin, 'ann.lee', 'Ann Lee');
  await register(ben, server.origin, 'ben.wu', 'Ben Wu');
  const number = await startMeeting(ann, server.origin, 'Lighthouse plans');
  await ben.goto(`${server.origin}/m/${number}`);
  await enter(ben);
  await guest.goto(`${server.origin}/m/${number}`);
  await guest.getByLabel('你的名字').fill('小林');
  await guest.getByRole('button', { name: '加入会议' }).click();
  await guest.getByRole('button', { name: '离开会议' }).waitFor();

  await t.test('[BO31] who opens the whiteboard tells the others, who open it too', async () => {
    await control(ann, 'More').click();
    await ann.getByRole('menuitem', { name: 'Whiteboard' }).click();
    await ann.locator('canvas.interactive').waitFor();
    await ben.getByText('Ann Lee opened the whiteboard').waitFor();
    await ben.getByRole('button', { name: 'Open', exact: true }).click();
    await ben.locator('canvas.interactive').waitFor();
    await drawRectangle(ann, 0);
    await drawing(ben, 1).waitFor();
    await drawRectangle(ben, 140);
    await drawing(ann, 2).waitFor();
    const face = ann.waitForResponse(/\/excalidraw\/fonts\/.*\.woff2$/);
    await writeText(ann, 'Tower 塔');
    assert.equal((await face).headers()['content-type'], 'font/woff2');
    await drawing(ben, 3).waitFor();
    await look(ann, 'whiteboard-pc');
    await speak(ben, 'zh');
    await ben.locator('.HintViewer', { hasText: /[一-鿿]/ }).waitFor();
    await drawing(ben, 3).waitFor();
    await speak(ben, 'en');
    await assertFits(ann, 'whiteboard');
  });

  await t.test('[BO11] a reload keeps what was drawn', async () => {
    await ben.reload();
    await enter(ben);
    await ben.keyboard.press('w');
    await ben.locator('canvas.interactive').waitFor();
    await drawing(ben, 3).waitFor();
  });

  await t.test('notes: a guest on a phone and a member write the same text', async () => {
    await ann.getByRole('button', { name: 'Notes', exact: true }).click();
    await notes(ann).click();
    await ann.keyboard.type('# Plan');
    await ann.keyboard.press('Enter');
    await ann.keyboard.type('[ ] Paint the door');
    await guest.getByText('Ann Lee 打开了笔记').waitFor();
    await guest.getByRole('button', { name: '打开', exact: true }).click();
    await notes(guest).getByRole('heading', { name: 'Plan' }).waitFor();
    await notes(guest).locator('p').filter({ hasText: 'Paint the door' }).click();
    await guest.keyboard.press('End');
    await guest.keyboard.type(' 红色');
    await notes(ann).locator('p').filter({ hasText: '红色' }).waitFor();
    await ann.locator('.notes-caret__name').filter({ hasText: '小林 (guest)' }).waitFor();
    await look(ann, 'notes-pc');
    await look(guest, 'notes-phone');
    await assertAccessible(ann, 'notes');
    await assertFits(guest, 'notes on a phone');
    await assertAccessible(guest, 'notes on a phone');
  });

  await t.test('[BO2] hosts alone write when the host says so', async () => {
    await ann.getByRole('button', { name: /^People \d+$/ }).click();
    await control(ann, 'Host controls').click();
    await ann.getByRole('switch', { name: 'Draw on the whiteboard and write in the notes' }).click();
    await guest.getByText('只有主持人可以编辑').waitFor();
    await guest.locator('[contenteditable=false]').first().waitFor();
    await control(ann, 'Close').last().click();
  });

  await t.test('the phone shows the whiteboard too; everything is taken away as files', async () => {
    await guest.getByRole('button', { name: '白板', exact: true }).click();
    await guest.locator('canvas.interactive').waitFor();
    await drawing(guest, 3).waitFor();
    await look(guest, 'whiteboard-phone');
    await ann.getByRole('button', { name: 'Whiteboard', exact: true }).click();
    await savedAs(ann, 'Picture (PNG)');
    await savedAs(ann, 'Drawing (SVG)');
    const { elements } = JSON.parse(await savedAs(ann, 'Excalidraw file')) as { elements: unknown[] };
    assert.equal(elements.length, 3);
  });

  await t.test('[BO12] afterwards it stands with the meetings that were', async () => {
    await control(ann, 'Leave the meeting').click();
    await ann.getByRole('menuitem', { name: 'End for all' }).click();
    await ann.getByRole('dialog').getByRole('button', { name: 'End for all' }).click();
    await ann.getByRole('heading', { name: 'The meeting has ended' }).waitFor();
    await ann.goto(`${server.origin}/meetings`);
    await ann
      .getByRole('button', { name: /Lighthouse plans/ })
      .first()
      .click();
    await ann.getByRole('button', { name: 'Notes', exact: true }).click();
    await ann.getByRole('dialog').locator('p').filter({ hasText: 'Paint the door' }).waitFor();
    await look(ann, 'kept-notes');
  });

  assert.deepEqual(foreign, [], 'nothing is asked of anybody else');
  // Whoever goes closes channels that LiveKit's client still writes about.
  const errors = seats.flatMap((seat) => seat.errors).filter((text) => !/data ?channel/i.test(text));
  assert.deepEqual(errors, []);
});
