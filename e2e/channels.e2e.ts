import { after, before, test } from 'node:test';
import { type Cast, openCast } from './support/cast.ts';
import { composer, message, row, say } from './support/chat.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

test('a channel is made, found, looked into and joined', async () => {
  const [ann, ben] = [await cast.person('ann.channel', 'Ann Channel'), await cast.person('ben.channel', 'Ben Channel')];
  await ann.getByRole('button', { name: 'New', exact: true }).click();
  await ann.getByRole('menuitem', { name: 'New channel' }).click();
  const sheet = ann.getByRole('dialog', { name: 'New channel' });
  await sheet.getByRole('button', { name: 'Create channel' }).click();
  await sheet.getByRole('alert').waitFor();
  await sheet.getByLabel('Name').fill('Tides');
  await sheet.getByLabel('Topic').fill('High water and low water');
  await assertAccessible(ann, 'making a channel');
  await picture(ann, 'channel-new');
  await sheet.getByRole('button', { name: 'Create channel' }).click();
  await ann.getByRole('heading', { name: /Tides/, level: 2 }).waitFor();
  await say(ann, 'High water at six');
  await row(ann, 'Tides').getByRole('img', { name: 'Channel' }).waitFor();

  await ben.getByRole('button', { name: 'New', exact: true }).click();
  await ben.getByRole('menuitem', { name: 'Browse channels' }).click();
  await ben.getByText('High water and low water').waitFor();
  await assertAccessible(ben, 'browsing channels');
  await picture(ben, 'channels');
  await ben.getByLabel('Find channels').fill('nowhere');
  await ben.getByText('No channel has “nowhere”').waitFor();
  await ben.getByLabel('Find channels').fill('tid');
  await ben.getByRole('link', { name: /Tides/ }).click();
  await message(ben, 'High water at six').waitFor();
  await ben.getByText('You are viewing Tides').waitFor();
  await assertAccessible(ben, 'a channel looked into');
  await picture(ben, 'channel-preview');
  await ben.getByRole('button', { name: 'Join', exact: true }).click();
  await composer(ben).waitFor();
  await say(ben, 'Thank you');
  await message(ann, 'Thank you').waitFor();
  await ann.getByRole('log').getByText('Ben Channel joined').waitFor();
  await assertAccessible(ben, 'a channel');
  await picture(ann, 'channel');
  await ann.getByRole('button', { name: 'Details' }).click();
  await ann.getByRole('button', { name: 'Change topic' }).click();
  const topic = ann.getByRole('dialog', { name: 'Change topic' });
  await topic.getByLabel('Topic').fill('When to sail');
  await topic.getByRole('button', { name: 'Save' }).click();
  await ben.getByRole('log').getByText('Ann Channel set the topic: When to sail').waitFor();
  await assertAccessible(ann, 'the details of a channel');
  await picture(ann, 'channel-details');
  await cast.leave();
});

test('by the palette, and on a phone in the dark', async () => {
  const [ann, ben] = [
    await cast.person('ann.small', 'Ann Small', { size: 'phone', colorScheme: 'dark' }),
    await cast.person('ben.small', 'Ben Small'),
  ];
  await ben.keyboard.press('Control+k');
  await ben.getByRole('combobox').fill('new channel');
  await ben.getByRole('option', { name: 'New channel', exact: true }).click();
  const sheet = ben.getByRole('dialog', { name: 'New channel' });
  await sheet.getByLabel('Name').fill('Pocket');
  await sheet.getByLabel('Name').press('Enter');
  await composer(ben).waitFor();
  await say(ben, 'Small talk');
  await ann.getByRole('button', { name: 'New', exact: true }).tap();
  await ann.getByRole('menuitem', { name: 'Browse channels' }).tap();
  await ann.getByRole('link', { name: /Pocket/ }).waitFor();
  await assertFits(ann, 'channels on a phone');
  await assertAccessible(ann, 'channels on a phone');
  await picture(ann, 'channels-phone');
  await ann.getByRole('link', { name: /Pocket/ }).tap();
  await message(ann, 'Small talk').waitFor();
  await picture(ann, 'channel-preview-phone');
  await assertFits(ann, 'a channel looked into on a phone');
  await ann.getByRole('button', { name: 'Join', exact: true }).tap();
  await composer(ann).waitFor();
  await cast.leave();
});
