import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Cast, openCast } from './support/cast.ts';
import { composer, makeChannel, message, PASSWORD, say } from './support/chat.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

test('somebody is removed for good, is told so, and may come back once that is lifted', async () => {
  const [ann, ben] = [
    await cast.person('ann.ban', 'Ann Ban'),
    await cast.person('ben.ban', 'Ben Ban', { size: 'phone', colorScheme: 'dark' }),
  ];
  await makeChannel(ann, 'Garden');
  await say(ann, 'Roses first');
  await ben.goto(new URL('/channels', ann.url()).href);
  await ben.getByRole('link', { name: /Garden/ }).tap();
  await message(ben, 'Roses first').waitFor();
  await say(ann, 'Then lilies');
  await message(ben, 'Then lilies').waitFor();
  await picture(ben, 'preview-live-phone');
  await ben.getByRole('button', { name: 'Join', exact: true }).tap();
  await composer(ben).waitFor();
  await ann.getByRole('button', { name: 'Details' }).click();
  await ann.getByRole('button', { name: 'Actions for Ben Ban' }).click();
  await ann.getByRole('menuitem', { name: /Remove/ }).click();
  const dialog = ann.getByRole('alertdialog').or(ann.getByRole('dialog'));
  await dialog.getByLabel(/They may not come back/).check();
  await assertAccessible(ann, 'removing for good');
  await picture(ann, 'remove-for-good');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await dialog.waitFor({ state: 'detached' });
  await ben.goto(new URL('/channels', ann.url()).href);
  await ben.getByText('You cannot join').waitFor();
  await ben.getByRole('link', { name: /Garden/ }).tap();
  await ben.getByText('An administrator can change that').waitFor();
  await assertFits(ben, 'a channel that one may not join');
  await assertAccessible(ben, 'a channel that one may not join');
  await picture(ben, 'channel-banned-phone');
  await ann.getByRole('button', { name: 'Manage', exact: true }).click();
  await ann.getByRole('button', { name: 'Who may not come back' }).click();
  await ann.getByRole('button', { name: 'Lift for Ben Ban' }).waitFor();
  await assertAccessible(ann, 'who may not come back');
  await picture(ann, 'bans');
  await ann.getByRole('button', { name: 'Lift for Ben Ban' }).click();
  await ann.getByText('Everybody may come back.').waitFor();
  await ben.goto(new URL('/channels', ann.url()).href);
  await ben.getByRole('button', { name: 'Join Garden' }).tap();
  await composer(ben).waitFor();
  await cast.leave();
});

test('the owner sees how the search index is and has it built anew; members do not', async () => {
  const [owner, member] = [await cast.visitor({ language: 'zh' }), await cast.person('mia.index', 'Mia Index')];
  await owner.goto(cast.ownerLink);
  await owner.getByLabel('手机号、邮箱或用户名').fill('owner.index');
  await owner.getByLabel('昵称').fill('林主人');
  await owner.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await owner.getByLabel('再输一次密码').fill(PASSWORD);
  await owner.getByRole('button', { name: /进入|创建/ }).click();
  await owner.getByRole('navigation').first().waitFor();
  await owner.goto(new URL('/settings/search-index', cast.origin).href);
  await owner.getByText('全部可以搜到').waitFor();
  await owner.getByText('从未').waitFor();
  await assertAccessible(owner, 'the state of the search index');
  await picture(owner, 'search-index');
  await owner.getByRole('button', { name: '重建索引' }).click();
  await owner.getByRole('dialog').or(owner.getByRole('alertdialog')).getByRole('button', { name: '重建索引' }).click();
  await owner.getByText('从未').waitFor({ state: 'detached' });
  await owner.getByText('全部可以搜到').waitFor();
  await member.goto(new URL('/settings', cast.origin).href);
  await member.getByRole('link', { name: 'Devices' }).waitFor();
  assert.equal(await member.getByRole('link', { name: 'Search index' }).count(), 0);
  await cast.leave();
});
