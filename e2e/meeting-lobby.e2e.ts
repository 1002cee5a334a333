import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { register } from './support/chat.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, startMeeting, tileOf } from './support/meeting.ts';
import { assertAccessible, assertFits, type SeatOptions } from './support/seat.ts';
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

async function open(options: SeatOptions = {}): Promise<Page> {
  return (await newMediaSeat(browser, server.origin, options)).page;
}

async function assertGood(page: Page, where: string): Promise<void> {
  await assertAccessible(page, where);
  await assertFits(page, where);
}

test('a lobby, a passcode and the hosts’ panel: on a PC in English, a guest on a dark phone in Chinese', async (t) => {
  const [ann, ben] = [await open(), await open({ colorScheme: 'dark' })];
  const guest = await open({ size: 'phone', language: 'zh', colorScheme: 'dark' });
  await register(ann, server.origin, 'ann.lee', 'Ann Lee');
  await register(ben, server.origin, 'ben.wu', 'Ben Wu');
  const number = await startMeeting(ann, server.origin, 'Lighthouse review');

  await t.test('the host has everybody wait, and sets a passcode', async () => {
    await ann.getByRole('button', { name: /^People \d+$/ }).click();
    await control(ann, 'Host controls').click();
    await ann.getByText('Everybody', { exact: true }).click();
    await ann.getByText('Everybody waits for you or a co-host.').waitFor();
    await ann.getByLabel('Passcode').fill('2468ab');
    await control(ann, 'Use this passcode').click();
    await control(ann, 'Copy the passcode').waitFor();
    await assertGood(ann, 'host controls');
    await control(ann, 'Close').click();
  });

  await t.test('who comes is asked for the passcode, waits, and the host is told', async () => {
    await ben.goto(`${server.origin}/m/${number}`);
    await ben.getByLabel('Passcode').fill('wrong');
    await control(ben, 'Join now').click();
    await ben.getByText('That is not the passcode.').waitFor();
    await ben.getByLabel('Passcode').fill('2468ab');
    await control(ben, 'Join now').click();
    await ben.getByText('Please wait: the host will let you in').waitFor();
    await ben.getByText('The host has been told that you are here.').waitFor();
    await assertGood(ben, 'waiting on a PC');
    await ann.getByText('Ben Wu is waiting').waitFor();
    await guest.goto(`${server.origin}/m/${number}`);
    await guest.getByLabel('你的名字').fill('Ann Lee');
    await guest.getByLabel('会议密码').fill('2468ab');
    await guest.getByRole('button', { name: '加入会议' }).click();
    await guest.getByText('请稍候，主持人会让你进入').waitFor();
    await assertGood(guest, 'waiting on a phone');
    await ann.getByText('Ben Wu and 1 other are waiting').waitFor();
    await assertGood(ann, 'somebody waits');
  });

  await t.test('the host admits one and not the other; a reload waits on', async () => {
    await guest.reload();
    await guest.getByLabel('你的名字').fill('Ann Lee');
    await guest.getByRole('button', { name: '加入会议' }).click();
    await guest.getByText('请输入这个会议的密码。').waitFor();
    await guest.getByLabel('会议密码').fill('2468ab');
    await guest.getByRole('button', { name: '加入会议' }).click();
    await guest.getByText('请稍候，主持人会让你进入').waitFor();
    await control(ann, 'Show').click();
    await control(ann, 'Admit Ben Wu').click();
    await control(ben, 'Leave the meeting').waitFor();
    await control(ann, 'Admit Ann Lee').click();
    await guest.getByRole('button', { name: '离开会议' }).waitFor();
    await tileOf(ann, 'Ann Lee · guest').waitFor();
    await tileOf(guest, 'Ann Lee · 主持人').waitFor();
    await assertGood(ann, 'the people, with a guest');
  });

  await t.test('what the host does not allow cannot be turned on; who is asked to unmute is asked', async () => {
    await control(ann, 'Host controls').click();
    await ann.getByRole('switch', { name: 'Unmute themselves' }).click();
    await ann.getByRole('switch', { name: 'Unmute themselves', checked: false }).waitFor();
    await control(ben, 'Unmute').click();
    await ben.getByText('The host does not allow this in the meeting.').waitFor();
    await control(ann, 'Close').click();
    await ann.getByRole('button', { name: /^People \d+$/ }).click();
    await control(ann, 'What to do with Ben Wu').click();
    await ann.getByRole('menuitem', { name: 'Ask to unmute' }).click();
    await ben.getByText('The host asks you to unmute').waitFor();
    await assertGood(ben, 'asked to unmute');
    await control(ben, 'Unmute').first().click();
    await control(ben, 'Mute').waitFor();
  });

  await t.test('the host hands over, and downloads who was there', async () => {
    await control(ann, 'What to do with Ben Wu').click();
    await ann.getByRole('menuitem', { name: 'Make host', exact: true }).click();
    await control(ann, 'Make host').click();
    await tileOf(ann, 'Ben Wu · host').waitFor();
    await control(ann, 'Host controls').click();
    const download = ann.waitForEvent('download');
    await control(ann, 'Download the attendance list').click();
    const text = readFileSync(await (await download).path(), 'utf8');
    assert.match(text, /^\ufeffName,Member or guest,Joined,Left,Minutes\r\n/);
    assert.match(text, /Ann Lee,Guest,/);
  });

  await t.test('when the host leaves, the co-host is host; who is removed is told so', async () => {
    await control(ben, 'Leave the meeting').click();
    await ben.getByRole('menuitem', { name: 'Leave the meeting' }).click();
    await tileOf(guest, 'Ann Lee · 主持人').waitFor();
    await control(ann, 'Close').click();
    await ann.getByRole('button', { name: /^People \d+$/ }).click();
    await control(ann, 'What to do with Ann Lee').click();
    await ann.getByRole('menuitem', { name: 'Remove from the meeting' }).click();
    await control(ann, 'Remove').click();
    await guest.getByText('你已不在这个会议中').waitFor();
    await assertGood(guest, 'removed');
  });
});

test('a meeting that starts now may have guests wait and ask for a passcode, which its host copies', async () => {
  const [eve, guest] = [await open({ size: 'phone' }), await open()];
  await register(eve, server.origin, 'eve.now', 'Eve Now');
  await eve.goto(`${server.origin}/meetings`);
  await eve.getByLabel('Title').fill('Right now');
  await eve.getByRole('switch', { name: 'Ask for a passcode' }).tap();
  await eve.getByRole('switch', { name: 'Guests wait until they are let in' }).tap();
  await assertGood(eve, 'a meeting to start now');
  await eve.getByRole('button', { name: 'Start now' }).tap();
  await eve.waitForURL(/\/m\/\d{9}$/);
  const address = eve.url();
  await enter(eve);
  await eve.getByRole('button', { name: 'More', exact: true }).tap();
  await eve.getByRole('menuitem', { name: /^People/ }).tap();
  await control(eve, 'Host controls').tap();
  const passcode = await eve.getByLabel('Passcode', { exact: true }).inputValue();
  assert.match(passcode, /^\d{6}$/);
  await guest.goto(address);
  await guest.getByLabel('Your name').fill('Guest Now');
  await guest.getByLabel('Passcode', { exact: true }).fill(passcode);
  await control(guest, 'Join now').click();
  await guest.getByText('Please wait: the host will let you in').waitFor();
});
