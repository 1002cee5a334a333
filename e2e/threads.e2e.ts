import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { composer, createGroup, message, row, say, sentMessage, startChat } from './support/chat.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

function thread(page: Page, name = 'Thread'): Locator {
  return page.getByRole('complementary', { name }).or(page.getByRole('main', { name }));
}

function replyField(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Reply in the thread|^回复 .* 里的话题/ });
}

async function reply(page: Page, text: string): Promise<void> {
  await replyField(page).fill(text);
  await replyField(page).press('Enter');
}

test('a thread is begun, heard of, read and left, beside the conversation', async () => {
  const [ann, ben] = [await cast.person('ann.thread', 'Ann Thread'), await cast.person('ben.thread', 'Ben Thread')];
  await createGroup(ann, 'Shipyard', ['Ben Thread']);
  await say(ann, 'Which paint for the hull?');
  await sentMessage(ann, 'Which paint for the hull?').waitFor();
  await say(ann, 'And lunch is at noon');
  await row(ben, 'Shipyard').click();

  const root = message(ben, 'Which paint for the hull?').first();
  await root.hover();
  await root.getByRole('button', { name: 'Reply in thread' }).click();
  await thread(ben).getByText('No replies yet').waitFor();
  await assertAccessible(ben, 'a thread without replies');
  await reply(ben, 'Red lead, as ever');
  await thread(ben).getByRole('article').filter({ hasText: 'Red lead' }).waitFor();
  assert.equal(await ben.getByRole('log', { name: 'Messages' }).getByText('Red lead').count(), 0);

  const button = message(ann, 'Which paint').getByRole('button', { name: /1 reply/ });
  await button.waitFor();
  const threads = ann.getByRole('link', { name: /^Threads/ });
  await threads.getByText('1').first().waitFor();
  await picture(ann, 'thread-button');
  await threads.click();
  await ann.getByRole('heading', { name: 'Threads' }).waitFor();
  await assertAccessible(ann, 'the list of threads');
  await picture(ann, 'thread-list');
  await ann.getByRole('link', { name: /Red lead, as ever/ }).click();
  await thread(ann).getByText('Red lead, as ever').waitFor();
  await ann.getByRole('link', { name: /^Threads$/ }).waitFor();

  await thread(ann).getByRole('checkbox', { name: 'Also send to the conversation' }).check();
  await reply(ann, 'Then I order ten tins');
  const line = ben.getByRole('log').first().getByRole('article').filter({ hasText: 'ten tins' });
  await line.getByRole('button', { name: 'Replied in a thread' }).waitFor();
  await thread(ben).getByText('Also sent to the conversation').waitFor();
  await picture(ben, 'thread-pc');
  await assertAccessible(ann, 'a thread with replies');

  await thread(ben).getByRole('button', { name: 'Stop following' }).click();
  await thread(ben).getByRole('button', { name: 'Follow thread' }).waitFor();
  await replyField(ben).press('Escape');
  await thread(ben).waitFor({ state: 'detached' });
  await composer(ben).waitFor();
  await cast.leave();
});

test('a reply is edited and recalled in its thread', async () => {
  const [ann, ben] = [
    await cast.person('ann.edit', 'Ann Edit', { colorScheme: 'dark' }),
    await cast.person('ben.edit', 'Ben Edit'),
  ];
  await startChat(ann, 'Ben Edit');
  await say(ann, 'Question');
  await sentMessage(ann, 'Question').waitFor();
  await row(ben, 'Ann Edit').click();
  for (const page of [ann, ben]) {
    await message(page, 'Question').first().hover();
    await message(page, 'Question').first().getByRole('button', { name: 'Reply in thread' }).click();
  }
  await reply(ben, 'helo');
  const own = thread(ben).getByRole('article').filter({ hasText: 'helo' });
  await own.hover();
  await own.getByRole('button', { name: 'Actions for this message' }).click();
  await ben.getByRole('menuitem', { name: 'Edit', exact: true }).click();
  assert.equal(await replyField(ben).inputValue(), 'helo');
  await reply(ben, 'hello');
  await thread(ann).getByText('hello', { exact: true }).waitFor();
  const edited = thread(ben).getByRole('article').filter({ hasText: 'hello' });
  await edited.hover();
  await edited.getByRole('button', { name: 'Actions for this message' }).click();
  await ben.getByRole('menuitem', { name: 'Recall' }).click();
  await thread(ann).getByText('Ben Edit recalled a message').waitFor();
  await ann.setViewportSize({ width: 1440, height: 900 });
  await assertAccessible(ann, 'a thread in the dark');
  await picture(ann, 'thread-dark');
  await message(ann, 'Question').first().getByRole('button', { name: /reply/ }).waitFor({ state: 'detached' });
  await cast.leave();
});

test('话题在手机上是单独一页', async () => {
  const ann = await cast.person('ann.phone', 'Ann Phone');
  const phone = { size: 'phone', language: 'zh', colorScheme: 'dark' } as const;
  const ben = await cast.visitor(phone);
  await ben.goto(`${cast.origin}/register`);
  await ben.getByLabel('手机号、邮箱或用户名').fill('ben.phone');
  await ben.getByLabel('昵称').fill('本');
  await ben.getByLabel('密码', { exact: true }).fill('walking on the long wall 9');
  await ben.getByLabel(/再.*密码|确认密码/).fill('walking on the long wall 9');
  await ben.getByRole('button', { name: /创建|注册/ }).click();
  await startChat(ann, '本');
  await say(ann, '船体用什么漆？');
  await sentMessage(ann, '船体用什么漆？').waitFor();
  await message(ann, '船体').first().hover();
  await message(ann, '船体').first().getByRole('button', { name: 'Reply in thread' }).click();
  await reply(ann, '我想用红丹');
  await ben.getByRole('link').filter({ hasText: 'Ann Phone' }).click();
  await ben.getByRole('button', { name: /1 条回复/ }).tap();
  await thread(ben, '话题').getByText('我想用红丹').waitFor();
  await reply(ben, '同意');
  await thread(ann).getByText('同意').waitFor();
  await assertFits(ben, 'a thread on a phone');
  await assertAccessible(ben, 'a thread on a phone');
  await picture(ben, 'thread-phone');
  await ben.getByRole('button', { name: '返回' }).tap();
  await ben.getByRole('button', { name: /2 条回复/ }).waitFor();
  await picture(ben, 'thread-button-phone');
  await cast.leave();
});
