import type { Page } from 'playwright-core';

/** Changes the language of a page that is open, as another tab would. */
export async function speak(page: Page, language: 'en' | 'zh'): Promise<void> {
  await page.evaluate((newValue) => {
    localStorage.setItem('yiqi.language', newValue);
    dispatchEvent(new StorageEvent('storage', { key: 'yiqi.language', newValue }));
  }, language);
}
