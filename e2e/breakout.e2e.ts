import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { register } from './support/chat.ts';
import { received } from './support/media.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, identityOf, startMeeting, tileOf } from './support/meeting.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits, type Seat } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

let server: TestServer;
let browser: Browser;
const seats: Seat[] = [];

before(async () => {
  server = await startTestServer();
  browser = await openMediaBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** How often the page asked for a camera or microphone. Kept by a script that runs in it. */
const COUNT_ASKING = `
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  globalThis.asked = 0;
  devices.getUserMedia = (wanted) => { globalThis.asked += 1; return ask(wanted); };`;

/** The host and a member on PCs in English, a guest on a dark phone in Chinese. */
async function three(): Promise<[Page, Page, Page]> {
  for (const look of [{}, {}, { size: 'phone', language: 'zh', colorScheme: 'dark' }] as const) {
    const seat = await newMediaSeat(browser, server.origin, look);
    await seat.context.addInitScript(COUNT_ASKING);
    seats.push(seat);
  }
  const [ann, ben, guest] = seats.map(({ page }) => page) as [Page, Page, Page];
  await register(ann, server.origin, 'ann.lee', 'Ann Lee');
  await register(ben, server.origin, 'ben.wu', 'Ben Wu');
  const number = await startMeeting(ann, server.origin, 'Lighthouse review');
  await ben.goto(`${server.origin}/m/${number}`);
  await enter(ben);
  await guest.goto(`${server.origin}/m/${number}`);
  await guest.getByLabel('你的名字').fill('阿依古丽');
  await guest.getByRole('button', { name: '加入会议' }).click();
  await tileOf(ann, '阿依古丽').locator('video').waitFor();
  return [ann, ben, guest];
}

/** Sees and hears these people and nobody else. */
async function meets(page: Page, names: readonly string[]): Promise<void> {
  const wanted = await Promise.all(names.map(async (name) => `camera:${await identityOf(page, name)}`));
  await until(
    `who is seen and heard: ${names.join(', ') || 'nobody'}`,
    async () => ({ ...(await received(page, 700)), tiles: await page.locator('figure[data-source=camera]').count() }),
    ({ video, audible, tiles }) =>
      tiles === names.length + 1 && audible === names.length && wanted.every((tile) => (video[tile] ?? 0) > 0),
  );
}

function box(page: Page, name: string) {
  return page.getByRole('region', { name, exact: true });
}

test('breakout rooms: made, opened, moved between, visited and closed; each hears only their room', async (t) => {
  t.after(() => Promise.all(seats.splice(0).map(({ context }) => context.close())));
  const [ann, ben, guest] = await three();
  const asked = await guest.evaluate<number>('asked');

  await t.test('people are drawn into rooms on a PC, or moved by their menu', async () => {
    await control(ann, 'More').click();
    await ann.getByRole('menuitem', { name: 'Breakout rooms' }).click();
    await control(ann, 'Make rooms').click();
    await box(ann, 'Without a room').getByText('Ben Wu').dragTo(box(ann, 'Room 1'));
    await box(ann, 'Room 1').getByText('Ben Wu').waitFor();
    await control(ann, 'Move 阿依古丽').click();
    await ann.getByRole('menuitem', { name: 'To Room 2' }).click();
    await box(ann, 'Room 2').getByText('阿依古丽').waitFor();
    await assertAccessible(ann, 'making breakout rooms');
    await picture(ann, 'breakout-making');
  });

  await t.test('when they open each is in their own room, hears nobody else, and is asked for no device', async () => {
    await control(ann, 'Open the rooms').click();
    await ben.getByText('You are in Room 1').waitFor();
    await guest.getByText('你在 Room 2').waitFor();
    await Promise.all([meets(ann, []), meets(ben, []), meets(guest, [])]);
    assert.equal(await guest.evaluate<number>('asked'), asked);
    await assertAccessible(guest, 'a breakout room on a phone');
    await assertFits(guest, 'a breakout room on a phone');
    await picture(guest, 'breakout-phone');
    await picture(ann, 'breakout-open');
  });

  await t.test('who is moved meets the others there, and the host hears none of it', async () => {
    await control(ann, 'Move 阿依古丽').click();
    await ann.getByRole('menuitem', { name: 'To Room 1' }).click();
    await guest.getByText('你在 Room 1').waitFor();
    await Promise.all([meets(ben, ['阿依古丽']), meets(guest, ['Ben Wu'])]);
    await meets(ann, []);
  });

  await t.test('a room calls, the host comes and goes, and says something to all', async () => {
    await control(ben, 'Ask for help').click();
    await ann.getByText('Room 1: Ben Wu asks for help').waitFor();
    await ann.locator('.room__notices').getByRole('button', { name: 'Go there' }).click();
    await ann.getByText('You are visiting Room 1').waitFor();
    await Promise.all([meets(ann, ['Ben Wu', '阿依古丽']), meets(guest, ['Ben Wu', 'Ann Lee'])]);
    await ann.getByLabel('Say to all rooms').fill('Ten minutes left');
    await ann.keyboard.press('Enter');
    await guest.getByText('Ten minutes left').waitFor();
    await picture(guest, 'breakout-message');
    await picture(ann, 'breakout-visit');
    await ann.locator('.room__notices').getByRole('button', { name: 'Back to the main room' }).click();
    await meets(ann, []);
  });

  await t.test('whose page was loaded anew comes back to their room', async () => {
    await ben.reload();
    await enter(ben);
    await ben.getByText('You are in Room 1').waitFor();
    await meets(ben, ['阿依古丽']);
  });

  await t.test('there is a countdown, and when it is over all are together again', async () => {
    await control(ann, 'Close the rooms').click();
    await ben.getByText('The rooms close; you come back by yourself').waitFor();
    await picture(ben, 'breakout-closing');
    await ann.getByLabel('Time to come back').selectOption('0');
    await control(ann, 'Close the rooms').click();
    await Promise.all([
      meets(ann, ['Ben Wu', '阿依古丽']),
      meets(ben, ['Ann Lee', '阿依古丽']),
      meets(guest, ['Ann Lee', 'Ben Wu']),
    ]);
    assert.equal(await guest.evaluate<number>('asked'), asked);
    await control(ann, 'Open the rooms').waitFor();
    await ann.setViewportSize({ width: 390, height: 844 });
    await assertFits(ann, 'the host’s rooms on a phone');
    await assertAccessible(ann, 'the host’s rooms on a phone');
    await picture(ann, 'breakout-host-phone');
  });
  assert.deepEqual(
    seats.map(({ errors }) => errors),
    [[], [], []],
  );
});
