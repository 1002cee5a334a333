import os from 'node:os';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../../e2e/support/seat.ts';
import { pinGenerator } from '../harness/machine.ts';
import { succeeds } from '../harness/programs.ts';
import { PASSWORD, type PastServer } from './long-history.ts';

export const SCREEN = { width: 1280, height: 800 };

export interface Reader {
  readonly browser: Browser;
  readonly page: Page;
  end(): Promise<void>;
}

/** Chromium on all cores, as people run it: it takes over where its parent may run. */
export async function openUnpinned(open: () => Promise<Browser>): Promise<Browser> {
  succeeds('taskset', ['-acp', `0-${os.cpus().length - 1}`, String(process.pid)]);
  try {
    return await open();
  } finally {
    pinGenerator();
  }
}

/** A browser in which the reader of the past is signed in, all conversations known. */
export async function openReader(past: PastServer): Promise<Reader> {
  const browser = await openUnpinned(openChromium);
  const page = await browser.newPage({ viewport: SCREEN, locale: 'en-US' });
  await page.goto(`${past.origin}/sign-in`);
  await page.getByLabel('Phone, e-mail or user name').fill(past.login);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return { browser, page, end: () => browser.close() };
}
