import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { PASSWORD, register } from './support/chat.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, prepareMeeting, startMeeting, tileOf } from './support/meeting.ts';
import { assertAccessible, assertFits, newSeat, openChromium } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';

let server: TestServer;
let browser: Browser;

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

test('every screen of a meeting is accessible and fits: a PC in English, a dark phone in Chinese', async () => {
  const pc = await newMediaSeat(browser, server.origin);
  const phone = await newMediaSeat(browser, server.origin, { size: 'phone', language: 'zh', colorScheme: 'dark' });
  const [ann, guest] = [pc.page, phone.page];
  await register(ann, server.origin, 'ann.lee', 'Ann Lee');
  await ann.goto(`${server.origin}/meetings`);
  await ann.getByText('No meetings yet').waitFor();
  await assertGood(ann, 'meetings');
  const number = await prepareMeeting(
    ann,
    server.origin,
    'A title that is as long as a title of a meeting may well be',
  );
  await assertGood(ann, 'the lobby');
  await enter(ann);
  await ann.getByText('You are the only one here').waitFor();
  await assertGood(ann, 'the empty room');

  await guest.goto(`${server.origin}/m/${number}`);
  await guest.getByText('Ann Lee 已在会议中').waitFor();
  await assertGood(guest, 'the lobby of a guest');
  await guest.getByLabel('你的名字').fill('阿依古丽·买买提江·阿卜杜热合曼');
  await guest.getByRole('button', { name: '加入会议' }).click();
  await guest.getByRole('button', { name: '离开会议' }).waitFor();
  await tileOf(guest, 'Ann Lee').waitFor();
  await assertGood(guest, 'the room on a phone');
  await guest.getByRole('button', { name: '更多' }).click();
  await assertGood(guest, 'the menu on a phone');
  await guest.getByRole('menuitem', { name: '成员 2' }).click();
  await guest.getByRole('complementary', { name: '成员 2' }).waitFor();
  await assertGood(guest, 'the people on a phone');

  for (const [item, panel] of [
    ['Invite', 'Invite'],
    ['Devices', 'Devices'],
  ] as const) {
    await control(ann, 'More').click();
    await assertGood(ann, 'the menu');
    await ann.getByRole('menuitem', { name: item }).click();
    await ann.getByRole('complementary', { name: panel }).waitFor();
    await assertGood(ann, panel);
  }
  await ann.keyboard.press('Escape');
  await ann.getByText('Speaker', { exact: true }).click();
  await assertGood(ann, 'the speaker view');
  await guest.context().close();
  await control(ann, 'Leave the meeting').click();
  await ann.getByRole('menuitem', { name: 'Leave the meeting' }).click();
  await ann.getByRole('heading', { name: 'You left the meeting' }).waitFor();
  await assertGood(ann, 'the end');
  await ann.context().close();
});

test('a guest who has an account signs in and comes back to the lobby', async () => {
  const host = await newMediaSeat(browser, server.origin);
  await register(host.page, server.origin, 'ben.wu', 'Ben Wu');
  const number = await prepareMeeting(host.page, server.origin, 'Review');
  await host.context.close();
  const { page, context } = await newMediaSeat(browser, server.origin);
  await page.goto(`${server.origin}/m/${number}`);
  await page.getByLabel('Your name').waitFor();
  await page.getByRole('link', { name: 'I have an account' }).click();
  await signIn(page, 'ben.wu');
  await page.waitForURL(`${server.origin}/m/${number}`);
  await page.getByRole('heading', { name: 'Review' }).waitFor();
  await enter(page);
  await tileOf(page, 'Ben Wu (you)').waitFor();
  await context.close();
});

test('the same person on a second device is asked, and the first device is told', async () => {
  const first = await newMediaSeat(browser, server.origin);
  await register(first.page, server.origin, 'cat.ito', 'Cat Ito');
  const number = await startMeeting(first.page, server.origin, 'Standup');
  const second = await newMediaSeat(browser, server.origin);
  await second.page.goto(`${server.origin}/sign-in`);
  await signIn(second.page, 'cat.ito');
  await second.page.getByRole('navigation', { name: 'Main' }).waitFor();
  await second.page.goto(`${server.origin}/m/${number}`);
  await control(second.page, 'Join now').click();
  await second.page.getByText('You are in this meeting on another device.').waitFor();
  await control(second.page, 'Switch here').click();
  await control(second.page, 'Leave the meeting').waitFor();
  await first.page.getByRole('heading', { name: 'You are out of this meeting' }).waitFor();
  await first.context.close();
  await second.context.close();
});

test('who denies camera and microphone is told how to mend it, and comes in all the same', async (t) => {
  const denying = await openChromium(['--use-fake-device-for-media-stream', '--deny-permission-prompts']);
  t.after(() => denying.close());
  const host = await newMediaSeat(browser, server.origin);
  await register(host.page, server.origin, 'dan.fu', 'Dan Fu');
  const number = await startMeeting(host.page, server.origin, 'Review');
  const { page } = await newSeat(denying);
  await page.goto(`${server.origin}/m/${number}`);
  await page.getByText('The browser does not let this page use the microphone and camera.').waitFor();
  await assertGood(page, 'the lobby without devices');
  await page.getByLabel('Your name').fill('Eve');
  await enter(page);
  await host.page.locator('figure[aria-label*="Eve"][aria-label*="Microphone off"]').waitFor();
  await control(page, 'Unmute').click();
  await page.getByText('The browser does not let this page use the microphone.').waitFor();
  await host.context.close();
});

async function signIn(page: Page, login: string): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(login);
  await page.locator('input[autocomplete=current-password]').fill(PASSWORD);
  await page.locator('form button[type=submit]').click();
}
