import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { composer, createGroup, message, PASSWORD, register, row, say, startChat } from './support/chat.ts';
import { assertAccessible, assertFits, newSeat, openChromium, type Seat, type SeatOptions } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';

let server: TestServer;
let browser: Browser;
const seats: Seat[] = [];

before(async () => {
  server = await startTestServer();
  browser = await openChromium();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function seat(options: SeatOptions = {}): Promise<Page> {
  const one = await newSeat(browser, options);
  seats.push(one);
  return one.page;
}

async function personAt(login: string, nickname: string, options: SeatOptions = {}): Promise<Page> {
  const page = await seat(options);
  await register(page, server.origin, login, nickname);
  return page;
}

/** The same person in one more browser. */
async function signedInAt(login: string, options: SeatOptions = {}): Promise<Page> {
  const page = await seat(options);
  await page.goto(`${server.origin}/sign-in`);
  await page.getByLabel('Phone, e-mail or user name').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return page;
}

async function leaveAll(): Promise<void> {
  const errors = seats.flatMap((one) => one.errors);
  await Promise.all(seats.splice(0).map((one) => one.context.close()));
  assert.deepEqual(errors, [], 'errors in the pages');
}

test('a new sign-in is told on the other devices, and any of them can be signed out', async () => {
  const pc = await personAt('ann.devices', 'Ann Laptop');
  const phone = await signedInAt('ann.devices', { size: 'phone', colorScheme: 'dark' });
  await pc.getByText(/New sign-in: Chrome/).waitFor();
  await pc.getByRole('button', { name: 'Devices', exact: true }).click();
  await pc.getByRole('heading', { name: 'Devices' }).waitFor();
  await pc.getByText('In use').waitFor();
  await pc.getByText('1 other', { exact: true }).waitFor();
  await assertAccessible(pc, 'the devices');

  await signedInAt('ann.devices');
  await pc.getByText('2 others').waitFor();
  await phone.goto(`${server.origin}/settings/devices`);
  await phone.getByText('2 others').waitFor();
  await assertAccessible(phone, 'the devices on a phone');
  await assertFits(phone, 'the devices on a phone');

  await phone
    .getByRole('button', { name: /^Sign out: / })
    .first()
    .click();
  await assertAccessible(phone, 'a question');
  await phone.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await phone.getByText('2 others').waitFor();
  await pc
    .getByRole('button', { name: /^Sign out: / })
    .first()
    .click();
  await pc.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await pc.getByText('1 other', { exact: true }).waitFor();
  await leaveAll();
});

test('all other devices are signed out in one go', async () => {
  const pc = await personAt('ben.devices', 'Ben Laptop');
  const others = [await signedInAt('ben.devices', { size: 'phone' }), await signedInAt('ben.devices')];
  await pc.getByRole('link', { name: 'Settings' }).click();
  await pc.getByRole('link', { name: 'Devices', exact: true }).click();
  await pc.getByRole('button', { name: 'Sign out all others' }).click();
  await pc.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await pc.getByText('You are signed in here only.').waitFor();
  for (const other of others) await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  await others[0]?.getByText('This device has been signed out.').waitFor();
  await leaveAll();
});

test('when the devices cannot be read, it is said, and tried again', async () => {
  const page = await personAt('cut.devices', 'Cut Laptop');
  await page.route('**/api/v1/devices', (route) => route.abort());
  await page.goto(`${server.origin}/settings/devices`);
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('You are signed in here only.').waitFor();
  await leaveAll();
});

test('one sees who is there, busy or gone, as far as they let it be seen', async () => {
  const ann = await personAt('ann.there', 'Ann There');
  const ben = await personAt('ben.there', 'Ben There', { size: 'phone' });
  await startChat(ann, 'Ben There');
  const head = ann.getByRole('main');
  await head.getByText('Online', { exact: true }).waitFor();
  await say(ann, 'Are you there?');
  await row(ann, 'Ben There').getByText('Online').waitFor();
  await assertAccessible(ann, 'a conversation with presence');

  await ben.goto(`${server.origin}/settings/me`);
  await ben.getByText('Busy', { exact: true }).click();
  await head.getByText('Busy', { exact: true }).waitFor();
  await assertAccessible(ben, 'the own account on a phone');
  await assertFits(ben, 'the own account on a phone');
  await ben.getByText('Automatic', { exact: true }).click();
  await head.getByText('Online', { exact: true }).waitFor();
  await ben.goto('about:blank');
  await head.getByText('Last seen just now').waitFor();

  await ben.goto(`${server.origin}/settings/me`);
  await head.getByText('Online', { exact: true }).waitFor();
  const hiding = ben.getByRole('switch', { name: 'Show when I was last here', checked: false });
  await ben.getByRole('switch', { name: 'Show when I was last here' }).click();
  await hiding.waitFor();
  await ben.goto('about:blank');
  await head.getByText('Offline', { exact: true }).waitFor();

  await ann.getByRole('link', { name: 'Contacts' }).click();
  await ann.getByRole('searchbox').fill('Ben There');
  await ann.getByRole('link', { name: 'Ben There' }).click();
  await head.getByText('Offline', { exact: true }).waitFor();
  await assertAccessible(ann, 'a profile with presence');
  await leaveAll();
});

test('one sees who is writing, until the message comes', async () => {
  const ann = await personAt('ann.types', 'Ann Types');
  const ben = await personAt('ben.types', 'Ben Types');
  await startChat(ann, 'Ben Types');
  await say(ann, 'A question');
  await row(ben, 'Ann Types').click();
  await composer(ben).pressSequentially('Well');
  await ann.getByRole('main').getByText('Typing').waitFor();
  await row(ann, 'Ben Types').getByText('Typing').waitFor();
  await assertAccessible(ann, 'somebody writes');
  await say(ben, 'Well, yes');
  await message(ann, 'Well, yes').waitFor();
  await ann.getByText('Typing').first().waitFor({ state: 'detached' });
  await row(ann, 'Ben Types').getByText('Well, yes').waitFor();

  await createGroup(ann, 'Typists', ['Ben Types']);
  await row(ben, 'Typists').click();
  await composer(ben).pressSequentially('And');
  await ann.getByRole('main').getByText('Ben Types is typing').waitFor();
  await leaveAll();
});

/** Two by one pixels. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGM4ESAiEnACAAg7AllHBMuOAAAAAElFTkSuQmCC',
  'base64',
);

/** Waits for a picture that can really be drawn. */
async function pictureIn(page: Page, place: string): Promise<void> {
  await page.locator(`${place} img.avatar__img`).first().evaluate('(picture) => picture.decode()');
}

test('what somebody tells of themselves is seen by who has them on the screen', async () => {
  const ann = await personAt('13800138000', 'Ann Tells');
  const ben = await personAt('ben.tells', 'Ben Tells', { size: 'phone', colorScheme: 'dark' });
  await startChat(ann, 'Ben Tells');
  await say(ann, 'Look at me');
  await row(ben, 'Ann Tells').click();
  await message(ben, 'Look at me').waitFor();

  await ann.getByRole('link', { name: 'Me: Ann Tells' }).click();
  await ann.getByLabel('Nickname').fill(' ');
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.getByText('This is needed.').waitFor();
  await assertAccessible(ann, 'a profile with a fault');
  await ann.getByLabel('Nickname').fill('Ann Told');
  await ann.getByLabel('Real name').fill('Anna Maria');
  await ann.getByLabel('Job').fill('Carpenter');
  await ann.getByLabel('Signature').fill('Measure twice, cut once');
  await ann.getByLabel('What you are up to').fill('In the workshop');
  await ann.getByText('1 hour').click();
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.getByText('Saved').waitFor();
  await ann.getByText(/^Ends at /).waitFor();
  await ann.getByRole('switch', { name: 'Show my phone number' }).click();
  await ann.getByRole('switch', { name: 'Show my phone number', checked: true }).waitFor();

  const file = { name: 'me.png', mimeType: 'image/png', buffer: PICTURE };
  await ann.getByLabel('Choose a picture').setInputFiles({ ...file, buffer: Buffer.from('no picture') });
  await ann.getByText('This picture cannot be used.').waitFor();
  await ann.getByLabel('Choose a picture').setInputFiles(file);
  await ann.getByRole('dialog').getByRole('button', { name: 'The part that is shown' }).press('ArrowLeft');
  await assertAccessible(ann, 'cutting a picture');
  await ann.getByRole('button', { name: 'Use this picture' }).click();
  await pictureIn(ann, '.rail');
  await assertAccessible(ann, 'the own profile');

  await ben.getByRole('heading', { name: 'Ann Told', exact: true }).waitFor();
  await pictureIn(ben, '.pane__head');
  await ben.getByRole('button', { name: 'Profile of Ann Told' }).last().click();
  const sheet = ben.getByRole('dialog', { name: 'Profile' });
  for (const text of ['Ann Told', 'In the workshop', 'Measure twice, cut once', 'Carpenter', 'Anna Maria']) {
    await sheet.getByText(text).waitFor();
  }
  await sheet.getByRole('link', { name: '+8613800138000' }).waitFor();
  await assertAccessible(ben, 'a profile on a phone');
  await assertFits(ben, 'a profile on a phone');
  await ben.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });

  await ann.getByRole('button', { name: 'Remove' }).click();
  await ben.locator('.pane__head img').waitFor({ state: 'detached' });
  await ben.goto(`${server.origin}/contacts`);
  await ben.getByText('Carpenter').waitFor();
  await leaveAll();
});
