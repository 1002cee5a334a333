import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Keeps what is on the screen, for looking at, in the folder that `YIQI_E2E_PICTURES` names; without one, nothing. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['YIQI_E2E_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}
