import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface Someone {
  context: BrowserContext;
  page: Page;
}

/** A window of its own, with its own storage, in English, camera and microphone allowed. */
export async function newWindow(browser: Browser, origin: string): Promise<Someone> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
  await context.grantPermissions(['camera', 'microphone'], { origin });
  return { context, page: await context.newPage() };
}

/** Awaits what `look` finds; the error says what was waited for and what was there last. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found>,
  good: (found: Found) => boolean,
  withinMs = 20_000,
): Promise<Found> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (good(found)) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms; last ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
