import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Client } from '#client/api.ts';
import { type Cast, openCast } from './support/cast.ts';
import { composer, createGroup, message, row, say, sentMessage, startChat } from './support/chat.ts';
import { headless, holds, idOf } from './support/headless.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;
const clients: Client[] = [];

before(async () => {
  cast = await openCast();
});

after(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await cast?.close();
});

/** Somebody without a screen. */
async function reader(login: string, nickname: string): Promise<Client> {
  const client = await headless(cast.origin, login, nickname);
  clients.push(client);
  return client;
}

/** Reads everything of their only conversation. */
async function readAll(client: Client, messages: number): Promise<void> {
  await holds(client, () => (client.conversations()[0]?.summary.messageCount ?? 0) >= messages);
  client.markRead(client.conversations()[0]?.id ?? '');
}

function receipt(page: Page, text: string, label: string) {
  return message(page, text).getByRole('img', { name: label, exact: true });
}

test('in a group the author sees how many have read, and who, as it happens', async () => {
  const page = await cast.person('ann.reads', 'Ann Reads');
  const [ben, cid] = [await reader('ben.reads', 'Ben Reads'), await reader('cid.reads', 'Cid Reads')];
  await createGroup(page, 'Harbour', ['Ben Reads', 'Cid Reads']);
  await say(page, 'Who is in?');
  await sentMessage(page, 'Who is in?').waitFor();
  await receipt(page, 'Who is in?', 'Sent, read by 0 of 2').waitFor();
  await readAll(ben, 1);
  await receipt(page, 'Who is in?', 'Sent, read by 1 of 2').waitFor();
  await message(page, 'Who is in?').getByRole('button', { name: 'Sent, read by 1 of 2' }).click();
  const sheet = page.getByRole('dialog', { name: 'Who has read this' });
  await sheet.getByRole('button', { name: 'Ben Reads' }).waitFor();
  await sheet.getByText('Not yet 1').click();
  await sheet.getByRole('button', { name: 'Cid Reads' }).waitFor();
  await assertAccessible(page, 'who has read');
  await readAll(cid, 1);
  await sheet.getByText('Read 2').click();
  await sheet.getByRole('button', { name: 'Cid Reads' }).waitFor();
  await page.keyboard.press('Escape');
  await receipt(page, 'Who is in?', 'Read by everybody').waitFor();

  const owner = await page.evaluate(() => location.pathname.slice(3));
  const late = await reader('dee.reads', 'Dee Reads');
  await ben.addMembers(owner, [late.me()?.id ?? '']);
  await say(page, 'And now?');
  await receipt(page, 'And now?', 'Sent, read by 0 of 3').waitFor();
  await receipt(page, 'Who is in?', 'Read by everybody').waitFor();
  await assertAccessible(page, 'receipts');
  await cast.leave();
});

test('与一个人聊天有两个点；谁关闭了已读回执，双方都看不到', async () => {
  const zoe = await cast.person('zoe.reads', 'Zoe Reads', { size: 'phone', colorScheme: 'dark' });
  const max = await reader('max.reads', 'Max Reads');
  await startChat(zoe, 'Max Reads');
  await say(zoe, '在吗？');
  await receipt(zoe, '在吗？', 'Sent').waitFor();
  await readAll(max, 1);
  await receipt(zoe, '在吗？', 'Read').waitFor();
  await zoe.evaluate(() => localStorage.setItem('yiqi.language', 'zh'));
  await zoe.reload();
  await receipt(zoe, '在吗？', '已读').waitFor();
  await assertAccessible(zoe, 'a read message on a phone');
  await assertFits(zoe, 'a read message on a phone');
  max.keep({ do: 'settings.keep', with: { receipts: false } });
  await receipt(zoe, '在吗？', '已发送').waitFor();
  max.keep({ do: 'settings.keep', with: { receipts: true } });
  await receipt(zoe, '在吗？', '已读').waitFor();
  await zoe.goto(`${cast.origin}/settings/me`);
  await zoe.getByRole('switch', { name: '已读回执' }).click();
  await zoe.getByRole('switch', { name: '已读回执', checked: false }).waitFor();
  await assertAccessible(zoe, 'the setting');
  await zoe.goBack();
  await receipt(zoe, '在吗？', '已发送').waitFor();
  await cast.leave();
});

test('one finds the way to the next mention, and back to the first new message', async () => {
  const page = await cast.person('fay.reads', 'Fay Reads');
  const host = await reader('gus.reads', 'Gus Reads');
  const me = await idOf(host, 'Fay Reads');
  const id = await host.create('Long talk', [me]);
  host.open(id);
  await row(page, 'Long talk').waitFor();
  for (let n = 1; n <= 60; n += 1) {
    host.send(id, `Line ${n} of a long talk`, n === 40 ? { mentions: [me] } : {});
  }
  await row(page, 'Long talk').getByText('60', { exact: true }).waitFor();
  await row(page, 'Long talk').click();
  await message(page, 'Line 1 of').waitFor();
  await page.getByRole('button', { name: 'Go to the next of 1 mention' }).click();
  await message(page, 'Line 40 of').waitFor();
  await page.getByRole('button', { name: 'Go to the next of 1 mention' }).waitFor({ state: 'detached' });
  const first = page.getByRole('button', { name: /^Go to the first/ });
  await first.waitFor();
  await assertAccessible(page, 'ways through a history');
  await first.click();
  await message(page, 'Line 1 of').waitFor();
  await first.waitFor({ state: 'detached' });
  await composer(page).waitFor();
  await cast.leave();
});
