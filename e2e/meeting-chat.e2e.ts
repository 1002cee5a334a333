import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { register, row } from './support/chat.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, startMeeting } from './support/meeting.ts';
import { assertAccessible, assertFits, newSeat, type Seat } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

let server: TestServer;
let browser: Browser;
const seats: Seat[] = [];
/** Where pictures of the screens go, for who wants to look at them. */
const pictures = process.env['YIQI_PICTURES'];

before(async () => {
  server = await startTestServer();
  browser = await openMediaBrowser();
});

after(async () => {
  for (const { context } of seats) await context.close();
  await browser?.close();
  await server?.stop();
});

async function look(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` });
}

/** A member on a PC in English, and a guest on a dark phone in Chinese, without sound and pictures. */
async function twoInARoom(): Promise<[Page, Page]> {
  const pc = await newMediaSeat(browser, server.origin);
  const phone = await newSeat(browser, { size: 'phone', language: 'zh', colorScheme: 'dark' });
  seats.push(pc, phone);
  await register(pc.page, server.origin, 'ann.lee', 'Ann Lee');
  const number = await startMeeting(pc.page, server.origin, 'Lighthouse review');
  await phone.page.goto(`${server.origin}/m/${number}`);
  await phone.page.getByLabel('你的名字').fill('阿依古丽');
  await phone.page.getByRole('button', { name: '加入会议' }).click();
  await control(phone.page, '更多').waitFor();
  return [pc.page, phone.page];
}

async function attach(page: Page, name: string): Promise<void> {
  await control(page, 'More to send').click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: 'File', exact: true }).click(),
  ]);
  await chooser.setFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from('Light every 10 s.') }]);
}

async function ask(page: Page, question: string, answers: readonly string[]): Promise<void> {
  await control(page, 'More to send').click();
  await look(page, 'menu-pc');
  await page.getByRole('menuitem', { name: 'New poll' }).click();
  const sheet = page.getByRole('dialog', { name: 'New poll' });
  await sheet.getByLabel('Question').fill(question);
  for (const [index, text] of answers.entries()) {
    await sheet.getByRole('textbox', { name: `Answer ${index + 1}` }).fill(text);
  }
  await look(page, 'new-poll-pc');
  await sheet.getByRole('button', { name: 'Send poll' }).click();
}

test('the chat of a meeting: guests read and write, files and polls go by it, the host turns it off, and it stays', async (t) => {
  const [ann, guest] = await twoInARoom();
  const chat = ann.getByRole('complementary', { name: 'Chat' });
  const field = ann.getByRole('textbox', { name: 'Message Lighthouse review' });

  await t.test('what a member writes is counted on the guest’s screen, and read there', async () => {
    await control(ann, 'Chat').click();
    await ann.getByText('Nothing said yet').waitFor();
    await field.fill('Could you zoom in?');
    await field.press('Enter');
    await guest.getByRole('button', { name: '聊天，1 条未读' }).click();
    await guest.getByRole('log', { name: '聊天' }).getByText('Could you zoom in?').waitFor();
  });

  await t.test('what a guest writes is in the conversation, under their name and as a guest’s', async () => {
    await guest.getByRole('textbox', { name: '发给所有人' }).fill('好的，请稍等');
    await guest.keyboard.press('Enter');
    const said = chat.getByRole('article').filter({ hasText: '好的，请稍等' });
    await said.getByText('阿依古丽').first().waitFor();
    await said.getByText('Guest', { exact: true }).waitFor();
    await guest.getByRole('log', { name: '聊天' }).getByText('好的，请稍等').waitFor();
  });

  await t.test('files and polls go by it: a guest downloads and votes', async () => {
    await attach(ann, 'lamp.txt');
    await field.fill('The plan of the lamp');
    await ann.getByRole('button', { name: 'Send', exact: true }).click();
    const [download] = await Promise.all([
      guest.waitForEvent('download'),
      guest.getByRole('button', { name: /下载.*lamp\.txt/ }).click(),
    ]);
    assert.equal(await readFile(await download.path(), 'utf8'), 'Light every 10 s.');
    await ask(ann, 'Next review?', ['Monday', 'Friday']);
    const asked = ann.getByRole('region', { name: 'Poll: Next review?' });
    await asked.getByRole('button', { name: 'Friday' }).click();
    const choice = guest.getByRole('region', { name: '投票: Next review?' }).getByRole('button', { name: 'Monday' });
    await choice.click();
    await guest.getByText('2 人已投票').waitFor();
    assert.equal(await choice.getAttribute('aria-pressed'), 'true');
    await asked.getByText('2 people voted').waitFor();
    await look(ann, 'chat-pc');
    await look(guest, 'chat-phone');
    await assertAccessible(guest, 'the chat on a phone');
    await assertFits(guest, 'the chat on a phone');
    await assertAccessible(ann, 'the chat of a meeting');
  });

  await t.test('the host turns the chat off for the others', async () => {
    await ann
      .getByRole('button', { name: /^People \d+$/ })
      .last()
      .click();
    await control(ann, 'Host controls').click();
    await ann.getByRole('switch', { name: 'Write and react' }).click();
    await guest.getByText('主持人关闭了聊天').waitFor();
    await ann.getByRole('switch', { name: 'Guests: download files of the chat' }).click();
    await until(
      'the guest is told why there is no file',
      async () => {
        await guest.getByRole('button', { name: /下载.*lamp\.txt/ }).click();
        return guest.getByText('主持人没有允许访客打开文件。').count();
      },
      (count) => count > 0,
    );
    assert.equal(await guest.getByRole('textbox', { name: '发给所有人' }).count(), 0);
  });

  await t.test('afterwards it is among one’s conversations', async () => {
    await control(ann, 'Leave the meeting').click();
    await ann.getByRole('menuitem', { name: /^Leave/ }).click();
    await ann.goto(server.origin);
    await row(ann, 'Lighthouse review').click();
    const history = ann.getByRole('log').getByRole('article');
    await history.filter({ hasText: '好的，请稍等' }).getByText('Guest', { exact: true }).waitFor();
    await history.filter({ hasText: 'Next review?' }).first().waitFor();
    await look(ann, 'afterwards-pc');
    await assertAccessible(ann, 'the conversation of a meeting');
  });

  for (const { errors } of seats) assert.deepEqual(errors, []);
});
