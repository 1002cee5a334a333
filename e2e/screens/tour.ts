/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { speak } from '../support/speak.ts';

/** Sizes that the screens are looked at in, in CSS px. */
export const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true },
  pc: { viewport: { width: 1440, height: 900 } },
} as const satisfies Record<string, BrowserContextOptions>;

export type Size = keyof typeof SIZES;
export type Theme = 'light' | 'dark';
export type Language = 'en' | 'zh';
export type Look = `${Theme}-${Language}`;

const LOGIN = 'demo';
const PASSWORD = 'yiqi-demo-1';
/** For one thing on a screen that stands still. */
const STEP_MS = 8000;
/** For somebody to be in. */
const PATIENCE_MS = 30_000;

interface TourOptions {
  browser: Browser;
  origin: string;
  folder: string;
  size: Size;
  looks: readonly Look[];
}

/** One walk through the screens at one size. Screens are reached in English, and looked at in every look. */
export class Tour {
  readonly size: Size;
  readonly origin: string;
  readonly #options: TourOptions;
  readonly problems: string[] = [];
  /** Pictures taken so far, by screen. */
  readonly taken = new Map<string, { look: Look; path: string }[]>();

  constructor(options: TourOptions) {
    this.#options = options;
    this.size = options.size;
    this.origin = options.origin;
  }

  get phone(): boolean {
    return this.size === 'phone';
  }

  /** A browser of somebody's own. Devices of a camera and microphone are there unless `deny`. */
  async visitor(more: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#options.browser.newContext({
      ...SIZES[this.size],
      locale: 'en-US',
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
      ...more,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    page.on('pageerror', (error) => this.problems.push(`${this.size}: the page threw ${error.message}`));
    return page;
  }

  /** Somebody of the workspace, signed in. */
  async person(login = LOGIN, more: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.visitor(more);
    await page.goto(`${this.origin}/sign-in`);
    await page.locator('input[autocomplete=username]').fill(login, { timeout: PATIENCE_MS });
    await page.locator('input[autocomplete=current-password]').fill(PASSWORD);
    await page.locator('form button[type=submit]').click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor({ timeout: PATIENCE_MS });
    return page;
  }

  /** Goes to an address of the app and waits until nothing on it is loading. */
  async goto(page: Page, path: string): Promise<void> {
    await page.goto(this.origin + path);
    await settled(page);
  }

  /**
   * Reaches a screen and takes its pictures. What fails is noted, and the walk goes on.
   *
   * @param open what leads there from where the page is
   */
  async shoot(page: Page, screen: string, open?: () => Promise<unknown>): Promise<void> {
    try {
      await open?.();
      await settled(page);
      await this.#pictures(page, screen);
    } catch (error) {
      const why = String(error instanceof Error ? error.message : error)
        .split('\n')
        .slice(0, 4)
        .join(' ');
      this.problems.push(`${screen} at ${this.size}: ${why}`);
    }
  }

  async #pictures(page: Page, screen: string): Promise<void> {
    const taken: { look: Look; path: string }[] = [];
    for (const look of this.#options.looks) {
      await wear(page, look);
      const path = join(this.#options.folder, `${screen}-${this.size}-${look}.png`);
      await page.screenshot({ path, animations: 'disabled', timeout: PATIENCE_MS });
      taken.push({ look, path });
      const faults = await page.evaluate(faultsOfScreen);
      this.problems.push(...faults.map((fault) => `${screen} at ${this.size}, ${look}: ${fault}`));
    }
    this.taken.set(screen, taken);
    await wear(page, 'light-en');
  }
}

/** The first one that fits, wherever a label stands more than once. */
export function button(page: Page | Locator, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: typeof name === 'string' }).first();
}

/** Chooses from a menu that a button opens. */
export async function choose(page: Page, opener: Locator, item: string | RegExp): Promise<void> {
  await opener.click();
  await page.getByRole('menuitem', { name: item }).first().click();
}

async function settled(page: Page): Promise<void> {
  const busy = '[aria-busy=true], .skeleton, .sk';
  await page.waitForFunction((what) => document.querySelector(what) === null, busy).catch(() => undefined);
  await page.waitForTimeout(250);
}

/** Changes theme and language as the system, and another tab, would. */
async function wear(page: Page, look: Look): Promise<void> {
  const [colorScheme, language] = look.split('-') as [Theme, Language];
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await speak(page, language);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** What no screen may show, whatever is on it. Runs in the page. */
function faultsOfScreen(): string[] {
  const faults: string[] = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) faults.push(`${wide} px wider than the window`);
  const named = (element: Element) => `${element.tagName.toLowerCase()}.${[...element.classList].join('.')}`;
  /** Lies in something that is scrolled, or cut on purpose. */
  const excused = (element: Element | null, ways: RegExp): boolean =>
    element !== null && (ways.test(getComputedStyle(element).overflowX) || excused(element.parentElement, ways));
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    const out = box.width > 2 && box.height > 2 && box.right > innerWidth + 1 && box.left < innerWidth;
    // Nothing cuts off what is pressed.
    const ways = element.matches('button, a, input, select, textarea') ? /auto|scroll/ : /auto|scroll|hidden|clip/;
    if (out && element.checkVisibility({ opacityProperty: true }) && !excused(element.parentElement, ways))
      faults.push(`${named(element)} sticks out by ${Math.round(box.right - innerWidth)} px`);
  }
  // biome-ignore lint/performance/useDomNodeTextContent: only what is seen counts
  const told = document.body.innerText.match(/\bundefined\b|\bNaN\b|\[object \w+\]|\bInvalid Date\b/);
  if (told !== null) faults.push(`says "${told[0]}"`);
  return faults;
}
