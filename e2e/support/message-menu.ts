import type { Locator, Page } from 'playwright-core';

/** Chooses an action of a message from its menu. */
export async function choose(page: Page, target: Locator, action: string | RegExp): Promise<void> {
  await target.hover();
  await target.getByRole('button', { name: 'Actions for this message' }).click();
  await page.getByRole('menuitem', { name: action, exact: typeof action === 'string' }).click();
}
