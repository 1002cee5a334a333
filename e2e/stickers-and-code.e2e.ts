import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Cast, openCast } from './support/cast.ts';
import { composer, message, row, startChat } from './support/chat.ts';
import { choose } from './support/message-menu.ts';
import { assertAccessible } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

/** Two by one pixels. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGM4ESAiEnACAAg7AllHBMuOAAAAAElFTkSuQmCC',
  'base64',
);

test('people make stickers of their pictures, send them, and keep those of others', async () => {
  const [ann, ben] = [await cast.person('ann.stick', 'Ann Stick'), await cast.person('ben.stick', 'Ben Stick')];
  await startChat(ann, 'Ben Stick');
  await ann.getByRole('button', { name: 'Emoji and stickers' }).click();
  const panel = ann.getByRole('dialog', { name: 'Emoji and stickers' });
  await panel.getByRole('tab', { name: 'Stickers' }).click();
  await panel.getByText('No stickers yet').waitFor();
  await panel.getByRole('button', { name: 'New pack' }).click();
  await panel.getByLabel('Name of the pack').fill('Cats');
  await panel.getByRole('button', { name: 'Create' }).click();
  const files = panel.getByLabel('Add pictures');
  await files.setInputFiles({ name: 'bad.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await panel.getByText('This picture cannot be used.').waitFor();
  await files.setInputFiles({ name: 'purring cat.png', mimeType: 'image/png', buffer: PICTURE });
  await panel.getByRole('button', { name: 'Send purring cat' }).locator('img').waitFor();
  await assertAccessible(ann, 'own stickers');
  await panel.getByRole('button', { name: 'Send purring cat' }).click();
  await row(ben, 'Ann Stick').getByText('[Sticker] purring cat').waitFor();
  await row(ben, 'Ann Stick').click();
  const sticker = ben.getByRole('log').getByRole('img', { name: 'purring cat' });
  await sticker.evaluate('(picture) => picture.decode()');
  await choose(
    ben,
    ben.getByRole('article').filter({ has: ben.getByRole('img', { name: 'purring cat' }) }),
    'Add to my stickers',
  );
  await ben.getByText('Added to your stickers').waitFor();
  await ben.getByRole('button', { name: 'Emoji and stickers' }).click();
  await ben.getByRole('tab', { name: 'Stickers' }).click();
  await ben.getByRole('region', { name: 'Favourites' }).getByRole('button', { name: 'Send purring cat' }).click();
  await ann.getByRole('log').getByRole('img', { name: 'purring cat' }).nth(1).waitFor();
  await cast.leave();
});

test('code is coloured and copied, tables and tasks are drawn', async () => {
  const pc = await cast.person('bob.code', 'Bob Code');
  await cast.person('cat.code', 'Cat Code');
  await pc.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await startChat(pc, 'Cat Code');
  await composer(pc).fill(
    '```ts\nconst a: string = "x"; // y\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n- [ ] open',
  );
  await composer(pc).press('Enter');
  const said = message(pc, 'const a');
  await said.locator('.code-key').first().waitFor();
  await said.getByRole('cell', { name: '2' }).waitFor();
  await said.getByRole('img', { name: 'to do' }).waitFor();
  await assertAccessible(pc, 'code, a table, tasks');
  await said.getByRole('button', { name: 'Copy code' }).click();
  assert.equal(await pc.evaluate('navigator.clipboard.readText()'), 'const a: string = "x"; // y');
  await cast.leave();
});
