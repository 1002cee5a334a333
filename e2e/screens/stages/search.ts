import { button, type Tour } from '../tour.ts';

export async function search(tour: Tour): Promise<void> {
  const page = await tour.person();
  const box = () => page.getByRole('searchbox').first();
  await tour.shoot(page, 'search-start', () => tour.goto(page, '/search'));
  await tour.shoot(page, 'search-found', async () => {
    await box().fill('A');
    await page.locator('[data-result]').first().waitFor();
  });
  await tour.shoot(page, 'search-messages', () => page.getByText('Messages', { exact: true }).first().click());
  await tour.shoot(page, 'search-nothing', () => box().fill('没有这样的话 zzzz'));
  await tour.shoot(page, 'search-from', () => button(page, 'From').click());
  await page.keyboard.press('Escape');
  await tour.shoot(page, 'search-dates', () => button(page, 'Date').click());
  await page.keyboard.press('Escape');
  await tour.goto(page, '/');
  await tour.shoot(page, 'palette', () => page.keyboard.press('Control+k'));
  await tour.shoot(page, 'palette-found', () => page.getByRole('combobox').fill('li'));
  await page.context().close();
}
