import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { register } from './support/chat.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, startMeeting } from './support/meeting.ts';
import { assertAccessible, type Seat } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';

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

async function open(): Promise<Page> {
  const seat = await newMediaSeat(browser, server.origin);
  seats.push(seat);
  return seat.page;
}

async function peopleOf(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^People \d+$/ }).click();
}

/** What the host may do with Ben, open. */
async function toolsFor(host: Page, name: string): Promise<void> {
  if (!(await control(host, `What to do with ${name}`).isVisible())) await peopleOf(host);
  await control(host, `What to do with ${name}`).click();
}

test('the host mutes, locks, removes and lets in again; the others are told what happened', async (t) => {
  const [ann, ben, cat] = [await open(), await open(), await open()];
  t.after(() => Promise.all(seats.splice(0).map(({ context }) => context.close())));
  await register(ann, server.origin, 'ann.lee', 'Ann Lee');
  await register(ben, server.origin, 'ben.wu', 'Ben Wu');
  const number = await startMeeting(ann, server.origin, 'Lighthouse review');
  await ben.goto(`${server.origin}/m/${number}`);
  await enter(ben);

  await t.test('who is muted is told, and unmutes', async () => {
    await toolsFor(ann, 'Ben Wu');
    await ann.getByRole('menuitem', { name: 'Mute' }).click();
    await ben.getByText('The host muted you').waitFor();
    await ben.getByRole('button', { name: 'Unmute' }).first().click();
    await ben.getByText('The host muted you').waitFor({ state: 'detached' });
    await control(ann, 'Mute all').click();
    await ben.getByText('The host muted you').waitFor();
  });

  await t.test('nobody comes through a locked door', async () => {
    await control(ann, 'Host controls').click();
    await ann.getByRole('switch', { name: 'Lock the meeting' }).click();
    await ann.getByRole('switch', { name: 'Lock the meeting', checked: true }).waitFor();
    await assertAccessible(ann, 'the host’s tools');
    await cat.goto(`${server.origin}/m/${number}`);
    await cat.getByLabel('Your name').fill('Cat');
    await control(cat, 'Join now').click();
    await cat.getByText('The meeting is locked. Ask the host to let you in.').waitFor();
    await ann.getByRole('switch', { name: 'Lock the meeting' }).click();
    await ann.getByRole('switch', { name: 'Lock the meeting', checked: false }).waitFor();
    await enter(cat);
  });

  await t.test('who is removed is out until the host lets them in again', async () => {
    await toolsFor(ann, 'Ben Wu');
    await ann.getByRole('menuitem', { name: 'Remove from the meeting' }).click();
    await ann.getByRole('button', { name: 'Remove', exact: true }).click();
    await ben.getByText('You are out of this meeting').waitFor();
    await control(ben, 'Join again').click();
    await control(ben, 'Join now').click();
    await ben.getByText('You cannot join this meeting').waitFor();
    await control(ann, 'Let Ben Wu in again').click();
    await control(ann, 'Let Ben Wu in again').waitFor({ state: 'detached' });
    await ben.goto(`${server.origin}/m/${number}`);
    await enter(ben);
  });

  await t.test('who is no host has no such tools', async () => {
    await peopleOf(ben);
    await ben.locator('.people-list').getByText('Ann Lee').waitFor();
    assert.equal(await ben.getByRole('button', { name: /^What to do with/ }).count(), 0);
    assert.equal(await ben.getByRole('switch', { name: 'Lock the meeting' }).count(), 0);
  });
});
