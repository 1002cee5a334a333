import type { Locator, Page } from 'playwright-core';

/** What people do with meetings, told as a person would. The words are those of the English screens. */

/** Makes a meeting on the page for it. Resolves in its lobby, with its number. */
export async function prepareMeeting(page: Page, origin: string, title: string): Promise<string> {
  await page.goto(`${origin}/meetings`);
  await page.getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Start now' }).click();
  await page.waitForURL(/\/m\/\d{9}$/);
  await control(page, 'Join now').waitFor();
  return new URL(page.url()).pathname.slice('/m/'.length);
}

/** Makes a meeting and enters it. Resolves with its number. */
export async function startMeeting(page: Page, origin: string, title: string): Promise<string> {
  const number = await prepareMeeting(page, origin, title);
  await enter(page);
  return number;
}

/** From the lobby into the room. */
export async function enter(page: Page): Promise<void> {
  await control(page, 'Join now').click();
  await control(page, 'Leave the meeting').waitFor();
}

export function control(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** The tile of somebody's camera, by name. */
export function tileOf(page: Page, name: string): Locator {
  return page.locator('figure[data-source=camera]').filter({ hasText: name });
}

export async function identityOf(page: Page, name: string): Promise<string> {
  return (await tileOf(page, name).getAttribute('data-identity')) ?? '';
}
