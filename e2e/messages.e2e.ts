import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { composer, createGroup, message, row, say, sentMessage, startChat } from './support/chat.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

/** Chooses an action of a message from its menu. */
async function choose(page: Page, target: Locator, action: string): Promise<void> {
  await target.hover();
  await target.getByRole('button', { name: 'Actions for this message' }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

test('a message is answered, reacted to, edited, and recalled', async () => {
  const [ann, ben] = [await cast.person('ann.twenty', 'Ann Twenty'), await cast.person('ben.twenty', 'Ben Twenty')];
  await startChat(ann, 'Ben Twenty');
  await say(ann, 'Lunch at noon?');
  await sentMessage(ann, 'Lunch at noon?').waitFor();
  await row(ben, 'Ann Twenty').click();

  const asked = message(ben, 'Lunch at noon?');
  await asked.hover();
  await asked.getByRole('button', { name: 'Reply', exact: true }).click();
  await ben.getByText('Reply to Ann Twenty').waitFor();
  await say(ben, 'Gladly');
  const answer = message(ann, 'Gladly');
  await answer.getByRole('button', { name: /In answer to.*Ann Twenty.*Lunch at noon/ }).waitFor();
  await assertAccessible(ann, 'an answer');

  await answer.locator('.bubble').click({ button: 'right' });
  await ann.getByRole('menuitem', { name: 'React with 👍' }).click();
  const reaction = message(ben, 'Gladly').getByRole('button', { name: /👍\s*1\s*Ann Twenty/ });
  await reaction.click();
  await message(ann, 'Gladly')
    .getByRole('button', { name: /👍\s*2/ })
    .waitFor();
  await assertAccessible(ann, 'a reaction');

  await choose(ann, message(ann, 'Lunch at noon?').first(), 'Edit');
  assert.equal(await composer(ann).inputValue(), 'Lunch at noon?');
  await composer(ann).fill('Lunch at one?');
  await composer(ann).press('Enter');
  assert.equal(await composer(ann).inputValue(), '');
  const edited = message(ben, 'Lunch at one?').first();
  await edited.getByRole('button', { name: 'edited' }).click();
  await ben.getByRole('dialog', { name: 'Earlier versions' }).getByText('Lunch at noon?').waitFor();
  await assertAccessible(ben, 'earlier versions');
  await ben.keyboard.press('Escape');
  await message(ben, 'Gladly')
    .getByRole('button', { name: /Lunch at one/ })
    .waitFor();

  await choose(ann, message(ann, 'Lunch at one?').first(), 'Recall');
  await ben.getByText('Ann Twenty recalled a message').first().waitFor();
  await message(ben, 'Gladly').getByText('This message was recalled').waitFor();
  await ann.getByRole('button', { name: 'Edit again' }).click();
  assert.equal(await composer(ann).inputValue(), 'Lunch at one?');
  assert.equal(await ben.getByText('Lunch at one?').count(), 0);
  await cast.leave();
});

test('somebody is mentioned by name, by keyboard alone, and sees it in the list', async () => {
  const [ann, ben] = [await cast.person('ann.thirty', 'Ann Thirty'), await cast.person('ben.thirty', 'Ben Thirty')];
  await createGroup(ann, 'Harbour', ['Ben Thirty']);
  await composer(ann).pressSequentially('Look @ben');
  await ann.getByRole('option', { name: 'Ben Thirty' }).waitFor();
  await assertAccessible(ann, 'the list of those who can be mentioned');
  await composer(ann).press('Enter');
  assert.equal(await composer(ann).inputValue(), 'Look @Ben Thirty ');
  await composer(ann).press('Enter');
  await row(ben, 'Harbour').getByText('[@you]').waitFor();
  await row(ben, 'Harbour').click();
  await message(ben, 'Look').locator('.mention--me').getByText('@Ben Thirty').waitFor();
  await row(ben, 'Harbour').getByText('[@you]').waitFor({ state: 'detached' });
  await cast.leave();
});

test('marks are drawn, and nothing in a message can run', async () => {
  const [ann, ben] = [await cast.person('ann.forty', 'Ann Forty'), await cast.person('ben.forty', 'Ben Forty')];
  await startChat(ann, 'Ben Forty');
  await say(ann, '**bold** and `code` [x](javascript:alert(1)) <img src=x onerror=alert(1)>');
  await row(ben, 'Ann Forty').click();
  const said = message(ben, 'bold and code');
  await said.locator('strong').getByText('bold').waitFor();
  await said.getByText('[x](javascript:alert(1)) <img src=x onerror=alert(1)>').waitFor();
  assert.deepEqual([await said.getByRole('link').count(), await said.locator('img').count()], [0, 0]);
  await composer(ann).fill('```js\nconst a = 1;\n```\n> said\n\n- one\n- two');
  await composer(ann).press('Enter');
  await message(ben, 'const a = 1;').locator('pre code').waitFor();
  assert.equal(await message(ben, 'const a = 1;').getByRole('listitem').count(), 2);
  await assertAccessible(ben, 'marks');
  await cast.leave();
});

test('on a phone a long press opens what can be done', async () => {
  const ann = await cast.person('ann.fifty', 'Ann Fifty', { size: 'phone' });
  const ben = await cast.person('ben.fifty', 'Ben Fifty');
  await startChat(ben, 'Ann Fifty');
  await say(ben, 'Press me long');
  await row(ann, 'Ben Fifty').click();
  const bubble = message(ann, 'Press me long').locator('.bubble');
  await bubble.dispatchEvent('pointerdown', { pointerType: 'touch', clientX: 60, clientY: 200, bubbles: true });
  await ann.getByRole('menuitem', { name: 'Pin', exact: true }).waitFor();
  await assertFits(ann, 'the menu of a message');
  await assertAccessible(ann, 'the menu of a message');
  await ann.getByRole('menuitem', { name: 'Pin', exact: true }).click();
  await message(ben, 'Press me long').getByRole('img', { name: 'Pinned' }).waitFor();
  await cast.leave();
});
