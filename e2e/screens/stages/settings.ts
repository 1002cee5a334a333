import { button, type Tour } from '../tour.ts';

export async function settings(tour: Tour): Promise<void> {
  const page = await tour.person();
  await tour.shoot(page, 'settings', () => tour.goto(page, '/settings'));
  for (const name of ['me', 'appearance', 'devices', 'notifications', 'people', 'search-index', 'jobs']) {
    await tour.shoot(page, `settings-${name}`, () => tour.goto(page, `/settings/${name}`));
    await tour.shoot(page, `settings-${name}-foot`, () => page.mouse.wheel(0, 4000).then(() => foot(page)));
  }
  await tour.goto(page, '/settings/me');
  await tour.shoot(page, 'settings-password', () => button(page, 'Change the password').click());
  await page.keyboard.press('Escape');
  await tour.goto(page, '/settings/people');
  await tour.shoot(page, 'settings-invitation', () => button(page, 'Make a link').click());
  await page.keyboard.press('Escape');
  await page.context().close();
  const member = await tour.person('noah');
  await tour.shoot(member, 'settings-no-rights', () => tour.goto(member, '/settings/people'));
  await member.context().close();
}

/** To the end of whatever scrolls on the page. */
async function foot(page: import('playwright-core').Page): Promise<void> {
  await page.evaluate(`for (const one of document.querySelectorAll('main, main *')) one.scrollTop = 100_000`);
}
