import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { choosePerson, createGroup, message, row } from './support/chat.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

async function ask(page: Page, question: string, answers: readonly string[], switches: readonly string[] = []) {
  await page.getByRole('button', { name: 'More to send' }).click();
  await page.getByRole('menuitem', { name: 'New poll' }).click();
  const sheet = page.getByRole('dialog', { name: 'New poll' });
  await sheet.getByLabel('Question').fill(question);
  for (const [index, answer] of answers.entries()) {
    if (index > 1) await sheet.getByRole('button', { name: 'Add an answer' }).click();
    await sheet.getByRole('textbox', { name: `Answer ${index + 1}` }).fill(answer);
  }
  for (const name of switches) await sheet.getByRole('switch', { name }).click();
  await assertAccessible(page, 'a new poll');
  await sheet.getByRole('button', { name: 'Send poll' }).click();
  await sheet.waitFor({ state: 'detached' });
}

function answer(page: Page, question: string, text: string): Locator {
  return page.getByRole('region', { name: `Poll: ${question}` }).getByRole('button', { name: text });
}

test('a poll is asked, voted on, changed, and everybody sees who chose what', async () => {
  const ann = await cast.person('ann.polls', 'Ann Polls');
  const ben = await cast.person('ben.polls', 'Ben Polls', { size: 'phone', colorScheme: 'dark' });
  await createGroup(ann, 'Outing', ['Ben Polls']);
  await ask(ann, 'Where to?', ['Sea', 'Hills', 'City']);
  await row(ben, 'Outing').getByText('[Poll] Where to?').waitFor();
  await row(ben, 'Outing').click();
  await answer(ben, 'Where to?', 'Sea').click();
  await answer(ann, 'Where to?', 'Sea').getByText('100%').waitFor();
  await answer(ann, 'Where to?', 'Hills').click();
  await answer(ben, 'Where to?', 'Sea').getByText('50%').waitFor();
  await assertAccessible(ben, 'a poll on a phone');
  await assertFits(ben, 'a poll on a phone');
  await answer(ben, 'Where to?', 'Hills').click();
  await answer(ann, 'Where to?', 'Hills').getByText('100%').waitFor();
  await ann.getByRole('button', { name: '2 people voted' }).click();
  const voters = ann.getByRole('dialog', { name: 'Who voted' });
  const hills = voters.getByRole('region', { name: 'Who chose “Hills”' });
  await hills.getByRole('button', { name: 'Ben Polls' }).waitFor();
  await hills.getByRole('button', { name: 'Ann Polls' }).waitFor();
  await assertAccessible(ann, 'who voted');
  await ann.keyboard.press('Escape');
  const poll = message(ann, 'Where to?');
  await poll.hover();
  await poll.getByRole('button', { name: 'Actions for this message' }).click();
  await ann.getByRole('menuitem', { name: 'Close poll' }).click();
  await message(ben, 'Where to?').getByText('Closed').waitFor();
  assert.ok(await answer(ben, 'Where to?', 'Sea').isDisabled());
  await cast.leave();
});

test('an anonymous poll with several answers tells counts alone, and takes votes without a connection', async () => {
  const ann = await cast.person('ann.secret', 'Ann Secret');
  const ben = await cast.person('ben.secret', 'Ben Secret');
  await createGroup(ann, 'Council', ['Ben Secret']);
  await ask(ann, 'Which days?', ['Monday', 'Friday'], ['Several answers allowed', 'Anonymous']);
  await row(ben, 'Council').click();
  await answer(ben, 'Which days?', 'Monday').waitFor();
  await ben.context().setOffline(true);
  await ben.getByText('No connection. Keep writing').filter({ visible: true }).waitFor();
  await answer(ben, 'Which days?', 'Monday').click();
  await answer(ben, 'Which days?', 'Friday').click();
  await answer(ben, 'Which days?', 'Friday').getByText('100%').waitFor();
  await ben.context().setOffline(false);
  await answer(ann, 'Which days?', 'Friday').getByText('100%').waitFor();
  await answer(ann, 'Which days?', 'Monday').getByText('100%').waitFor();
  assert.equal(await message(ann, 'Which days?').getByRole('button', { name: '1 person voted' }).count(), 0);
  await message(ann, 'Which days?').getByText('1 person voted').waitFor();
  await ben.reload();
  await ben.getByRole('region', { name: 'Poll: Which days?' }).waitFor();
  await answer(ben, 'Which days?', 'Monday').and(ben.locator('[aria-pressed=true]')).waitFor();
  await cast.leave();
});

test('in Chinese on a phone, polls and what is kept stand as well', async () => {
  const ann = await cast.person('ann.zh', 'Ann Zhou', { size: 'phone' });
  await cast.person('ben.zh', 'Ben Zhou');
  await createGroupOnPhone(ann, '海边', 'Ben Zhou');
  await ann.evaluate("localStorage.setItem('yiqi.language', 'zh')");
  await ann.reload();
  await ann.getByRole('button', { name: '发送更多内容' }).click();
  await ann.getByRole('menuitem', { name: '发起投票' }).click();
  const sheet = ann.getByRole('dialog', { name: '发起投票' });
  await sheet.getByLabel('问题').fill('周末去哪儿？');
  await sheet.getByRole('textbox', { name: '选项 1' }).fill('海边');
  await sheet.getByRole('textbox', { name: '选项 2' }).fill('海边');
  await sheet.getByText('选项不能相同。').waitFor();
  await sheet.getByRole('textbox', { name: '选项 2' }).fill('山里');
  await sheet.getByRole('switch', { name: '可以多选' }).click();
  await assertAccessible(ann, 'a new poll in Chinese');
  await assertFits(ann, 'a new poll in Chinese');
  await sheet.getByRole('button', { name: '发送投票' }).click();
  await ann.getByRole('region', { name: '投票: 周末去哪儿？' }).getByRole('button', { name: '山里' }).click();
  await ann.getByText('1 人已投票').waitFor();
  await ann.getByRole('textbox', { name: /海边/ }).fill('周一见');
  await ann.getByRole('button', { name: '定时发送' }).click();
  await ann
    .getByRole('menuitem', { name: /^周一|^明天/ })
    .first()
    .click();
  await ann.getByRole('button', { name: /1 条定时消息/ }).click();
  const list = ann.getByRole('dialog', { name: '定时消息' });
  await list.getByText('周一见').waitFor();
  await assertAccessible(ann, 'the scheduled messages in Chinese');
  await assertFits(ann, 'the scheduled messages in Chinese');
  await cast.leave();
});

async function createGroupOnPhone(page: Page, title: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('menuitem', { name: 'New group' }).click();
  const sheet = page.getByRole('dialog', { name: 'New group' });
  await sheet.getByLabel('Name of the group').fill(title);
  await choosePerson(sheet, name);
  await sheet.getByRole('button', { name: 'Create group' }).click();
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
}
