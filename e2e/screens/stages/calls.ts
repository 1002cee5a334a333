import { button, choose, type Tour } from '../tour.ts';
import { open } from './conversation.ts';

/** A call from ringing to its end. */
export async function calls(tour: Tour): Promise<void> {
  const page = await tour.person();
  const mia = await tour.person('mia', { viewport: { width: 390, height: 700 } });
  await open(tour, page, 'Mia Berg');
  await open(tour, mia, '林小满');
  await tour.shoot(page, 'chat-missed-call');
  await tour.shoot(page, 'call-calling', async () => {
    if (tour.phone) await choose(page, button(page, 'Call'), 'Video call');
    else await button(page, 'Video call').click();
    await button(page, 'Hang up').waitFor();
  });
  await tour.shoot(page, 'call-going-on', async () => {
    await button(mia.getByRole('alertdialog'), 'Answer').click();
    await page.locator('video').nth(1).waitFor();
  });
  await tour.shoot(page, 'call-people', () => button(page, 'People').click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'call-small', () => button(page, /^Back to chats/).click());
  await tour.shoot(page, 'call-over', () => button(mia, 'Hang up').click());
  await tour.shoot(page, 'call-ringing', async () => {
    await tour.goto(page, '/');
    await choose(mia, button(mia, 'Call'), 'Voice call');
    await page.getByRole('alertdialog').waitFor();
  });
  await button(page.getByRole('alertdialog'), 'Decline')
    .click()
    .catch(() => undefined);
  await Promise.all([page, mia].map((one) => one.context().close()));
}
