import { button, type Tour } from '../tour.ts';

/** Before somebody is in. */
export async function entry(tour: Tour): Promise<void> {
  const page = await tour.visitor();
  await tour.shoot(page, 'sign-in', () => tour.goto(page, '/sign-in'));
  await tour.shoot(page, 'sign-in-wrong', async () => {
    await page.getByLabel('Phone, e-mail or user name').fill('somebody');
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await button(page, 'Sign in').click();
    await page.getByRole('alert').first().waitFor();
  });
  await tour.shoot(page, 'register', () => tour.goto(page, '/register'));
  await tour.shoot(page, 'register-faults', async () => {
    await page.getByLabel('Phone, e-mail or user name').fill('a b');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await button(page, 'Create and enter').click();
  });
  await tour.shoot(page, 'register-invited', () => tour.goto(page, '/register?invite=abcdefghijklmnopqrstuv'));
  await tour.shoot(page, 'new-password', () => tour.goto(page, '/new-password?token=abcdefghijklmnopqrstuv'));
  await tour.shoot(page, 'join-link-signed-out', () => tour.goto(page, '/join/abcdefghijklmnopqrstuv'));
  await tour.shoot(page, 'meeting-unknown', () => tour.goto(page, '/m/123456789'));
  await page.context().close();
}
