import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Client } from '#client/api.ts';
import { createClient } from '#client/client.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import {
  choosePerson,
  composer,
  createGroup,
  message,
  PASSWORD,
  register,
  row,
  say,
  sentMessage,
  startChat,
} from './support/chat.ts';
import { assertAccessible, assertFits, newSeat, openChromium, type Seat, type SeatOptions } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';

/** The little of the page that is looked at from inside. */
interface InPage {
  document: { title: string; querySelector(selector: string): { scrollHeight: number } };
}

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

/** A browser of somebody's own, registered under that name. */
async function personAt(login: string, nickname: string, options: SeatOptions = {}): Promise<Page> {
  const seat = await newSeat(browser, options);
  seats.push(seat);
  await register(seat.page, server.origin, login, nickname);
  return seat.page;
}

async function leaveAll(): Promise<void> {
  const errors = seats.flatMap((seat) => seat.errors);
  await Promise.all(seats.splice(0).map((seat) => seat.context.close()));
  assert.deepEqual(errors, [], 'errors in the pages');
}

test('every wrong field is told beside it, in both languages', async () => {
  const seat = await newSeat(browser, { language: 'zh' });
  seats.push(seat);
  const { page } = seat;
  await page.goto(`${server.origin}/register`);
  await page.getByRole('heading', { name: '注册' }).waitFor();
  await page.getByLabel('手机号、邮箱或用户名').fill('138 0013 80');
  await page.getByLabel('昵称').fill('雨桐');
  await page.getByText('手机号的位数或号段不对。').waitFor();
  await page.getByLabel('密码', { exact: true }).fill('short');
  await page.getByLabel('再输一次密码').fill('other');
  await page.getByRole('button', { name: '注册并进入' }).click();
  await page.getByText('至少 8 个字符。').waitFor();
  await page.getByText('两次输入的密码不一样。').waitFor();
  await assertAccessible(page, 'registration with faults');
  await page.getByText('English').click();
  await page.getByText('This phone number is not complete or does not exist.').waitFor();
  await page.getByText('At least 8 characters.').waitFor();
  await page.getByText('The two passwords differ.').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await leaveAll();
});

test('a taken name and a wrong password are told by the server’s word', async () => {
  await personAt('taken.name', 'First');
  const seat = await newSeat(browser);
  seats.push(seat);
  const { page } = seat;
  await page.goto(`${server.origin}/register`);
  await page.getByLabel('Phone, e-mail or user name').fill('taken.name');
  await page.getByLabel('Nickname').fill('Second');
  await page.getByLabel('Password', { exact: true }).fill('quite a long password 7');
  await page.getByLabel('Password again').fill('quite a long password 7');
  await page.getByRole('button', { name: 'Create and enter' }).click();
  await page.getByText('Somebody uses this already.').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Phone, e-mail or user name').fill('taken.name');
  await page.getByLabel('Password', { exact: true }).fill('not this one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The account or the password is wrong.').waitFor();
  await assertAccessible(page, 'sign-in with a failure');
  await leaveAll();
});

test('two people chat in both directions', async () => {
  const [ann, ben] = [await personAt('ann.one', 'Ann One'), await personAt('ben.one', 'Ben One')];
  await startChat(ann, 'Ben One');
  await say(ann, 'Hello Ben, see https://example.org/a.');
  await sentMessage(ann, 'Hello Ben').waitFor();
  await row(ben, 'Ann One').getByText('1 unread message').waitFor();
  await ben.waitForFunction(() => (globalThis as unknown as InPage).document.title.startsWith('(1)'));
  await row(ben, 'Ann One').click();
  await message(ben, 'Hello Ben').waitFor();
  const link = ben.getByRole('link', { name: 'https://example.org/a', exact: true });
  assert.equal(await link.getAttribute('rel'), 'noopener noreferrer nofollow');
  await ben.waitForFunction(() => !(globalThis as unknown as InPage).document.title.startsWith('('));
  await composer(ben).fill('Hello\nAnn');
  await composer(ben).press('Enter');
  await message(ann, 'Hello\nAnn').waitFor();
  await row(ann, 'Ben One').getByText('Hello Ann').waitFor();
  await assertAccessible(ann, 'a conversation');
  await leaveAll();
});

test('a group is made, grows, loses people, and is left', async () => {
  const owner = await personAt('owner.two', 'Owner Two');
  const member = await personAt('member.two', 'Member Two');
  const later = await personAt('later.two', 'Later Two');
  await createGroup(owner, 'Field trip', ['Member Two']);
  await say(owner, 'We leave at nine');
  await row(member, 'Field trip').click();
  await message(member, 'We leave at nine').waitFor();

  await owner.getByRole('button', { name: 'Details' }).click();
  await owner.getByRole('button', { name: 'Add people' }).click();
  const sheet = owner.getByRole('dialog', { name: 'Add people' });
  await choosePerson(sheet, 'Later Two');
  await sheet.getByRole('button', { name: 'Add', exact: true }).click();
  await member.getByText('Owner Two added Later Two').first().waitFor();
  await row(later, 'Field trip').click();
  await message(later, 'We leave at nine').waitFor();
  await owner.getByText('3 members').first().waitFor();
  await assertAccessible(owner, 'a group with its details');

  await owner.getByRole('button', { name: 'Actions for Later Two' }).click();
  await owner.getByRole('menuitem', { name: 'Remove from the group' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await later.getByRole('heading', { name: 'You are not in this chat' }).waitFor();
  await member.getByText('Owner Two removed Later Two').first().waitFor();

  await owner.getByRole('button', { name: 'Rename' }).click();
  await owner.getByRole('dialog').getByLabel('Name of the group').fill('Long field trip');
  await owner.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await member.getByRole('heading', { name: 'Long field trip', level: 2 }).waitFor();

  await member.getByRole('button', { name: 'Details' }).click();
  await member.getByRole('button', { name: 'Leave' }).click();
  await member.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await row(member, 'Long field trip').waitFor({ state: 'detached' });
  await owner.getByText('Member Two left the group').first().waitFor();
  await leaveAll();
});

test('who was cut off writes on, comes back to what was missed, and everything goes out', async () => {
  const [ann, ben] = [await personAt('ann.three', 'Ann Three'), await personAt('ben.three', 'Ben Three')];
  await startChat(ann, 'Ben Three');
  await say(ann, 'before the tunnel');
  await row(ben, 'Ann Three').click();
  await message(ben, 'before the tunnel').waitFor();

  await ben.context().setOffline(true);
  await ben.getByText('No connection. Keep writing').filter({ visible: true }).waitFor();
  await say(ben, 'written in the tunnel');
  await message(ben, 'waiting').filter({ hasText: 'written in the tunnel' }).waitFor();
  await assertAccessible(ben, 'a conversation without connection');
  await say(ann, 'what Ben misses');
  await sentMessage(ann, 'what Ben misses').waitFor();

  await ben.context().setOffline(false);
  await message(ben, 'what Ben misses').waitFor();
  await sentMessage(ben, 'written in the tunnel').waitFor();
  await message(ann, 'written in the tunnel').waitFor();
  assert.equal(await message(ann, 'written in the tunnel').count(), 1);
  await ben.getByText('No connection').filter({ visible: true }).waitFor({ state: 'detached' });
  await leaveAll();
});

/** Whether the browser’s own copy has the message. */
const STORED = `(async () => {
  const known = await indexedDB.databases();
  const name = known.map((one) => one.name).find((one) => one.startsWith('yiqi-u_'));
  const opening = indexedDB.open(name);
  await new Promise((done) => opening.addEventListener('success', done));
  const reading = opening.result.transaction('windows').objectStore('windows').getAll();
  await new Promise((done) => reading.addEventListener('success', done));
  opening.result.close();
  return reading.result.some((window) => window.lines.some((line) => line.text === 'first'));
})()`;

test('what was written without a connection survives a reload and is sent once', async () => {
  const [ann, ben] = [await personAt('ann.four', 'Ann Four'), await personAt('ben.four', 'Ben Four')];
  await startChat(ann, 'Ben Four');
  await say(ann, 'first');
  await sentMessage(ann, 'first').waitFor();
  while (!(await ann.evaluate<boolean>(STORED))) await ann.evaluate('new Promise(requestAnimationFrame)');
  await ann.route('**/api/**', (route) => route.abort());
  let cut = true;
  await ann.routeWebSocket('**/ws', (socket) => void (cut ? socket.close() : socket.connectToServer()));
  await ann.reload();
  await message(ann, 'first').waitFor();
  await say(ann, 'kept through the reload');
  await message(ann, 'kept through the reload').waitFor();
  await composer(ann).fill('half a thought');
  await ann.reload();
  await message(ann, 'kept through the reload').waitFor();
  assert.equal(await composer(ann).inputValue(), 'half a thought');
  cut = false;
  await ann.unroute('**/api/**');
  await ann.reload();
  await sentMessage(ann, 'kept through the reload').waitFor();
  await row(ben, 'Ann Four').click();
  await message(ben, 'kept through the reload').waitFor();
  assert.equal(await message(ben, 'kept through the reload').count(), 1);
  await leaveAll();
});

/** Somebody’s second device, without a screen, and their one conversation. */
async function headless(login: string): Promise<{ writer: Client; conversation: string }> {
  const options = { store: memoryStore(), keep: 'body', deviceName: 'Second device' } as const;
  const writer = createClient({ baseUrl: server.origin, ...options });
  await writer.start();
  await writer.login({ login, password: PASSWORD });
  const conversation = await new Promise<string>((found) => {
    const look = () =>
      writer
        .conversations()
        .slice(0, 1)
        .forEach((item) => void found(item.id));
    writer.subscribe(look);
    look();
  });
  return { writer, conversation };
}

test('history comes as one scrolls up, and the way back is offered', async () => {
  const [ann, ben] = [await personAt('ann.five', 'Ann Five'), await personAt('ben.five', 'Ben Five')];
  await startChat(ann, 'Ben Five');
  const { writer, conversation } = await headless('ann.five');
  for (let n = 1; n <= 250; n += 1) writer.send(conversation, `line ${n} of many`);
  await sentMessage(ann, 'line 250 of many').waitFor();
  await writer.close();
  await row(ben, 'Ann Five').getByText('99+').waitFor();
  await row(ben, 'Ann Five').click();
  await ben.getByText('New', { exact: true }).last().waitFor();
  await message(ben, 'line 1 of many').waitFor();
  await ben.getByRole('button', { name: /Go to the latest/ }).click();
  await message(ben, 'line 250 of many').waitFor();
  await row(ben, 'Ann Five').getByText('unread').waitFor({ state: 'detached' });
  await ben.bringToFront();
  const before = await ben.evaluate<{ text: string; top: number; height: number }>(SCROLL_NEAR_TOP);
  await ben.waitForFunction(
    (height) => (globalThis as unknown as InPage).document.querySelector('[role=log]').scrollHeight > height,
    before.height + 500,
  );
  const after = await ben.evaluate<number>(`(${TOP_OF})(${JSON.stringify(before.text)})`);
  assert.ok(Math.abs(after - before.top) <= 2, `“${before.text}” moved from ${before.top} to ${after} px`);
  while ((await message(ben, 'line 1 of many').count()) === 0) await ben.evaluate(SCROLL_TO_TOP);
  await leaveAll();
});

const SCROLL_TO_TOP = `(async () => {
  document.querySelector('[role=log]').scrollTop = 0;
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
})()`;

const TOP_OF = `(text) => [...document.querySelectorAll('[role=log] article')]
  .find((article) => article.textContent === text)?.getBoundingClientRect().top ?? -1`;

/** Scrolls to where earlier lines begin to load, and tells which message stands first in the window then. */
const SCROLL_NEAR_TOP = `(async () => {
  const log = document.querySelector('[role=log]');
  const rest = async (place) => {
    for (let frame = 0; frame < 20; frame += 1) await new Promise(requestAnimationFrame);
    return log.scrollTop === place;
  };
  do log.scrollTop = 1000;
  while (!(await rest(1000)));
  const top = log.getBoundingClientRect().top;
  const height = log.scrollHeight;
  const first = [...log.querySelectorAll('article')].find((one) => one.getBoundingClientRect().top >= top);
  log.scrollTop -= 200;
  const place = first.getBoundingClientRect().top;
  return { text: first.textContent, top: place, height };
})()`;

test('the palette jumps to people by keyboard alone', async () => {
  const ann = await personAt('ann.six', 'Ann Six');
  await personAt('zoe.six', 'Zoe Six');
  await ann.keyboard.press('Control+k');
  await ann.getByRole('combobox').fill('Zoe S');
  await ann.getByRole('option', { name: /Zoe Six/ }).waitFor();
  await assertAccessible(ann, 'the palette');
  await ann.keyboard.press('Enter');
  await ann.getByRole('heading', { name: 'Zoe Six', level: 2 }).waitFor();
  await leaveAll();
});

test('everything works on a phone, one pane at a time', async () => {
  const ann = await personAt('ann.seven', 'Ann Seven', { size: 'phone' });
  const ben = await personAt('ben.seven', 'Ben Seven', { size: 'phone', colorScheme: 'dark' });
  await assertAccessible(ann, 'an empty list on a phone');
  await startChat(ann, 'Ben Seven');
  await say(ann, 'from the phone');
  await sentMessage(ann, 'from the phone').waitFor();
  await ann.getByRole('navigation', { name: 'Main' }).waitFor({ state: 'hidden' });
  await assertAccessible(ann, 'a conversation on a phone');
  await assertFits(ann, 'a conversation on a phone');
  await assertAccessible(ben, 'a dark list on a phone');
  await row(ben, 'Ann Seven').click();
  await message(ben, 'from the phone').waitFor();
  await ben.getByRole('button', { name: 'Details' }).click();
  await ben.getByRole('heading', { name: 'Details' }).waitFor();
  await ben.goBack();
  await message(ben, 'from the phone').waitFor();
  await ben.getByRole('button', { name: 'Back' }).click();
  await row(ben, 'Ann Seven').waitFor();
  await assertFits(ben, 'the list on a phone');
  await leaveAll();
});

test('theme and language are switched and kept', async () => {
  const ann = await personAt('ann.eight', 'Ann Eight', { colorScheme: 'light' });
  await ann.getByRole('link', { name: 'Settings' }).click();
  await ann.getByText('Dark', { exact: true }).click();
  await ann.locator('html[data-theme=dark]').waitFor();
  await assertAccessible(ann, 'settings, dark');
  await ann.getByText('中文').click();
  await ann.getByRole('heading', { name: '外观与语言' }).waitFor();
  await ann.reload();
  await ann.getByRole('heading', { name: '外观与语言' }).waitFor();
  assert.equal(await ann.locator('html').getAttribute('data-theme'), 'dark');
  await ann.getByRole('link', { name: '通讯录' }).click();
  await ann.getByRole('heading', { name: '通讯录' }).waitFor();
  await assertAccessible(ann, 'contacts, dark');
  await leaveAll();
});

test('who signs out is at the door, and nothing of theirs stays', async () => {
  const ann = await personAt('ann.nine', 'Ann Nine');
  await ann.getByRole('link', { name: 'Me: Ann Nine' }).click();
  await ann.getByRole('button', { name: 'Sign out' }).click();
  await ann.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await ann.getByRole('heading', { name: 'Sign in' }).waitFor();
  await ann.reload();
  await ann.getByRole('heading', { name: 'Sign in' }).waitFor();
  await leaveAll();
});
