import type { Page } from 'playwright-core';
import { button, choose, type Tour } from '../tour.ts';

const GUESTS = ['阿依古丽·买买提江·阿卜杜热合曼', 'Maximiliane von Hohenstein-Wittelsbach', 'Ben'];

/** A meeting that goes on, with guests whose cameras are on. */
async function begin(tour: Tour): Promise<{ page: Page; guests: Page[] }> {
  const page = await tour.person();
  await tour.goto(page, '/meetings');
  await page.getByLabel('Title').fill('季度评审 Quarterly review');
  await button(page, 'Start now').click();
  await button(page, 'Join now').click();
  await button(page, 'Leave the meeting').waitFor({ timeout: 30_000 });
  const path = new URL(page.url()).pathname;
  const guests: Page[] = [];
  for (const name of GUESTS) {
    const guest = await tour.visitor({ viewport: { width: 400, height: 300 } });
    guests.push(guest);
    await tour.goto(guest, path);
    await guest.getByLabel('Your name').fill(name);
    await button(guest, 'Join now').click();
    await button(guest, 'Leave the meeting').waitFor({ timeout: 30_000 });
  }
  await page.locator('figure[data-source=camera]').nth(GUESTS.length).waitFor({ timeout: 30_000 });
  return { page, guests };
}

async function end(page: Page, guests: readonly Page[]): Promise<void> {
  await Promise.all([page, ...guests].map((one) => one.context().close()));
}

/** Panels of the room, by the entry of the menu that opens them. */
const PANELS = ['Breakout rooms', 'Invite', 'Devices', 'View', 'Network'] as const;

export async function room(tour: Tour): Promise<void> {
  const { page, guests } = await begin(tour);
  const more = () => button(page, 'More');
  await tour.shoot(page, 'room-grid');
  if (tour.phone) {
    await tour.shoot(page, 'room-grid-lying', () => page.setViewportSize({ width: 844, height: 390 }));
    await page.setViewportSize({ width: 390, height: 844 });
  }
  await tour.shoot(page, 'room-speaker', () => page.getByRole('radio', { name: 'Speaker' }).check({ force: true }));
  await page.getByRole('radio', { name: 'Grid' }).check({ force: true });
  await tour.shoot(page, 'room-more', () => more().click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'room-chat', async () => {
    await button(guests[0] ?? page, /^Chat/).click();
    const field = (guests[0] ?? page).getByRole('textbox').first();
    for (const text of ['大家好，听得到吗？', 'Yes, loud and clear. https://example.org/figures']) {
      await field.fill(text);
      await field.press('Enter');
    }
    await button(page, /^Chat/).click();
  });
  await tour.shoot(page, 'room-people', () => page.keyboard.press('p'));
  await tour.shoot(page, 'room-host', () => button(page, 'Host controls').click());
  await closePanel(page);
  for (const name of PANELS) {
    await tour.shoot(page, `room-${name.toLowerCase().replace(' ', '-')}`, () => choose(page, more(), name));
    await closePanel(page);
  }
  await tour.shoot(page, 'room-leave', () => button(page, 'Leave the meeting').click());
  await page.keyboard.press('Escape');
  await end(page, guests);
}

async function closePanel(page: Page): Promise<void> {
  await button(page.getByRole('complementary'), 'Close').click();
}

/** Two ellipses side by side, below the tools. */
async function draw(page: Page): Promise<void> {
  const canvas = page.locator('canvas.interactive');
  await canvas.waitFor({ timeout: 30_000 });
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the whiteboard has no place on the screen');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  for (const part of [0.2, 0.55]) {
    await page.keyboard.press('o');
    const [x, y] = [box.x + box.width * part, box.y + box.height * 0.35];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + box.width / 4, y + box.height / 6, { steps: 4 });
    await page.mouse.up();
  }
}

/** What stands in place of the pictures, and what one wears in them. */
export async function boards(tour: Tour): Promise<void> {
  const { page, guests } = await begin(tour);
  const more = () => button(page, 'More');
  await tour.shoot(page, 'room-notes', async () => {
    await choose(page, more(), 'Notes');
    const editor = page.locator('[contenteditable=true]').first();
    await editor.click();
    await page.keyboard.type('# 会议纪要\n- 数字 Figures\nNext steps');
  });
  await tour.shoot(page, 'room-whiteboard', async () => {
    await button(page, 'Whiteboard').click();
    await draw(page);
  });
  await button(page, 'Close').click();
  await tour.shoot(page, 'room-looks', async () => {
    await choose(page, more(), 'Devices');
    await page.getByText('Background').first().scrollIntoViewIfNeeded();
  });
  await tour.shoot(page, 'room-looks-stickers', () => page.getByText('Sticker').first().click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'room-keys', () => page.keyboard.press('?'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'room-small', () => button(page, /^Back to chats/).click());
  await tour.shoot(page, 'room-over', async () => {
    await button(page, 'Return to the meeting').click();
    await button(page, 'Leave the meeting').click();
    await page.getByRole('menuitem', { name: 'End for all' }).click();
    await button(page.getByRole('dialog'), /^End/).click();
  });
  await end(page, guests);
}
