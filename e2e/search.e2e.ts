import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { createGroup, message, say, sentMessage } from './support/chat.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;
before(async () => {
  cast = await openCast();
});
after(() => cast?.close());

/** Pictures of the screens, when a folder for them is named. */
const SHOTS = process.env['YIQI_SHOTS'];

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/search-${name}.png` });
}

const TALK = [
  '明天下午三点在二楼会议室开会',
  'The budget for **Q3** is ready: https://example.com/budget',
  '好的，预算我今晚看',
  'Ärger mit dem Drucker im 3. Stock',
  '开会的时间改到四点，请大家注意',
];

/** Writes from a second device, so that a long history is there at once. */
async function fill(login: string, texts: readonly string[]): Promise<string> {
  const { client, conversation } = await cast.device(login);
  const close = client.open(conversation);
  for (const text of texts) client.send(conversation, text);
  await new Promise<void>((done) => {
    const look = () => {
      const last = client.conversation(conversation).lines.at(-1);
      if (last?.state === 'sent' && last.event.type === 'message' && last.event.text === texts.at(-1)) done();
    };
    client.subscribe(look);
    look();
  });
  close();
  await client.close();
  return conversation;
}

function hits(page: Page) {
  return page.locator('[data-result].hit');
}

test('on a PC what is found opens beside the results, marked, with a way back to the newest', async () => {
  const ann = await cast.person('ann.search', 'Ann Finds', { size: 'pc' });
  await cast.person('ben.search', 'Ben Writes', { size: 'phone' });
  await createGroup(ann, 'Planning', ['Ben Writes']);
  const filler = Array.from({ length: 130 }, (_, n) => `Line ${n} about nothing much`);
  await fill('ann.search', [...TALK, ...filler]);
  await message(ann, 'Line 129').waitFor();

  await ann.keyboard.press('Control+f');
  const box = ann.getByRole('searchbox', { name: 'Search in this chat' });
  await box.waitFor();
  await box.fill('开会');
  await hits(ann).nth(1).waitFor();
  assert.deepEqual(await hits(ann).locator('mark').allTextContents(), ['开会', '开会']);
  await ann.getByRole('status').filter({ hasText: '2 results' }).waitFor({ state: 'attached' });
  await assertAccessible(ann, 'what was found');
  await box.press('ArrowDown');
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('Enter');
  await message(ann, '明天下午三点').waitFor();
  assert.ok(await message(ann, '明天下午三点').isVisible());
  assert.match(ann.url(), /seq=\d+/);
  await ann.locator('.timeline-row.is-marked').waitFor();
  await shot(ann, 'pc-hit');
  await assertAccessible(ann, 'a hit beside the results');
  assert.equal(await hits(ann).count(), 2, 'the results stay');
  await ann
    .getByRole('button', { name: 'To the newest' })
    .click()
    .catch(async () => {
      await ann.locator('.jumps .jump').last().click();
    });
  await message(ann, 'Line 129').waitFor();

  await box.fill('arger');
  await hits(ann).filter({ hasText: 'Ärger' }).waitFor();
  await box.fill('nothing of the sort');
  await ann.getByText('Nothing found for “nothing of the sort”.').waitFor();
  await shot(ann, 'pc-nothing');
  await cast.leave();
});

test('conditions are chosen as chips or typed, and everything is found from the list and the palette', async () => {
  const ann = await cast.person('ann.chips', 'Ann Chips', { size: 'pc', colorScheme: 'dark' });
  const ben = await cast.person('ben.chips', 'Ben Chips', { size: 'phone' });
  await createGroup(ann, 'Chips club', ['Ben Chips']);
  await say(ann, TALK[1] ?? '');
  await sentMessage(ann, 'The budget').waitFor();
  await ben.getByRole('link').filter({ hasText: 'Chips club' }).click();
  await say(ben, 'The budget is too small');
  await message(ann, 'too small').waitFor();

  await ann.getByRole('searchbox', { name: 'Search' }).fill('budget');
  await ann.getByRole('button', { name: 'Search messages for “budget”' }).click();
  await hits(ann).nth(1).waitFor();
  await assertAccessible(ann, 'the search');
  await shot(ann, 'pc-all-dark');
  const box = ann.getByRole('searchbox');
  await box.press('Enter');
  await box.press('End');
  await box.pressSequentially(' from:Ben');
  await ann.getByRole('button', { name: 'Ben Chips' }).click();
  await ann.getByRole('button', { name: 'Remove: From Ben Chips' }).waitFor();
  await hits(ann).filter({ hasText: 'too small' }).waitFor();
  await hits(ann).nth(1).waitFor({ state: 'detached' });
  await ann.getByRole('button', { name: 'Remove: From Ben Chips' }).click();
  await ann.getByRole('button', { name: 'Links' }).click();
  await hits(ann).filter({ hasText: 'example.com' }).waitFor();
  await hits(ann).nth(1).waitFor({ state: 'detached' });
  await box.fill('budget has:mention ');
  await ann.getByText('Nothing found for “budget”.').waitFor();
  await ann.getByRole('button', { name: 'Mentions me' }).click();
  await ann.getByRole('button', { name: 'Links' }).click();
  await ann.getByRole('button', { name: 'Date' }).click();
  await assertAccessible(ann, 'choosing days');
  await ann.getByRole('dialog').getByRole('button', { name: 'Today' }).click();
  await hits(ann).nth(1).waitFor();
  await ann.getByRole('button', { name: 'Close search' }).click();

  await ann.keyboard.press('Control+k');
  await ann.getByRole('combobox').fill('too small');
  await ann.getByRole('option').filter({ hasText: 'The budget is too small' }).click();
  await ann.waitForURL(/\/c\/c_[0-9a-z]+\/\d+$/);
  await message(ann, 'too small').waitFor();
  await ann.goto(`${cast.origin}/search`);
  await ann.getByRole('button', { name: 'budget', exact: true }).waitFor();
  await cast.leave();
});

test('on a phone the search is a screen of its own, in Chinese, and a calendar leads to a day', async () => {
  const ann = await cast.person('ann.phone', '安然', { size: 'phone' });
  const ben = await cast.person('ben.phone', '本杰明', { size: 'pc' });
  await createGroup(ben, '周会', ['安然']);
  const id = await fill('ann.phone', TALK);
  await ann.goto(`${cast.origin}/c/${id}`);
  await message(ann, '改到四点').waitFor();
  await ann.evaluate("localStorage.setItem('yiqi.language', 'zh')");
  await ann.goto(`${cast.origin}/`);
  await ann.goto(`${cast.origin}/search`);
  const box = ann.getByRole('searchbox');
  await box.fill('开会');
  await hits(ann).nth(1).waitFor();
  await assertAccessible(ann, 'the search on a phone');
  await assertFits(ann, 'the search on a phone');
  await shot(ann, 'phone-zh');
  await hits(ann).nth(1).click();
  await message(ann, '明天下午三点').waitFor();
  await shot(ann, 'phone-hit');
  await ann.goBack();
  await hits(ann).nth(1).waitFor();
  await ann.goto(`${cast.origin}/c/${id}`);
  await message(ann, '改到四点').waitFor();
  await ann.locator('.day-line button').first().click();
  const calendar = ann.getByRole('dialog');
  await calendar.locator('.calendar__day:not(:disabled)').first().waitFor();
  await assertAccessible(ann, 'the calendar');
  await assertFits(ann, 'the calendar');
  await shot(ann, 'phone-calendar');
  await calendar.locator('.calendar__day:not(:disabled)').first().click();
  await ann.waitForURL(/\/c\/c_[0-9a-z]+\/\d+$/);
  await cast.leave();
});

test('a link to a message leads there, from outside and from a chat', async () => {
  const ann = await cast.person('ann.links', 'Ann Links', { size: 'pc' });
  await cast.person('ben.links', 'Ben Links', { size: 'pc' });
  await createGroup(ann, 'Linked', ['Ben Links']);
  const id = await fill('ann.links', ['The one to find', ...Array.from({ length: 120 }, (_, n) => `Later ${n}`)]);
  await message(ann, 'Later 119').waitFor();
  await ann.goto(`${cast.origin}/c/${id}/2`);
  await message(ann, 'The one to find').waitFor();
  await ann.locator('.timeline-row.is-marked').waitFor();
  await message(ann, 'The one to find').hover();
  await message(ann, 'The one to find').getByRole('button', { name: 'Actions for this message' }).click();
  await ann.getByRole('menuitem', { name: 'Copy link' }).waitFor();
  await ann.keyboard.press('Escape');
  await ann.goto(`${cast.origin}/c/${id}`);
  await say(ann, `${cast.origin}/c/${id}/2`);
  await ann.getByRole('link', { name: `${cast.origin}/c/${id}/2`, exact: true }).click();
  await message(ann, 'The one to find').waitFor();
  assert.equal(new URL(ann.url()).pathname, `/c/${id}/2`);
  await cast.leave();
});
