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

/** On a phone a long press opens it. */
async function chooseByPress(page: Page, target: Locator, action: string): Promise<void> {
  const at = { pointerType: 'touch', pointerId: 1, isPrimary: true, clientX: 40, clientY: 40 };
  await target.locator('.bubble').dispatchEvent('pointerdown', at);
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

async function openListMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('pinned messages stand under the head, are listed, and lead to where they were written', async () => {
  const [ann, ben] = [await cast.person('ann.pins', 'Ann Pins'), await cast.person('ben.pins', 'Ben Pins')];
  await createGroup(ann, 'Pinning', ['Ben Pins']);
  await say(ann, 'The door code is 4711');
  await sentMessage(ann, 'The door code is 4711').waitFor();
  await say(ann, 'Lunch is at noon');
  await sentMessage(ann, 'Lunch is at noon').waitFor();
  await choose(ann, message(ann, 'The door code'), 'Pin');
  await choose(ann, message(ann, 'Lunch is'), 'Pin');
  await row(ben, 'Pinning').click();
  const bar = ben.getByRole('region', { name: 'Pinned messages' });
  await bar.getByText('Lunch is at noon').waitFor();
  await bar.getByText('1/2').waitFor();
  await assertAccessible(ben, 'the bar of pinned messages');
  await bar.getByRole('button', { name: /Pinned message 1 of 2/ }).click();
  await bar.getByText('The door code').waitFor();
  await bar.getByRole('button', { name: 'All pinned messages' }).click();
  const sheet = ben.getByRole('dialog', { name: 'Pinned messages' });
  await sheet.getByRole('listitem').nth(1).waitFor();
  await assertAccessible(ben, 'the list of pinned messages');
  await sheet
    .getByRole('listitem')
    .filter({ hasText: 'Lunch' })
    .getByRole('button', { name: /^Actions/ })
    .click();
  await ben.getByRole('menuitem', { name: 'Unpin' }).click();
  await sheet.getByRole('listitem').nth(1).waitFor({ state: 'detached' });
  await ben.keyboard.press('Escape');
  await ann.getByRole('region', { name: 'Pinned messages' }).getByText('Lunch').waitFor({ state: 'detached' });
  await cast.leave();
});

test('stars of all chats are found again, on a phone too, and lead there', async () => {
  const ann = await cast.person('ann.stars', 'Ann Stars');
  const ben = await cast.person('ben.stars', 'Ben Stars', { size: 'phone', colorScheme: 'dark' });
  await startChat(ann, 'Ben Stars');
  for (const text of ['Plan of the harbour', 'Nothing of note', 'Plan of the station']) {
    await say(ann, text);
    await sentMessage(ann, text).waitFor();
  }
  await row(ben, 'Ann Stars').click();
  await chooseByPress(ben, message(ben, 'Plan of the harbour'), 'Star');
  await message(ben, 'Plan of the harbour').getByRole('img', { name: 'Starred by you' }).waitFor();
  await chooseByPress(ben, message(ben, 'Plan of the station'), 'Star');
  await ben.getByRole('button', { name: 'Back' }).click();
  await openListMenu(ben, 'Starred');
  const sheet = ben.getByRole('dialog', { name: 'Starred' });
  await sheet.getByRole('listitem').nth(1).waitFor();
  await assertAccessible(ben, 'the starred messages on a phone');
  await assertFits(ben, 'the starred messages on a phone');
  await sheet.getByRole('searchbox').fill('harbour');
  await sheet.getByRole('listitem').nth(1).waitFor({ state: 'detached' });
  await sheet
    .getByRole('listitem')
    .getByRole('button', { name: /Plan of the harbour/ })
    .click();
  await message(ben, 'Plan of the harbour').waitFor();
  assert.equal(await message(ann, 'Plan of the harbour').getByRole('img', { name: 'Starred by you' }).count(), 0);
  await cast.leave();
});

test('what is deleted for oneself comes back when undone, else it is gone on all devices and for nobody else', async () => {
  const [ann, ben] = [await cast.person('ann.erases', 'Ann Erases'), await cast.person('ben.erases', 'Ben Erases')];
  await startChat(ann, 'Ben Erases');
  await say(ann, 'Stays');
  await sentMessage(ann, 'Stays').waitFor();
  await say(ann, 'Goes away');
  await sentMessage(ann, 'Goes away').waitFor();
  await row(ben, 'Ann Erases').click();
  const { client, conversation } = await cast.device('ben.erases');
  await choose(ben, message(ben, 'Goes away'), 'Delete for me');
  await message(ben, 'Goes away').waitFor({ state: 'detached' });
  await ben.getByRole('button', { name: 'Undo' }).click();
  await message(ben, 'Goes away').waitFor();
  await choose(ben, message(ben, 'Goes away'), 'Delete for me');
  await message(ben, 'Goes away').waitFor({ state: 'detached' });
  await new Promise<void>((done) => {
    const look = () => {
      const last = client.conversation(conversation).summary?.last;
      if (last?.type === 'message' && last.text === 'Stays') done();
    };
    client.subscribe(look);
    look();
  });
  await row(ben, 'Ann Erases').getByText('Stays').waitFor();
  await ben.reload();
  await message(ben, 'Stays').waitFor();
  await message(ben, 'Goes away').waitFor({ state: 'detached' });
  assert.equal(await message(ann, 'Goes away').count(), 1);
  await client.close();
  await cast.leave();
});

test('a draft follows to the other devices, and ends when it is sent', async () => {
  const [ann] = [await cast.person('ann.drafts', 'Ann Writes'), await cast.person('ben.drafts', 'Ben Reads')];
  await startChat(ann, 'Ben Reads');
  await say(ann, 'First');
  await sentMessage(ann, 'First').waitFor();
  const { client, conversation } = await cast.device('ann.drafts');
  const told = (text: string | undefined) =>
    new Promise<void>((done) => {
      const stop = client.subscribe(look);
      function look() {
        if (client.personal('draft').get(`draft:${conversation}`)?.text !== text) return;
        stop();
        done();
      }
      queueMicrotask(look);
    });
  await composer(ann).pressSequentially('Half a thou');
  await told('Half a thou');
  client.keep({ do: 'draft.set', with: { conversation, text: 'Written elsewhere', ago: 0 } });
  await ann.goto(`${cast.origin}/`);
  await row(ann, 'Ben Reads').getByText('Draft', { exact: true }).waitFor();
  await row(ann, 'Ben Reads').getByText('Written elsewhere').waitFor();
  await row(ann, 'Ben Reads').click();
  assert.equal(await composer(ann).inputValue(), 'Written elsewhere');
  await composer(ann).press('Enter');
  await told(undefined);
  await client.close();
  await cast.leave();
});

test('a message waits for its time, is changed, sent early, and cancelled', async () => {
  const ann = await cast.person('ann.later', 'Ann Later');
  const ben = await cast.person('ben.later', 'Ben Later');
  await startChat(ann, 'Ben Later');
  await say(ann, 'Now');
  await sentMessage(ann, 'Now').waitFor();
  await composer(ann).fill('Good morning');
  await ann.getByRole('button', { name: 'Send later' }).click();
  await assertAccessible(ann, 'the times to send at');
  await ann.getByRole('menuitem', { name: /^Monday/ }).click();
  await ann.getByText(/Scheduled for/).waitFor();
  assert.equal(await composer(ann).inputValue(), '');
  await ann.getByRole('button', { name: /1 scheduled message/ }).click();
  const list = ann.getByRole('dialog', { name: 'Scheduled messages' });
  await list.getByText('Good morning').waitFor();
  await assertAccessible(ann, 'the scheduled messages');
  await list.getByRole('button', { name: /Good morning/ }).click();
  const edit = ann.getByRole('dialog', { name: 'Edit scheduled message' });
  await edit.getByLabel('Message', { exact: true }).fill('Good evening');
  await assertAccessible(ann, 'a scheduled message');
  await edit.getByRole('button', { name: 'Save' }).click();
  await list.getByText('Good evening').waitFor();
  await list.getByRole('button', { name: 'Actions for this message' }).click();
  await ann.getByRole('menuitem', { name: 'Send now' }).click();
  await list.getByText('Nothing is scheduled').waitFor();
  await ann.keyboard.press('Escape');
  await sentMessage(ann, 'Good evening').waitFor();
  await row(ben, 'Ann Later').getByText('Good evening').waitFor();

  await composer(ann).fill('Never');
  await ann.getByRole('button', { name: 'Send later' }).click();
  await ann.getByRole('menuitem', { name: 'Choose a time…' }).click();
  const sheet = ann.getByRole('dialog', { name: 'Schedule message' });
  await sheet.getByLabel('Send at').fill('2020-01-01T09:00');
  await sheet.getByText('Choose a time that is still to come.').waitFor();
  assert.ok(await sheet.getByRole('button', { name: 'Schedule', exact: true }).isDisabled());
  const year = new Date().getFullYear() + 1;
  await sheet.getByLabel('Send at').fill(`${year}-01-02T09:00`);
  await assertAccessible(ann, 'the picker of a time');
  await sheet.getByRole('button', { name: 'Schedule', exact: true }).click();
  await ann.getByRole('button', { name: /1 scheduled message/ }).click();
  await list.getByRole('button', { name: 'Actions for this message' }).click();
  await ann.getByRole('menuitem', { name: 'Cancel message' }).click();
  await list.getByText('Nothing is scheduled').waitFor();
  await cast.leave();
});

test('a message that is still on its way is edited, answered, and taken back', async () => {
  const [ann, ben] = [await cast.person('ann.unsent', 'Ann Unsent'), await cast.person('ben.unsent', 'Ben Unsent')];
  await startChat(ann, 'Ben Unsent');
  await say(ann, 'Here');
  await sentMessage(ann, 'Here').waitFor();
  await row(ben, 'Ann Unsent').click();
  await ann.context().setOffline(true);
  await ann.getByText('No connection. Keep writing').filter({ visible: true }).waitFor();
  for (const text of ['Frist', 'Regretted']) await say(ann, text);
  const unsent = async (text: string, action: string) => {
    await message(ann, text).first().getByRole('button', { name: 'Actions for this message' }).click();
    await ann.getByRole('menuitem', { name: action, exact: true }).click();
  };
  await unsent('Frist', 'Edit');
  assert.equal(await composer(ann).inputValue(), 'Frist');
  await say(ann, 'First');
  await unsent('First', 'Reply');
  await say(ann, 'And an answer');
  await unsent('Regretted', 'Recall');
  await message(ann, 'Regretted').waitFor({ state: 'detached' });
  await ann.context().setOffline(false);
  await message(ben, 'And an answer')
    .getByRole('button', { name: /In answer to.*First/ })
    .waitFor();
  assert.equal(await ben.getByText('Frist').count(), 0);
  assert.equal(await ben.getByText('Regretted').count(), 0);
  await cast.leave();
});
