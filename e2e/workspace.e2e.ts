import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { registerBy } from './support/chat.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

const NEW = 'quite another 7';

/** The link that is shown, and the sheet closed. */
async function shownLink(page: Page): Promise<string> {
  const address = page.locator('.new-link__address');
  await address.waitFor();
  const link = (await address.textContent()) ?? '';
  await page.keyboard.press('Escape');
  await address.waitFor({ state: 'detached' });
  return link;
}

async function choose(page: Page, whom: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${whom}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('the owner invites, chooses administrators, and helps who forgot their password', async () => {
  const owner = await cast.owner('olga.runs', 'Olga Runs');
  const ben = await cast.person('ben.forgets', 'Ben Forgets', { size: 'phone', colorScheme: 'dark' });
  assert.equal(await ben.getByRole('link', { name: 'People and roles' }).count(), 0);
  await owner.getByRole('link', { name: 'Settings' }).click();
  await owner.getByRole('link', { name: 'People and roles' }).click();
  await owner.getByRole('button', { name: 'Make a link' }).click();
  await assertAccessible(owner, 'a link that was made');
  const invitation = await shownLink(owner);
  const cy = await cast.visitor();
  await registerBy(cy, invitation, 'cy.invited', 'Cy Invited');

  await owner.getByRole('searchbox', { name: 'Find somebody by name' }).fill('invited');
  await owner.getByText('Ben Forgets').waitFor({ state: 'detached' });
  await choose(owner, 'Cy Invited', 'Make an administrator');
  await owner.getByText('Administrator', { exact: true }).waitFor();
  await assertAccessible(owner, 'everybody');
  await cy.reload();
  await cy.getByRole('link', { name: 'Settings' }).click();
  await cy.getByRole('link', { name: 'People and roles' }).click();
  await cy.getByText('Olga Runs').waitFor();
  assert.equal(await cy.getByRole('button', { name: 'Actions for Olga Runs' }).count(), 0);
  await choose(cy, 'Ben Forgets', 'Link for a new password');
  const link = await shownLink(cy);

  const forgetful = await cast.visitor({ size: 'phone' });
  await forgetful.goto(link);
  await forgetful.getByLabel('Password', { exact: true }).fill(NEW);
  await forgetful.getByLabel('Password again').fill(NEW);
  await assertAccessible(forgetful, 'a new password');
  await assertFits(forgetful, 'a new password');
  await forgetful.getByRole('button', { name: 'Use this password' }).click();
  await forgetful.getByRole('link', { name: 'Sign in' }).click();
  await forgetful.getByLabel('Phone, e-mail or user name').fill('ben.forgets');
  await forgetful.getByLabel('Password', { exact: true }).fill(NEW);
  await forgetful.getByRole('button', { name: 'Sign in' }).click();
  await forgetful.getByRole('navigation', { name: 'Main' }).waitFor();
  await ben.getByText('This device has been signed out.').waitFor();
  await cast.leave();
});

test('a link that was used is told as such; members see nothing of the accounts', async () => {
  const page = await cast.visitor({ language: 'zh' });
  await page.goto(`${cast.origin}/new-password?token=used`);
  await page.getByLabel('密码', { exact: true }).fill(NEW);
  await page.getByLabel('再输一次密码').fill(NEW);
  await page.getByRole('button', { name: '使用这个密码' }).click();
  await page.getByRole('alert').getByText('这个链接已失效').waitFor();
  const dan = await cast.person('dan.member', 'Dan Member', { size: 'phone' });
  await dan.goto(`${cast.origin}/settings/people`);
  await dan.getByText('Only the owner and administrators see this page.').waitFor();
  await assertFits(dan, 'a page that is not theirs');
  await cast.leave();
});
