import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { choosePerson, composer, createGroup, message, PASSWORD, register, row, say } from './support/chat.ts';
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

async function personAt(login: string, nickname: string, options: SeatOptions = {}): Promise<Page> {
  const one = await newSeat(browser, options);
  seats.push(one);
  await register(one.page, server.origin, login, nickname);
  return one.page;
}

async function leaveAll(): Promise<void> {
  const errors = seats.flatMap((one) => one.errors);
  await Promise.all(seats.splice(0).map((one) => one.context.close()));
  assert.deepEqual(errors, [], 'errors in the pages');
}

async function openDetails(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Details' }).click();
  const details = { name: 'Details' };
  await page.getByRole('complementary', details).or(page.getByRole('main', details)).waitFor();
}

async function manage(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Manage', exact: true }).click();
  await page.getByRole('dialog', { name: 'Manage the group' }).waitFor();
}

/** Switches something in the open sheet, and waits until the server has it. */
async function switchOn(page: Page, name: string): Promise<void> {
  await page.getByRole('switch', { name }).click();
  await page.getByRole('switch', { name, checked: true }).waitFor();
}

async function close(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

function member(page: Page, name: string) {
  return page.getByRole('button', { name: `Actions for ${name}` });
}

test('an announcement stands over the chat until each has closed it, and can be read again', async () => {
  const ann = await personAt('ann.says', 'Ann Says');
  const ben = await personAt('ben.hears', 'Ben Hears', { size: 'phone', colorScheme: 'dark' });
  await createGroup(ann, 'Harbour plan', ['Ben Hears']);
  await openDetails(ann);
  await ann.getByRole('button', { name: 'Add an announcement' }).click();
  const sheet = ann.getByRole('dialog', { name: 'Announcement' });
  await sheet.getByRole('textbox', { name: 'Announcement' }).fill('We meet at 9.\nBring https://example.com/plan');
  await assertAccessible(ann, 'writing an announcement');
  await sheet.getByRole('button', { name: 'Publish' }).click();
  await ann.getByText('You changed the announcement').first().waitFor();

  await row(ben, 'Harbour plan').click();
  const banner = ben.getByRole('region', { name: 'Announcement' });
  await banner.getByText('We meet at 9.').waitFor();
  await assertAccessible(ben, 'an announcement on a phone');
  await assertFits(ben, 'an announcement on a phone');
  await banner.getByRole('button', { name: /^Read all/ }).click();
  await ben.getByRole('dialog').getByRole('link', { name: 'https://example.com/plan' }).waitFor();
  await assertAccessible(ben, 'reading an announcement');
  await close(ben);
  await banner.getByRole('button', { name: 'Close the announcement' }).click();
  await banner.waitFor({ state: 'detached' });
  await ben.reload();
  await message(ben, 'nothing').waitFor({ state: 'detached' });
  await ben.getByText('Ann Says changed the announcement').waitFor();
  await banner.waitFor({ state: 'detached' });
  const other = await newSeat(browser, {});
  seats.push(other);
  await other.page.goto(`${server.origin}/sign-in`);
  await other.page.getByLabel('Phone, e-mail or user name').fill('ben.hears');
  await other.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await other.page.getByRole('button', { name: 'Sign in' }).click();
  await row(other.page, 'Harbour plan').click();
  await other.page.getByText('Ann Says changed the announcement').last().waitFor();
  await other.page.getByRole('region', { name: 'Announcement' }).waitFor({ state: 'detached' });
  await leaveAll();
});

test('roles, mutes and who may write hold at once for everybody', async () => {
  const ann = await personAt('ann.owner', 'Ann Owner');
  const ben = await personAt('ben.admin', 'Ben Admin');
  const cat = await personAt('cat.member', 'Cat Member', { size: 'phone' });
  await createGroup(ann, 'Night shift', ['Ben Admin', 'Cat Member']);
  await openDetails(ann);
  await member(ann, 'Ben Admin').click();
  await ann.getByRole('menuitem', { name: 'Make administrator' }).click();
  await ann.getByText('You made Ben Admin an administrator').first().waitFor();

  await row(ben, 'Night shift').click();
  await openDetails(ben);
  await member(ben, 'Cat Member').click();
  await ben.getByRole('menuitem', { name: 'Mute' }).click();
  await assertAccessible(ben, 'muting somebody');
  await ben.getByRole('dialog').getByRole('button', { name: '1 hour' }).click();
  await row(cat, 'Night shift').click();
  await cat.getByText(/^You are muted here until /).waitFor();
  await assertAccessible(cat, 'a muted member on a phone');
  assert.equal(await composer(cat).count(), 0);
  await member(ben, 'Cat Member').click();
  await ben.getByRole('menuitem', { name: 'Lift the mute' }).click();
  await composer(cat).waitFor();

  await manage(ann);
  await assertAccessible(ann, 'managing a group');
  await switchOn(ann, 'Only administrators write');
  await cat.getByText('Only the owner and administrators write here.').waitFor();
  await close(ann);
  await say(ben, 'Only we write now');
  await message(cat, 'Only we write now').waitFor();
  await leaveAll();
});

test('people join by a link, at once or when they are let in', async () => {
  const ann = await personAt('ann.links', 'Ann Links');
  const ben = await personAt('ben.joins', 'Ben Joins', { size: 'phone' });
  await createGroup(ann, 'Open boat', ['Ben Joins']);
  await openDetails(ann);
  await ann.getByRole('button', { name: 'Invite by link' }).click();
  const sheet = ann.getByRole('dialog', { name: 'Invite by link' });
  await sheet.getByRole('button', { name: 'Make a link' }).click();
  const address = (await sheet.getByText(/\/join\//).textContent()) ?? '';
  await sheet.getByRole('img', { name: 'QR code of the link' }).waitFor();
  await assertAccessible(ann, 'a new link');
  await close(ann);
  await manage(ann);
  await switchOn(ann, 'Approve who joins');
  await close(ann);

  const cat = await newSeat(browser, { size: 'phone', colorScheme: 'dark' });
  seats.push(cat);
  await cat.page.goto(address);
  await cat.page.getByRole('link', { name: 'Create an account' }).click();
  await cat.page.getByLabel('Phone, e-mail or user name').fill('cat.comes');
  await cat.page.getByLabel('Nickname').fill('Cat Comes');
  await cat.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await cat.page.getByLabel('Password again').fill(PASSWORD);
  await cat.page.getByRole('button', { name: 'Create and enter' }).click();
  await cat.page.getByRole('heading', { name: 'Open boat' }).waitFor();
  await cat.page.getByText('2 members').waitFor();
  await assertAccessible(cat.page, 'a link on a phone');
  await assertFits(cat.page, 'a link on a phone');
  await cat.page.getByLabel('A word for the administrators').fill('I work on deck');
  await cat.page.getByRole('button', { name: 'Ask to join' }).click();
  await cat.page.getByText(/^You have asked to join/).waitFor();

  await ann.getByText('1 person waits to be let in').waitFor();
  await ann.getByRole('button', { name: 'Look', exact: true }).click();
  const waiting = ann.getByRole('dialog').getByRole('region', { name: 'Cat Comes' });
  await waiting.getByText(/^I work on deck/).waitFor();
  await assertAccessible(ann, 'requests to join');
  await waiting.getByRole('button', { name: 'Let in' }).click();
  await ann.getByText('Nobody waits to be let in.').waitFor();
  await close(ann);
  await cat.page.goto(server.origin);
  await row(cat.page, 'Open boat').click();
  await say(cat.page, 'Thank you');
  await message(ann, 'Thank you').waitFor();

  await ben.goto(address);
  await ben.getByRole('link', { name: 'Open the group' }).waitFor();
  await ben.goto(`${address.slice(0, -4)}xxxx`);
  await ben.getByText('This link is over').waitFor();
  await assertAccessible(ben, 'a link that is over');
  await leaveAll();
});

test('a temporary group says when it ends; its owner hands it over and dissolves it', async () => {
  const ann = await personAt('ann.ends', 'Ann Ends', { language: 'en' });
  const ben = await personAt('ben.ends', 'Ben Ends');
  await ann.getByRole('button', { name: 'New', exact: true }).click();
  await ann.getByRole('menuitem', { name: 'New group' }).click();
  const sheet = ann.getByRole('dialog', { name: 'New group' });
  await sheet.getByLabel('Name of the group').fill('Day trip');
  await sheet.getByText('1 day', { exact: true }).click();
  await assertAccessible(ann, 'a new temporary group');
  await choosePerson(sheet, 'Ben Ends');
  await sheet.getByRole('button', { name: 'Create group' }).click();
  await ann.getByText(/^This group ends by itself on /).waitFor();
  await row(ben, 'Day trip').click();
  await ben.getByText(/^This group ends by itself on /).waitFor();

  await openDetails(ann);
  await manage(ann);
  await ann.getByRole('button', { name: 'Seven more days' }).click();
  await ann.getByText(/^This group ends by itself on /).waitFor({ state: 'detached' });
  await ann.getByRole('button', { name: /^Hand over the group/ }).click();
  await ann.getByRole('dialog').getByRole('button', { name: 'Ben Ends' }).click();
  await ann.getByRole('dialog').getByRole('button', { name: 'Hand over', exact: true }).click();
  await ann.getByText('You made Ben Ends the owner').first().waitFor();

  await openDetails(ben);
  await manage(ben);
  await ben.getByRole('button', { name: /^Dissolve the group/ }).click();
  await assertAccessible(ben, 'dissolving a group');
  await ben.getByRole('dialog').getByRole('button', { name: 'Dissolve', exact: true }).click();
  await ann.getByText('“Day trip” was dissolved by its owner').first().waitFor();
  await row(ann, 'Day trip').waitFor({ state: 'detached' });
  await assertAccessible(ann, 'a group that is no more');
  await leaveAll();
});

/** A picture of 2 × 2 px, in base64. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==';

test('a group shows its members’ faces, or a picture of its own that its members see', async () => {
  const ann = await personAt('ann.face', 'Ann Face');
  const ben = await personAt('ben.face', 'Ben Face', { size: 'phone' });
  await createGroup(ann, 'Painted', ['Ben Face']);
  await row(ben, 'Painted').locator('.mosaic__face').nth(1).waitFor();
  await openDetails(ann);
  await manage(ann);
  const file = { name: 'boat.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') };
  await ann.locator('input[type=file]').setInputFiles(file);
  await ann.getByRole('dialog').getByRole('button', { name: 'Remove' }).waitFor();
  await row(ben, 'Painted').locator('img.avatar__img[src^="data:image/"]').waitFor();
  await ann.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await row(ben, 'Painted').locator('.mosaic__face').nth(1).waitFor();
  await leaveAll();
});

test('who joins a group that hides its history sees nothing of before', async () => {
  const ann = await personAt('ann.hides', 'Ann Hides');
  const ben = await personAt('ben.later', 'Ben Later', { size: 'phone' });
  const cat = await personAt('cat.there', 'Cat There');
  await createGroup(ann, 'Hidden past', ['Cat There']);
  await openDetails(ann);
  await manage(ann);
  await ann.getByRole('switch', { name: 'New members see earlier messages' }).click();
  await ann.getByRole('switch', { name: 'New members see earlier messages', checked: false }).waitFor();
  await close(ann);
  await say(ann, 'Our secret');
  await row(cat, 'Hidden past').click();
  await message(cat, 'Our secret').waitFor();
  await ann.getByRole('button', { name: 'Add people' }).click();
  const sheet = ann.getByRole('dialog', { name: 'Add people' });
  await choosePerson(sheet, 'Ben Later');
  await sheet.getByRole('button', { name: 'Add', exact: true }).click();
  await sheet.waitFor({ state: 'detached' });
  await say(ann, 'Welcome Ben');
  await row(ben, 'Hidden past').click();
  await message(ben, 'Welcome Ben').waitFor();
  assert.equal(await message(ben, 'Our secret').count(), 0);
  await leaveAll();
});

test('in Chinese, on a phone, a group is managed from its details', async () => {
  const { page } = await signedUpInChinese('lin.zh', '林晓');
  await personAt('wang.zh', '王芳');
  await page.getByRole('button', { name: '新建', exact: true }).click();
  await page.getByRole('menuitem', { name: '创建群组' }).click();
  const sheet = page.getByRole('dialog', { name: '创建群组' });
  await sheet.getByLabel('群名称').fill('周末爬山');
  await choosePerson(sheet, '王芳');
  await sheet.getByRole('button', { name: '创建群组' }).click();
  await page.getByRole('main').getByRole('button', { name: '详情' }).click();
  await page.getByRole('button', { name: '管理', exact: true }).click();
  await page.getByRole('switch', { name: '进群需要审批' }).click();
  await page.getByRole('switch', { name: '进群需要审批', checked: true }).waitFor();
  await assertAccessible(page, 'managing a group in Chinese on a phone');
  await assertFits(page, 'managing a group in Chinese on a phone');
  await leaveAll();
});

async function signedUpInChinese(login: string, nickname: string): Promise<Seat> {
  const seat = await newSeat(browser, { size: 'phone', language: 'zh' });
  seats.push(seat);
  const { page } = seat;
  await page.goto(`${server.origin}/register`);
  await page.getByLabel('手机号、邮箱或用户名').fill(login);
  await page.getByLabel('昵称').fill(nickname);
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByLabel('再输一次密码').fill(PASSWORD);
  await page.getByRole('button', { name: '注册并进入' }).click();
  await page.getByRole('navigation').waitFor();
  return seat;
}
