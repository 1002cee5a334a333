/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { choosePerson, composer, createGroup, message, row, say, sentMessage, startChat } from './support/chat.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits } from './support/seat.ts';
import { until } from './support/until.ts';

/** The little of the page that is looked at from inside. */
interface InPage {
  document: { title: string; querySelector(selector: string): { scrollHeight: number } };
}

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

test('two people chat in both directions', async () => {
  const [ann, ben] = [await cast.person('ann.one', 'Ann One'), await cast.person('ben.one', 'Ben One')];
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
  await cast.leave();
});

test('a group is made, grows, loses people, and is left', async () => {
  const owner = await cast.person('owner.two', 'Owner Two');
  const member = await cast.person('member.two', 'Member Two');
  const later = await cast.person('later.two', 'Later Two');
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
  await cast.leave();
});

test('the palette jumps to people by keyboard alone', async () => {
  const ann = await cast.person('ann.six', 'Ann Six');
  await cast.person('zoe.six', 'Zoe Six');
  await ann.keyboard.press('Control+k');
  await ann.getByRole('combobox').fill('Zoe S');
  await ann.getByRole('option', { name: /Zoe Six/ }).waitFor();
  await assertAccessible(ann, 'the palette');
  await ann.keyboard.press('Enter');
  await ann.getByRole('heading', { name: 'Zoe Six', level: 2, exact: true }).waitFor();
  await cast.leave();
});

test('everything works on a phone, one pane at a time', async () => {
  const ann = await cast.person('ann.seven', 'Ann Seven', { size: 'phone' });
  const ben = await cast.person('ben.seven', 'Ben Seven', { size: 'phone', colorScheme: 'dark' });
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
  await cast.leave();
});

/** A keyboard of so many px, as Safari has it: the page stays as it is, and less of it is seen. */
function showKeyboard(page: Page, height: number): Promise<void> {
  return page.evaluate((covered) => {
    const seen = Object.assign(new EventTarget(), { height: innerHeight - covered, scale: 1, offsetTop: 0 });
    const { visualViewport } = window;
    for (const name of ['height', 'scale', 'offsetTop'] as const)
      Object.defineProperty(visualViewport, name, { configurable: true, get: () => seen[name] });
    visualViewport?.dispatchEvent(new Event('resize'));
  }, height);
}

test('what one writes on a phone is not covered by a keyboard that lies over the page', async () => {
  const ann = await cast.person('ann.eight', 'Ann Eight', { size: 'phone' });
  await cast.person('ben.eight', 'Ben Eight');
  await startChat(ann, 'Ben Eight');
  const bottom = async () => {
    const box = await composer(ann).boundingBox();
    return (box?.y ?? 0) + (box?.height ?? 0);
  };
  const height = await ann.evaluate(() => innerHeight);
  await showKeyboard(ann, 336);
  await until('the composer above the keyboard', bottom, (px) => px < height - 336 && px > height - 336 - 60);
  await picture(ann, 'keyboard-phone');
  await showKeyboard(ann, 0);
  await until('the composer at the end again', bottom, (px) => px > height - 60);
  await cast.leave();
});
