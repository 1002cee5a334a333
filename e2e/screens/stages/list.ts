import { EVERYTHING } from '../furnish.ts';
import { button, choose, type Tour } from '../tour.ts';

/** The list of conversations, and what is begun from it. */
export async function list(tour: Tour): Promise<void> {
  const page = await tour.person();
  const start = () => button(page, 'New');
  await tour.shoot(page, 'chats', () => page.getByRole('link').filter({ hasText: EVERYTHING }).first().waitFor());
  for (const [screen, tab] of [
    ['chats-unread', 'Unread'],
    ['chats-mentions', 'Mentions'],
    ['chats-folder', '工作 Work'],
  ] as const) {
    await tour.shoot(page, screen, () => page.getByRole('tab', { name: tab }).click());
  }
  await page.getByRole('tab', { name: 'All' }).click();
  await tour.shoot(page, 'chats-nothing-found', () => page.getByRole('searchbox').first().fill('zzzz'));
  await page.getByRole('searchbox').first().fill('');
  await tour.shoot(page, 'chats-archived', () => button(page, /^Archived/).click());
  await button(page, 'Back to all chats').click();
  await tour.shoot(page, 'chats-row-menu', () =>
    page.getByRole('link').filter({ hasText: EVERYTHING }).first().click({ button: 'right' }),
  );
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'chats-new-menu', () => start().click());
  await page.keyboard.press('Escape');
  for (const [screen, item] of [
    ['new-chat', 'New chat'],
    ['new-group', 'New group'],
    ['new-channel', 'New channel'],
    ['new-folder', 'New folder'],
    ['starred', 'Starred'],
    ['scheduled', 'Scheduled'],
  ] as const) {
    await tour.shoot(page, screen, () => choose(page, start(), item));
    await page.keyboard.press('Escape');
  }
  await tour.shoot(page, 'keys', () => page.keyboard.press('?'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'threads', () => tour.goto(page, '/threads'));
  await tour.shoot(page, 'thread', () =>
    page
      .getByText(/earlier repl/)
      .first()
      .click(),
  );
  await tour.shoot(page, 'channels', () => tour.goto(page, '/channels'));
  await page.context().close();
}
