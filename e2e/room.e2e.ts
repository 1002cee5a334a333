import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { register } from './support/chat.ts';
import { received } from './support/media.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, identityOf, startMeeting, tileOf } from './support/meeting.ts';
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

async function assertGood(page: Page, where: string): Promise<void> {
  await assertAccessible(page, where);
  await assertFits(page, where);
}

/** A member on a PC in English, and a guest on a dark phone in Chinese. */
async function twoInARoom(): Promise<[Page, Page]> {
  const pc = await newMediaSeat(browser, server.origin);
  const phone = await newMediaSeat(browser, server.origin, { size: 'phone', language: 'zh', colorScheme: 'dark' });
  seats.push(pc, phone);
  await register(pc.page, server.origin, 'ann.lee', 'Ann Lee');
  const number = await startMeeting(pc.page, server.origin, 'Lighthouse review');
  await phone.page.goto(`${server.origin}/m/${number}`);
  await phone.page.getByLabel('你的名字').fill('阿依古丽');
  await phone.page.getByRole('button', { name: '加入会议' }).click();
  await tileOf(pc.page, '阿依古丽').locator('video').waitFor();
  await tileOf(phone.page, 'Ann Lee').locator('video').waitFor();
  return [pc.page, phone.page];
}

async function fromMore(page: Page, item: string): Promise<void> {
  await control(page, page.url().includes('/m/') && (await isChinese(page)) ? '更多' : 'More').click();
  await page.getByRole('menuitem', { name: item }).click();
}

function isChinese(page: Page): Promise<boolean> {
  return page.evaluate<boolean>("document.documentElement.lang.startsWith('zh')");
}

/** How somebody's microphone is told on another's tile. */
async function microphoneIs(page: Page, name: string, state: string): Promise<void> {
  await page.locator(`figure[aria-label*="${name}"][aria-label*="${state}"]`).waitFor();
}

test('in the room: reactions, hands, the spotlight, push to talk, sound only and figures', async (t) => {
  t.after(() => Promise.all(seats.splice(0).map(({ context }) => context.close())));
  const [ann, guest] = await twoInARoom();

  await t.test('a reaction rises on the screens of the others', async () => {
    await control(ann, 'React').click();
    const flies = guest.locator('.flying').getByText('🎉').first();
    // It may get lost on the way, and is gone after three seconds.
    await until(
      'a reaction on the other screen',
      async () => {
        const seen = flies.waitFor({ timeout: 3000 }).then(
          () => true,
          () => false,
        );
        await control(ann, '🎉').click();
        return seen;
      },
      (seen) => seen,
    );
    await ann.keyboard.press('Escape');
  });

  await t.test('a guest raises a hand; the host sees the queue and takes it down', async () => {
    await fromMore(guest, '举手');
    await tileOf(ann, '阿依古丽').getByTitle('hand raised, number 1').waitFor();
    await ann
      .getByRole('button', { name: /^People 2/ })
      .last()
      .click();
    await assertGood(ann, 'raised hands');
    await control(ann, 'Lower the hand of 阿依古丽').click();
    await tileOf(ann, '阿依古丽').getByTitle('hand raised, number 1').waitFor({ state: 'detached' });
    await tileOf(guest, '阿依古丽').getByTitle('已举手，排第 1').waitFor({ state: 'detached' });
  });

  await t.test('whom the host shows is large for everybody', async () => {
    const large = guest.locator('.tiles__box[data-view=speaker]');
    await control(ann, 'What you can do about yourself').click();
    await ann.getByRole('menuitem', { name: 'Show to everybody' }).click();
    await large.waitFor();
    await control(ann, 'What you can do about yourself').click();
    await ann.getByRole('menuitem', { name: 'Stop showing to everybody' }).click();
    await large.waitFor({ state: 'detached' });
    await ann.keyboard.press('Escape');
  });

  await t.test('who is muted speaks for as long as the space bar is held', async () => {
    await control(ann, 'Mute').click();
    await microphoneIs(guest, 'Ann Lee', '麦克风已关闭');
    await ann.keyboard.down(' ');
    await microphoneIs(guest, 'Ann Lee', '麦克风已打开');
    await ann.keyboard.up(' ');
    await microphoneIs(guest, 'Ann Lee', '麦克风已关闭');
    await ann.keyboard.press('m');
    await microphoneIs(guest, 'Ann Lee', '麦克风已打开');
  });

  await t.test('with sound only no camera comes, and it is said', async () => {
    const identity = await identityOf(ann, '阿依古丽');
    await fromMore(ann, 'View');
    await ann.getByRole('switch', { name: 'Sound only' }).click();
    await ann.getByText('Sound only: cameras of others are off.').waitFor();
    await until(
      'sound without a picture',
      () => received(ann, 1000),
      ({ video, audible }) => video[`camera:${identity}`] === undefined && audible === 1,
    );
    await assertAccessible(ann, 'what one wants to see');
    await control(ann, 'Show them again').click();
    await until(
      'the picture is back',
      () => received(ann, 1000),
      ({ video }) => (video[`camera:${identity}`] ?? 0) > 0,
    );
  });

  await t.test('figures, tests of devices and the list of keys are at hand', async () => {
    await fromMore(ann, 'Network');
    await ann.getByRole('heading', { name: 'From 阿依古丽 · Camera' }).waitFor();
    await assertAccessible(ann, 'the figures');
    await fromMore(ann, 'Devices');
    await control(ann, 'Show my camera').click();
    await ann.getByLabel('Your camera, only for you').waitFor();
    await control(ann, 'Close the preview').click();
    await assertAccessible(ann, 'tests of devices');
    await ann.keyboard.press('Escape');
    await ann.keyboard.press('?');
    await ann.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await assertAccessible(ann, 'the keys');
    await ann.keyboard.press('Escape');
  });

  await t.test('a phone on its side has everything in reach', async () => {
    await guest.setViewportSize({ width: 844, height: 390 });
    await fromMore(guest, '成员 2');
    await guest.getByRole('complementary', { name: '成员 2' }).waitFor();
    await assertGood(guest, 'a phone on its side');
  });
  assert.deepEqual(seats[0]?.errors, []);
});
