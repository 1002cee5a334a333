import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { choosePerson } from './support/chat.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

const TITLE = 'Lighthouse review';
const DAY_MS = 86_400_000;

/** As fields have it, by this machine's clock, which the browsers go by too. */
function dayAhead(days: number): string {
  const date = new Date(Date.now() + days * DAY_MS);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

async function schedule(page: Page, invitee: string): Promise<void> {
  await page.goto(`${cast.origin}/meetings`);
  await page.getByText('No meetings yet').waitFor();
  await page.getByRole('button', { name: 'Schedule meeting' }).click();
  const sheet = page.getByRole('dialog', { name: 'Schedule a meeting' });
  await sheet.getByLabel('Title').fill(TITLE);
  await sheet.getByLabel('Date').fill('2020-01-01');
  await sheet.getByText('Choose a time that is still to come.').waitFor();
  await sheet.getByLabel('Date').fill(dayAhead(3));
  await sheet.getByLabel('Begins at').fill('09:00');
  await sheet.getByLabel('Length').selectOption({ label: '45 min' });
  await sheet.getByLabel('Repeat', { exact: true }).selectOption({ label: 'Every week' });
  await sheet.getByLabel('Ends').selectOption({ label: 'After a number of times' });
  await sheet.getByLabel('Times').fill('4');
  await sheet.getByLabel('Agenda').fill('- Budget\n- **Lamp**');
  await sheet.getByRole('switch', { name: 'Ask for a passcode' }).click();
  await assertAccessible(page, 'a meeting that is planned');
  await sheet.getByText('People', { exact: true }).click();
  await sheet.getByRole('checkbox', { name: invitee, exact: true }).waitFor();
  await assertAccessible(page, 'who is invited');
  await choosePerson(sheet, invitee);
  await sheet.getByRole('button', { name: 'Schedule', exact: true }).click();
  await sheet.waitFor({ state: 'detached' });
}

/** Lines of a calendar file, unfolded. */
async function calendarOf(page: Page): Promise<string[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Calendar file' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^\d{4}-\d\d-\d\d-\d{9}\.ics$/);
  return (await readFile(await download.path(), 'utf8')).replace(/\r\n /g, '').split('\r\n');
}

test('a meeting is planned on the PC, answered on the phone in Chinese, put in a calendar, cancelled once, and joined', async () => {
  const ann = await cast.person('ann.plans', 'Ann Plans');
  const ben = await cast.person('ben.plans', 'Ben Plans', { size: 'phone', colorScheme: 'dark' });
  await ben.evaluate("localStorage.setItem('yiqi.language', 'zh')");
  await ben.reload();
  await schedule(ann, 'Ben Plans');
  await ben
    .getByRole('link', { name: /Ann Plans/ })
    .filter({ hasText: `[会议] ${TITLE}` })
    .click();
  const card = ben.getByRole('region', { name: `会议邀请：${TITLE}` });
  await card.getByText(/每周的.*，共 4 次/).waitFor();
  await card.getByRole('button', { name: '参加', exact: true }).click();
  await card.getByRole('button', { name: '参加', exact: true, pressed: true }).waitFor();
  await assertAccessible(ben, 'an invitation on a phone');
  await assertFits(ben, 'an invitation on a phone');

  assert.equal(await ann.getByRole('button', { name: new RegExp(TITLE) }).count(), 4);
  await ann
    .getByRole('button', { name: new RegExp(TITLE) })
    .nth(1)
    .click();
  const sheet = ann.getByRole('dialog', { name: TITLE });
  await sheet.getByText('1 coming · 0 maybe · 0 not').waitFor();
  await sheet.getByText('Lamp').waitFor();
  await sheet.getByRole('button', { name: 'QR code' }).click();
  await sheet.getByRole('img', { name: 'QR code of the meeting’s link' }).waitFor();
  await assertAccessible(ann, 'a planned meeting');
  const lines = await calendarOf(ann);
  const rule = lines.find((line) => line.startsWith('RRULE:')) ?? '';
  assert.match(rule, /^RRULE:FREQ=WEEKLY;WKST=MO;BYDAY=[A-Z]{2};COUNT=4$/);
  assert.ok(lines.includes('METHOD:PUBLISH') && lines.includes(`SUMMARY:${TITLE}`));
  assert.ok(lines.some((line) => line.startsWith(`URL:${cast.origin}/m/`)));

  await sheet.getByRole('button', { name: 'Change' }).click();
  await ann.getByRole('menuitem', { name: 'Cancel this one' }).click();
  await ann.getByRole('dialog', { name: 'Cancel this one' }).getByRole('button', { name: 'Cancel this one' }).click();
  await ben.getByRole('region', { name: `其中一次已取消：${TITLE}` }).waitFor();
  await ann
    .getByRole('button', { name: new RegExp(TITLE) })
    .nth(2)
    .waitFor();
  assert.equal(await ann.getByRole('button', { name: new RegExp(TITLE) }).count(), 3);

  await card.getByRole('button', { name: '详情' }).click();
  const details = ben.getByRole('dialog', { name: TITLE });
  await details.getByText(/^\d{6}$/).waitFor();
  await details.getByRole('switch', { name: '只回复这一次' }).click();
  await details.getByRole('button', { name: '不参加', exact: true }).click();
  await details.getByRole('button', { name: '不参加', exact: true, pressed: true }).waitFor();
  await details.getByText('0 人参加 · 0 人待定 · 1 人不参加').waitFor();
  await assertAccessible(ben, 'a planned meeting on a phone');
  await assertFits(ben, 'a planned meeting on a phone');
  await details.getByRole('button', { name: '加入会议' }).click();
  await ben.waitForURL(/\/m\/\d{9}$/);
  await ben.getByRole('heading', { name: TITLE }).waitFor();
  await cast.leave();
});
