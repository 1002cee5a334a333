import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { message, row, say, sentMessage, startChat } from './support/chat.ts';
import { PATIENCE_MS } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

/** Resolves when the server counts that many open connections. */
async function connected(count: number): Promise<void> {
  let open = -1;
  for (let look = 0; open !== count && look < 5_000; look += 1) {
    const metrics = await (await fetch(`${cast.origin}/metrics`)).text();
    open = Number(/^yiqi_connections (\d+)/m.exec(metrics)?.[1]);
  }
  assert.equal(open, count);
}

/** One more tab of the same browser, at the same place. */
async function nextTab(page: Page): Promise<Page> {
  const tab = await page.context().newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  await tab.goto(page.url());
  await tab.getByRole('log').waitFor();
  return tab;
}

/** As the browser does with tabs in the background: no script of it runs. */
async function freeze(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => void (await session.send('Page.setWebLifecycleState', { state: 'active' }));
}

test('three tabs share one connection, whichever of them closes or freezes, and sign out together', async () => {
  const [ann, ben] = [await cast.person('ann.tabs', 'Ann Tabs'), await cast.person('ben.tabs', 'Ben Tabs')];
  await startChat(ann, 'Ben Tabs');
  await say(ann, 'from the first');
  await row(ben, 'Ann Tabs').click();
  await message(ben, 'from the first').waitFor();
  const [second, third] = [await nextTab(ann), await nextTab(ann)];
  await say(second, 'from the second');
  await say(third, 'from the third');
  for (const page of [ann, second, third, ben]) {
    for (const nth of ['first', 'second', 'third']) await message(page, `from the ${nth}`).waitFor();
  }
  await connected(2);

  await Promise.all([ann.close(), say(second, 'as the leader goes')]);
  await sentMessage(second, 'as the leader goes').waitFor();
  await message(ben, 'as the leader goes').waitFor();
  await say(ben, 'who is there?');
  for (const page of [second, third]) await message(page, 'who is there?').waitFor();
  await connected(2);

  const thaw = await freeze(second);
  await say(third, 'out of the cold');
  await message(ben, 'out of the cold').waitFor();
  await sentMessage(third, 'out of the cold').waitFor();
  await thaw();
  await message(second, 'out of the cold').waitFor();
  assert.equal(await message(ben, 'out of the cold').count(), 1);
  assert.equal(await message(ben, 'as the leader goes').count(), 1);
  await say(second, 'warm again');
  await message(ben, 'warm again').waitFor();
  await connected(2);

  await third.getByRole('link', { name: 'Settings' }).first().click();
  await third.getByRole('button', { name: 'Sign out', exact: true }).click();
  const sheet = third.getByRole('dialog');
  if ((await sheet.count()) > 0) await sheet.getByRole('button', { name: 'Sign out' }).click();
  for (const page of [second, third]) await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await connected(1);
  await cast.leave();
});
