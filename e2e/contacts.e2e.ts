import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { message, PASSWORD, register, registerBy, row, say, sentMessage, startChat } from './support/chat.ts';
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

/** The first account, which runs the place. */
async function ownerAt(login: string, nickname: string, options: SeatOptions = {}): Promise<Page> {
  const page = await seat(options);
  await registerBy(page, server.ownerLink ?? '', login, nickname);
  return page;
}

async function leaveAll(): Promise<void> {
  const errors = seats.flatMap((one) => one.errors);
  await Promise.all(seats.splice(0).map((one) => one.context.close()));
  assert.deepEqual(errors, [], 'errors in the pages');
}

/** Looks somebody up and shows their profile. */
async function profileOf(page: Page, name: string): Promise<void> {
  await page.goto(`${server.origin}/contacts`);
  await page.getByRole('searchbox').fill(name);
  await page.getByRole('link', { name }).first().click();
  await page.getByRole('main').getByRole('heading', { name }).waitFor();
}

test('an owner makes departments, puts people into them, and those who look see it happen', async () => {
  const owner = await ownerAt('olga', 'Olga Owner');
  const ben = await personAt('ben', 'Ben Below', { size: 'phone', colorScheme: 'dark' });
  await ben.goto(`${server.origin}/contacts/company`);
  await ben.getByText('There are no departments yet').waitFor();
  await owner.goto(`${server.origin}/contacts/company`);
  await owner.getByRole('button', { name: 'New department' }).click();
  const sheet = owner.getByRole('dialog');
  await sheet.getByLabel('Name').fill('R/D');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await sheet.getByText('A name cannot hold “/”.').waitFor();
  await assertAccessible(owner, 'a new department with a fault');
  await sheet.getByLabel('Name').fill('Engineering');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await ben.getByRole('link', { name: 'Engineering' }).click();
  await ben.getByText('Nobody is in this department itself.').waitFor();

  await owner.getByRole('main').getByRole('link', { name: 'Engineering' }).first().click();
  await owner.getByRole('button', { name: 'Manage', exact: true }).click();
  await owner.getByRole('menuitem', { name: 'Add people' }).click();
  await owner.getByRole('dialog').getByRole('searchbox').fill('Ben Below');
  await owner.getByRole('dialog').getByRole('checkbox', { name: 'Ben Below' }).check();
  await owner.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await ben.getByRole('region', { name: 'People' }).getByText('Ben Below').waitFor();
  await owner.getByRole('button', { name: 'Manage Ben Below' }).click();
  await owner.getByRole('menuitem', { name: 'Title and role' }).click();
  await owner.getByRole('dialog').getByLabel('Title here').fill('Architect');
  await owner.getByRole('dialog').getByRole('switch').click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await ben.getByText('Architect').waitFor();
  await ben.getByText('Head', { exact: true }).waitFor();
  await assertAccessible(ben, 'a department on a phone');
  await assertFits(ben, 'a department on a phone');

  await owner.getByRole('button', { name: 'Manage', exact: true }).click();
  await owner.getByRole('menuitem', { name: 'New department below' }).click();
  await owner.getByRole('dialog').getByLabel('Name').fill('Platform');
  await owner.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await owner.getByRole('region', { name: 'Departments below' }).getByText('Platform').waitFor();
  await assertAccessible(owner, 'a department');
  await owner.getByRole('button', { name: 'Manage', exact: true }).click();
  await owner.getByRole('menuitem', { name: 'Delete' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await owner.getByText('People or departments are still in this department.').waitFor();
  await owner.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await owner.getByRole('region', { name: 'Departments below' }).getByRole('link').click();
  await owner.getByRole('button', { name: 'Manage', exact: true }).click();
  await owner.getByRole('menuitem', { name: 'Move' }).click();
  await owner.getByRole('dialog').getByLabel('Under').selectOption({ label: 'The company itself' });
  await owner.getByRole('dialog').getByLabel('Before').selectOption({ label: 'Engineering' });
  await assertAccessible(owner, 'moving a department');
  await owner.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
  await owner.getByRole('dialog').waitFor({ state: 'detached' });
  await ben.goto(`${server.origin}/contacts/company`);
  await ben.getByRole('region').getByRole('link').first().getByText('Platform').waitFor();
  await ben.getByRole('button', { name: 'Manage' }).waitFor({ state: 'detached' });
  await profileOf(ben, 'Olga Owner');
  await leaveAll();
});

test('departments are taken from a file after a look at what it would do', async () => {
  const owner = await seat({ language: 'zh' });
  await owner.goto(`${server.origin}/sign-in`);
  await owner.getByLabel('手机号、邮箱或用户名').fill('olga');
  await owner.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await owner.getByRole('button', { name: '登录' }).click();
  await owner.getByRole('navigation', { name: '主导航' }).waitFor();
  await owner.goto(`${server.origin}/contacts/company`);
  await owner.getByRole('button', { name: '管理', exact: true }).click();
  await owner.getByRole('menuitem', { name: '从文件导入' }).click();
  const sheet = owner.getByRole('dialog');
  const file = (text: string | Buffer) => ({
    name: 'a.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(text as string),
  });
  const gbk = Buffer.from([0x6c, 0x6f, 0x67, 0x69, 0x6e, 0x2c, 0xb2, 0xbf, 0xc3, 0xc5]);
  await sheet.getByLabel('选择文件').setInputFiles(file(gbk));
  await sheet.getByText('文件不是 UTF-8 编码').waitFor();
  const csv = 'login,nickname,department,title\nben,Ben,公司/研发部,工程师\nnobody,N,公司/研发部,\nolga,O,,\n';
  await sheet.getByLabel('选择文件').setInputFiles(file(csv));
  await sheet.getByText('检查了 3 行，还没有做任何改动。').waitFor();
  await sheet.getByText('2 个新部门').waitFor();
  await sheet.getByRole('cell', { name: '没有这个账号。' }).waitFor();
  await sheet.getByRole('cell', { name: '没有填部门。' }).waitFor();
  await assertAccessible(owner, 'the look at an import');
  await sheet.getByRole('button', { name: '导入其余的行' }).click();
  await owner.getByText('已导入 1 条').waitFor();
  await owner.getByRole('navigation', { name: '部门' }).getByRole('link', { name: '公司' }).click();
  await owner.getByRole('region', { name: '下级部门' }).getByRole('link', { name: '研发部' }).click();
  await owner.getByRole('region', { name: '成员' }).getByText('工程师').waitFor();
  await assertAccessible(owner, 'a department in Chinese');
  await leaveAll();
});

test('somebody is asked, accepts, is called by an own name, and is removed again', async () => {
  const ann = await personAt('ann.asks', 'Ann Asks');
  const cat = await personAt('cat.answers', 'Cat Answers', { size: 'phone' });
  await profileOf(ann, 'Cat Answers');
  await ann.getByRole('button', { name: 'Add', exact: true }).click();
  await ann.getByRole('dialog').getByLabel('Say who you are').fill('We met at the fair');
  await assertAccessible(ann, 'asking somebody');
  await ann.getByRole('dialog').getByRole('button', { name: 'Send request' }).click();
  await ann.getByText('Waiting for an answer').waitFor();
  await cat.getByText('1 contact request', { exact: true }).waitFor({ state: 'attached' });
  await cat.getByRole('link', { name: 'Contacts' }).click();
  await cat.getByRole('link', { name: 'New requests' }).click();
  await cat.getByText('We met at the fair').waitFor();
  await assertAccessible(cat, 'requests on a phone');
  await assertFits(cat, 'requests on a phone');
  await cat.getByRole('button', { name: 'Accept Ann Asks' }).click();
  await cat.getByText('No requests').waitFor();
  await ann.getByText('Waiting for an answer').waitFor({ state: 'detached' });

  await ann.getByRole('button', { name: 'More', exact: true }).click();
  await ann.getByRole('menuitem', { name: 'Private name' }).click();
  await ann.getByRole('dialog').getByLabel('Name').fill('Kitty');
  await ann.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await ann.getByRole('main').getByRole('heading', { name: 'Kitty' }).waitFor();
  await ann.getByRole('main').getByText('Cat Answers').waitFor();
  await ann.getByRole('searchbox').fill('');
  await ann.getByRole('region', { name: 'My contacts' }).getByRole('link', { name: 'Kitty' }).waitFor();
  await assertAccessible(ann, 'contacts with an own name');
  await ann.getByRole('main').getByRole('button', { name: 'Message' }).click();
  await say(ann, 'Hello Kitty');
  await row(ann, 'Kitty').waitFor();
  await cat.goto(`${server.origin}/`);
  await row(cat, 'Ann Asks').getByText('Hello Kitty').waitFor();

  await profileOf(ann, 'Kitty');
  await ann.getByRole('button', { name: 'More', exact: true }).click();
  await ann.getByRole('menuitem', { name: 'Remove contact' }).click();
  await assertAccessible(ann, 'removing somebody');
  await ann.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await ann.getByRole('button', { name: 'Add', exact: true }).waitFor();
  await leaveAll();
});

test('who is blocked writes into the void and sees nobody there, and is not told', async () => {
  const ann = await personAt('ann.blocks', 'Ann Blocks');
  const rob = await personAt('rob.rude', 'Rob Rude');
  await startChat(rob, 'Ann Blocks');
  await rob.getByRole('main').getByText('Online', { exact: true }).waitFor();
  await say(rob, 'First words');
  await row(ann, 'Rob Rude').getByText('First words').waitFor();

  await profileOf(ann, 'Rob Rude');
  await ann.getByRole('button', { name: 'More', exact: true }).click();
  await ann.getByRole('menuitem', { name: 'Block' }).click();
  await assertAccessible(ann, 'blocking somebody');
  await ann.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await ann.getByText('You have blocked this person.').waitFor();
  await rob.getByRole('main').getByText('Offline', { exact: true }).waitFor();
  await say(rob, 'Rude words');
  await sentMessage(rob, 'Rude words').waitFor();

  await ann.goto(`${server.origin}/`);
  await row(ann, 'Rob Rude').click();
  await message(ann, 'First words').waitFor();
  await say(ann, 'I say this');
  await message(rob, 'I say this').waitFor();
  assert.equal(await message(ann, 'Rude words').count(), 0);
  await ann.reload();
  await message(ann, 'I say this').waitFor();
  assert.equal(await message(ann, 'Rude words').count(), 0);

  await ann.getByText('You have blocked this person: what they write').waitFor();
  await assertAccessible(ann, 'a conversation with somebody blocked');
  await ann.goto(`${server.origin}/contacts/requests`);
  await ann.getByRole('region', { name: 'Blocked' }).getByRole('button', { name: 'Unblock' }).click();
  await ann.getByText('No requests').waitFor();
  await rob.getByRole('main').getByText('Online', { exact: true }).waitFor();
  await say(rob, 'Kind words');
  await ann.goto(`${server.origin}/`);
  await row(ann, 'Rob Rude').click();
  await message(ann, 'Kind words').waitFor();
  assert.equal(await message(ann, 'Rude words').count(), 0);
  await leaveAll();
});
