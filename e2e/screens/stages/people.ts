import { button, choose, type Tour } from '../tour.ts';

/** Contacts, departments, calls that were. */
export async function people(tour: Tour): Promise<void> {
  const page = await tour.person();
  await tour.shoot(page, 'contacts', () => tour.goto(page, '/contacts'));
  await tour.shoot(page, 'contacts-found', () => page.getByRole('searchbox').first().fill('a'));
  await tour.shoot(page, 'contacts-nobody', () => page.getByRole('searchbox').first().fill('zzzz'));
  await tour.shoot(page, 'contacts-requests', () => tour.goto(page, '/contacts/requests'));
  await tour.shoot(page, 'contacts-calls', () => tour.goto(page, '/contacts/calls'));
  await tour.shoot(page, 'company', () => tour.goto(page, '/contacts/company'));
  await tour.shoot(page, 'company-menu', () => button(page, 'Manage').click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'company-import', async () => {
    await choose(page, button(page, 'Manage'), 'Import from a file');
    await page.getByRole('dialog').waitFor();
  });
  await tour.shoot(page, 'company-import-checked', async () => {
    const text =
      'department,login,title,head\nR&D/Tools,demo,Owner,yes\nR&D/Tools,nobody.there,Ghost,no\n,zhang,,maybe\n';
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  });
  await page.keyboard.press('Escape');
  await tour.goto(page, '/contacts/company');
  await tour.shoot(page, 'department', () =>
    page
      .getByRole('main')
      .getByRole('link', { name: /研发部/ })
      .first()
      .click(),
  );
  await tour.shoot(page, 'profile', async () => {
    await tour.goto(page, '/contacts');
    await page.getByRole('searchbox').first().fill('Mia');
    await page
      .getByRole('link', { name: /Mia Berg/ })
      .first()
      .click();
  });
  await tour.shoot(page, 'profile-menu', () => button(page, 'More').click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'profile-remark', () => choose(page, button(page, 'More'), 'Private name'));
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'profile-blocked', async () => {
    await tour.goto(page, '/contacts');
    await page.getByRole('searchbox').first().fill('Ethan');
    await page
      .getByRole('link', { name: /Ethan Brown/ })
      .first()
      .click();
  });
  await page.context().close();
}
