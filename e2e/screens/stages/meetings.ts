import { PLAN } from '../furnish.ts';
import { button, type Tour } from '../tour.ts';

/** Meetings around the room: planning, and the lobby. */
export async function meetings(tour: Tour): Promise<void> {
  const page = await tour.person();
  const dialog = page.getByRole('dialog');
  await tour.shoot(page, 'meetings', async () => {
    await tour.goto(page, '/meetings');
    await button(page, new RegExp(PLAN.slice(0, 8))).waitFor();
  });
  await tour.shoot(page, 'meetings-foot', () => page.getByText('In your calendar').scrollIntoViewIfNeeded());
  await tour.shoot(page, 'plan-new', () => button(page, 'Schedule meeting').click());
  await tour.shoot(page, 'plan-new-repeat', async () => {
    await dialog.getByLabel('Repeat', { exact: true }).selectOption({ label: 'Every week' });
    await dialog.getByLabel('Agenda').scrollIntoViewIfNeeded();
  });
  await tour.shoot(page, 'plan-new-people', () => dialog.getByText('People', { exact: true }).click());
  await page.keyboard.press('Escape');
  await tour.goto(page, '/meetings');
  await tour.shoot(page, 'plan', () => button(page, new RegExp(PLAN.slice(0, 8))).click());
  await tour.shoot(page, 'plan-change-menu', () => button(page, 'Change').click());
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await tour.goto(page, '/meetings');
  await tour.shoot(page, 'lobby', async () => {
    await page.getByLabel('Title').fill('季度评审 Quarterly review with everybody');
    await button(page, 'Start now').click();
    await button(page, 'Join now').waitFor();
  });
  const number = new URL(page.url()).pathname;
  const guest = await tour.visitor();
  await tour.shoot(guest, 'lobby-guest', async () => {
    await tour.goto(guest, number);
    await guest.getByLabel('Your name').waitFor();
  });
  await guest.context().close();
  await page.context().close();
}
