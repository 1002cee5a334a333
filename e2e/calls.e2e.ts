import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { createGroup, message, PASSWORD, register, row, say, startChat } from './support/chat.ts';
import { received } from './support/media.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { assertAccessible, assertFits, type Seat, type SeatOptions } from './support/seat.ts';
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

async function open(options: SeatOptions = {}): Promise<Page> {
  const seat = await newMediaSeat(browser, server.origin, options);
  seats.push(seat);
  return seat.page;
}

async function person(login: string, nickname: string, options: SeatOptions = {}): Promise<Page> {
  const page = await open(options);
  await register(page, server.origin, login, nickname);
  return page;
}

/** The same person on one more device. */
async function secondDevice(login: string, options: SeatOptions): Promise<Page> {
  const page = await open(options);
  await page.goto(`${server.origin}/sign-in`);
  await page.locator('input[autocomplete=username]').fill(login);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.getByRole('navigation').waitFor();
  return page;
}

async function closeAll(): Promise<void> {
  const errors = seats.flatMap((seat) => seat.errors);
  await Promise.all(seats.splice(0).map(({ context }) => context.close()));
  assert.deepEqual(
    errors.filter((error) => !isMediaNote(error)),
    [],
    'errors in the pages',
  );
}

/** LiveKit's client notes channels that close under it when a room ends, with the room's and the person's ids. */
function isMediaNote(error: string): boolean {
  return /\{room: \w+, roomID: \w*, participant: /.test(error);
}

function incoming(page: Page): Locator {
  return page.getByRole('alertdialog');
}

function inCall(page: Page, title: string): Locator {
  return page.getByRole('region', { name: `Call: ${title}` });
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).first().click();
}

/** Awaits that so many others are heard on the page, and as many are seen. */
async function hears(page: Page, heard: number, seen = 0): Promise<void> {
  await until(
    `${heard} heard and ${seen} seen`,
    () => received(page, 1000),
    ({ audible, video }) => audible === heard && Object.values(video).filter((frames) => frames > 0).length === seen,
    40_000,
  );
}

test('two people call each other: ring, answer, see and hear, reload, hang up, decline, miss', async (t) => {
  t.after(closeAll);
  const ann = await person('ann.call', 'Ann Lee');
  const ben = await person('ben.call', 'Ben Wu');
  await startChat(ann, 'Ben Wu');
  await say(ann, 'May I call?');
  await row(ben, 'Ann Lee').click();

  await t.test('a video call rings and is answered; both see and hear', async () => {
    await press(ann, 'Video call');
    await inCall(ann, 'Ben Wu').getByText('Ringing…').waitFor();
    await incoming(ben).getByRole('heading', { name: 'Ann Lee' }).waitFor();
    await assertAccessible(ben, 'a call that rings');
    await incoming(ben).getByRole('button', { name: 'Answer' }).click();
    await Promise.all([hears(ann, 1, 1), hears(ben, 1, 1)]);
    assert.equal(await incoming(ben).count(), 0);
    await assertAccessible(ben, 'a call');
  });

  await t.test('a muted microphone falls silent; devices and people are at hand', async () => {
    await press(ben, 'Mute');
    await hears(ann, 0, 1);
    await press(ben, 'Unmute');
    await press(ben, 'People');
    await ben.getByRole('slider', { name: 'Volume of Ann Lee' }).waitFor();
    await press(ben, 'Devices');
    await ben.getByRole('combobox', { name: 'Camera' }).waitFor();
    await assertAccessible(ben, 'the devices of a call');
    await ben.keyboard.press('Escape');
  });

  await t.test('a reload comes back into the call by itself', async () => {
    await ben.reload();
    await Promise.all([hears(ben, 1, 1), hears(ann, 1, 1)]);
  });

  await t.test('a small window while one chats, and hanging up leaves a line', async () => {
    await press(ann, 'Back to chats, the call goes on');
    await say(ann, 'Still here');
    await message(ben, 'Still here').waitFor({ state: 'attached' });
    await press(ann, 'Hang up');
    await message(ann, 'Video call, 0:').waitFor();
    await message(ben, 'Video call, 0:').waitFor();
    await ben.getByText('The call has ended after').waitFor();
  });

  await t.test('declining, and calling back from a missed line', async () => {
    await press(ben, 'Voice call');
    await incoming(ann).getByRole('button', { name: 'Decline' }).click();
    await message(ann, 'You declined a voice call').waitFor();
    await message(ben, 'Voice call declined').waitFor();
    await press(ann, 'Voice call');
    await incoming(ben).waitFor();
    await press(ann, 'Hang up');
    await message(ben, 'Missed voice call').getByRole('button', { name: 'Call back' }).click();
    await incoming(ann).getByRole('button', { name: 'Answer' }).click();
    await Promise.all([hears(ann, 1), hears(ben, 1)]);
    await press(ann, 'Turn the camera on');
    await hears(ben, 1, 1);
    await press(ben, 'Hang up');
    await message(ann, 'Video call, 0:').nth(1).waitFor();
  });

  await t.test('the log has them all, and those that were missed', async () => {
    await ben.goto(`${server.origin}/contacts/calls`);
    const calls = ben.getByRole('main').getByRole('listitem');
    await calls.nth(3).waitFor();
    assert.equal(await calls.count(), 4);
    await assertAccessible(ben, 'the log of calls');
    await ben.getByRole('radio', { name: 'Missed' }).check({ force: true });
    await until(
      'one call that was missed',
      () => calls.count(),
      (count) => count === 1,
    );
    await ben.getByText('Missed call').waitFor();
  });
});

test('a group: answered on another device, who is in is told in the chat, and others join', async (t) => {
  t.after(closeAll);
  const cat = await person('cat.call', 'Cat Ito');
  const dan = await person('dan.call', 'Dan Roe');
  const eve = await person('eve.call', 'Eve Sun', { colorScheme: 'dark' });
  const phone = await secondDevice('eve.call', { size: 'phone', language: 'zh', colorScheme: 'dark' });
  await createGroup(cat, 'Night shift', ['Dan Roe', 'Eve Sun']);
  await say(cat, 'Everybody there?');
  await row(dan, 'Night shift').click();

  await t.test('it rings on both devices of one; answering on the phone ends it on the other', async () => {
    await press(cat, 'Voice call');
    await incoming(eve).waitFor();
    const whole = incoming(phone);
    await whole.getByText('群通话 · Night shift').waitFor();
    await assertAccessible(phone, 'a call that rings on a phone');
    await assertFits(phone, 'a call that rings on a phone');
    await whole.getByRole('button', { name: '接听' }).click();
    await incoming(eve).waitFor({ state: 'detached' });
    await Promise.all([hears(cat, 1), hears(phone, 1)]);
    await assertFits(phone, 'a call on a phone');
  });

  await t.test('who declined sees who is in, and joins', async () => {
    await incoming(dan).getByRole('button', { name: 'Decline' }).click();
    await dan.getByText('2 people in a call').waitFor();
    await assertAccessible(dan, 'the banner of a call');
    await press(dan, 'Join');
    await Promise.all([hears(dan, 2), hears(cat, 2), hears(phone, 2)]);
  });

  await t.test('it goes on without the one who called', async () => {
    await press(cat, 'Hang up');
    await cat.getByText('2 people in a call').waitFor();
  });

  await t.test('another call is answered while this one waits, and goes on when the other is over', async () => {
    await startChat(cat, 'Dan Roe');
    await press(cat, 'Voice call');
    await incoming(dan).getByRole('button', { name: 'Hold and answer' }).click();
    await hears(cat, 1);
    await dan.getByText('Night shift waits').waitFor();
    await press(cat, 'Hang up');
    await inCall(dan, 'Night shift').waitFor();
    await hears(dan, 1);
  });

  await t.test('it ends with the last', async () => {
    await row(cat, 'Night shift').click();
    await press(dan, 'Hang up');
    await phone.getByRole('button', { name: '挂断' }).first().click();
    await message(cat, 'Voice call, 0:').waitFor();
    assert.equal(await cat.getByText('in a call').count(), 0);
  });
});
