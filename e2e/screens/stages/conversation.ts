import type { Page } from 'playwright-core';
import { EVERYTHING } from '../furnish.ts';
import { button, choose, type Tour } from '../tour.ts';

export async function open(tour: Tour, page: Page, title: string): Promise<void> {
  if (new URL(page.url()).pathname !== '/') await tour.goto(page, '/');
  await page
    .getByLabel('Conversations', { exact: true })
    .first()
    .getByRole('link')
    .filter({ hasText: title })
    .first()
    .click();
  await page.getByRole('log').waitFor();
}

/** One conversation: what is in it, and what opens over it. */
export async function conversation(tour: Tour): Promise<void> {
  const page = await tour.person();
  const said = (text: string) => page.getByRole('log').getByRole('article').filter({ hasText: text }).last();
  /** The menu of a message, as a right click or a long press opens it. */
  const actions = (text: string) => said(text).getByText(text).last().click({ button: 'right' });
  const act = async (text: string, item: string) => {
    await actions(text);
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  for (const [screen, title] of [
    ['chat-direct', '刘婷'],
    ['chat-product', 'Product & Design'],
    ['chat-pictures', 'Lunch'],
    ['chat-channel', '产品更新'],
    ['chat-engineering', '研发部 Engineering'],
  ] as const) {
    await tour.shoot(page, screen, () => open(tour, page, title));
  }
  await tour.shoot(page, 'chat-everything', () => open(tour, page, EVERYTHING));
  await tour.shoot(page, 'chat-code', () => said('The retry').scrollIntoViewIfNeeded());
  await tour.shoot(page, 'chat-message-menu', () => actions('下次团建'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'chat-answering', () => act('bold', 'Reply'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'chat-reacting', async () => {
    await actions('bold');
    await page
      .getByRole('button', { name: 'More emoji' })
      .or(page.getByRole('menuitem', { name: 'More emoji' }))
      .first()
      .click();
  });
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'chat-forwarding', () => act('bold', 'Forward'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'chat-selecting', () => act('bold', 'Select'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'chat-bundle', () =>
    page
      .getByRole('button', { name: /Chat history of/ })
      .last()
      .click(),
  );
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'chat-pins', () => button(page, 'All pinned messages').click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'chat-scheduled', () => button(page, /scheduled message/).click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'chat-announcement', () =>
    page.getByRole('region', { name: 'Announcement' }).getByRole('button').first().click(),
  );
  await page.keyboard.press('Escape');
  await page.context().close();
}

/** What one writes with. */
export async function composer(tour: Tour): Promise<void> {
  const page = await tour.person();
  await open(tour, page, EVERYTHING);
  const field = page.getByRole('textbox', { name: /^Message / });
  const more = () => button(page, 'More to send');
  await tour.shoot(page, 'composer-menu', () => more().click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'composer-emoji', async () => {
    await button(page, 'Emoji and stickers').click();
    await button(page, 'grinning face').waitFor();
  });
  await tour.shoot(page, 'composer-stickers', () => page.getByText('Stickers', { exact: true }).click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'composer-mention', async () => {
    await field.fill('');
    await field.pressSequentially('@');
    await page.getByRole('listbox').waitFor();
  });
  await field.fill('');
  await tour.shoot(page, 'composer-long', () =>
    field.fill(
      `${'第一行写得很长，看看输入框怎么长高，再看看按钮会不会跟着跑。'.repeat(4)}\n\nAnd a second paragraph.\n- one\n- two`,
    ),
  );
  await tour.shoot(page, 'composer-later', () => button(page, 'Send later').click());
  await tour.shoot(page, 'composer-later-time', () => page.getByRole('menuitem', { name: /Choose a time/ }).click());
  await page.keyboard.press('Escape');
  await field.fill('');
  await tour.shoot(page, 'composer-poll', () => choose(page, more(), 'New poll'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'composer-contact', () => choose(page, more(), 'Contact card'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'composer-location', () => choose(page, more(), 'Location'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'composer-files', async () => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), choose(page, more(), /^File/)]);
    const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('figures') });
    await chooser.setFiles([file('报价单 2026 第四季度 最终版（已盖章，请勿再改）.docx'), file('a.txt')]);
  });
  await page.context().close();
}

/** What stands beside a conversation. */
export async function details(tour: Tour): Promise<void> {
  const page = await tour.person();
  await open(tour, page, EVERYTHING);
  const id = new URL(page.url()).pathname;
  const back = () => tour.goto(page, `${id}?details`);
  await tour.shoot(page, 'details-group', back);
  for (const [screen, name] of [
    ['details-link', 'Invite by link'],
    ['details-manage', 'Manage'],
    ['details-add', 'Add people'],
    ['details-rename', 'Rename'],
  ] as const) {
    await tour.shoot(page, screen, () => button(page, name).click());
    await back();
  }
  await tour.shoot(page, 'details-files', () => button(page, 'Files and media').click());
  await tour.shoot(page, 'details-files-links', () =>
    page.getByRole('dialog').getByText('Links', { exact: true }).click(),
  );
  await back();
  await tour.shoot(page, 'details-member-menu', () => button(page, 'Actions for Noah Fischer').click());
  await open(tour, page, 'Lunch');
  await tour.shoot(page, 'details-media', async () => {
    await tour.goto(page, `${new URL(page.url()).pathname}?details`);
    await button(page, 'Files and media').click();
  });
  await page.keyboard.press('Escape');
  await open(tour, page, '刘婷');
  await tour.shoot(page, 'details-direct', () => tour.goto(page, `${new URL(page.url()).pathname}?details`));
  await open(tour, page, 'Product & Design');
  await tour.shoot(page, 'viewer', () =>
    button(page, /^Open picture/)
      .click()
      .then(() => page.getByRole('dialog').waitFor()),
  );
  await page.context().close();
}
