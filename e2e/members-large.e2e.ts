import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { type Cast, openCast } from './support/cast.ts';
import { composer, makeChannel } from './support/chat.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

/** So many more are in it, past the server: "Crowd 1000" and on. */
function crowd(data: string, title: string, count: number): void {
  const database = new DatabaseSync(path.join(data, 'yiqi.sqlite'), { timeout: 10_000 });
  const { id } = database.prepare('select id from conversations where title = ?').get(title) as { id: string };
  const account = database.prepare(
    "insert into account (id, nickname, nickname_key, password_hash, role, created_at, show_phone, show_email) values (?, ?, ?, '', 'member', 0, 0, 0)",
  );
  const member = database.prepare(
    "insert into conversation_members (conversation_id, user_id, role, read_seq, read_count, joined_seq) values (?, ?, 'member', 1, 0, 1)",
  );
  database.exec('begin immediate');
  for (let n = 0; n < count; n += 1) {
    const user = `u_${String(n).padStart(20, '0')}`;
    account.run(user, `Crowd ${1000 + n}`, `crowd ${1000 + n}`);
    member.run(id, user);
  }
  database
    .prepare('update conversations set member_count = member_count + ?, stamp = stamp + 1 where id = ?')
    .run(count, id);
  database.exec('commit');
  database.close();
}

test('members of a large channel come as one scrolls, are found by name, and are offered after an @', async () => {
  const ann = await cast.person('ann.large', 'Ann Large');
  await makeChannel(ann, 'Everybody');
  crowd(cast.data, 'Everybody', 900);
  await ann.reload();
  await composer(ann).waitFor();
  await ann.getByRole('button', { name: 'Details' }).click();
  const details = ann.getByRole('complementary', { name: 'Details' });
  await details.getByText('Ann Large').waitFor();
  await details.locator('.pane__scroll').evaluate((pane) => pane.scrollBy(0, 400));
  await details.getByText('Crowd 1000').waitFor();
  assert.ok((await details.getByRole('button', { name: /^Actions for Crowd/ }).count()) < 100, 'only those in view');
  await assertAccessible(ann, 'members of a large channel');
  await picture(ann, 'members-large');
  for (let last = details.getByText('Crowd 1899'); !(await last.isVisible()); last = details.getByText('Crowd 1899')) {
    await details.locator('.pane__scroll').evaluate((pane) => pane.scrollBy(0, 4000));
    await ann.evaluate(() => new Promise(requestAnimationFrame));
  }
  await details.getByLabel('Find a member').fill('crowd 1777');
  await details.getByText('Crowd 1777').waitFor();
  await details.getByText('Crowd 1000').waitFor({ state: 'detached' });
  await details.getByLabel('Find a member').fill('nobody at all');
  await details.getByText('Nobody here is called').waitFor();
  await composer(ann).pressSequentially('Hello @crowd 1888'.slice(0, 12));
  await ann
    .getByRole('option', { name: /Crowd 1/ })
    .first()
    .waitFor();
  await cast.leave();
});

test('on a phone, too, members of a large channel come as one scrolls, and are found', async () => {
  const bea = await cast.person('bea.large', 'Bea Large', { size: 'phone', colorScheme: 'dark' });
  await bea.goto(`${cast.origin}/channels`);
  await bea.getByText('Everybody').first().tap();
  await bea.getByRole('button', { name: 'Join' }).tap();
  await composer(bea).waitFor();
  await bea.getByRole('button', { name: 'Details' }).tap();
  const pane = bea.getByRole('main', { name: 'Details' });
  await pane.getByText('Bea Large').waitFor();
  await pane.locator('.pane__scroll').evaluate((scrolled) => scrolled.scrollBy(0, 400));
  await pane.getByText('Crowd 1000').waitFor();
  await assertFits(bea, 'members of a large channel on a phone');
  await assertAccessible(bea, 'members of a large channel on a phone');
  await picture(bea, 'members-large-phone');
  await pane.getByLabel('Find a member').fill('crowd 1777');
  await pane.getByText('Crowd 1777').waitFor();
  await pane.getByText('Crowd 1000').waitFor({ state: 'detached' });
  await cast.leave();
});
