import assert from 'node:assert/strict';
import axe from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** What every browser of the tests is started with. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium, or the one that `CHROMIUM` names. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** `program`: one that runs Chromium in its own way. */
export function openChromium(flags: readonly string[] = [], program = CHROMIUM): Promise<Browser> {
  return chromium.launch({ executablePath: program, headless: true, args: [...FLAGS, ...flags] });
}

export const SCREENS = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  pc: { viewport: { width: 1280, height: 800 } },
  wide: { viewport: { width: 1920, height: 1080 } },
} as const satisfies Record<string, BrowserContextOptions>;

/** How long anything on a page is waited for: only a failure takes that long, on the slowest of machines. */
export const PATIENCE_MS = 45_000;

/** Somebody's own browser: nothing is shared with the others. */
export interface Seat {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in the page so far: errors it threw or logged, rules of its CSP that it broke. */
  readonly errors: readonly string[];
}

export interface SeatOptions {
  size?: keyof typeof SCREENS;
  language?: 'zh' | 'en';
  colorScheme?: 'light' | 'dark';
  /** The service worker runs: routes of the test are not asked for what it answers. */
  worker?: true;
}

export async function newSeat(browser: Browser, options: SeatOptions = {}): Promise<Seat> {
  const { size = 'pc', language = 'en', colorScheme = 'light' } = options;
  const locale = language === 'zh' ? 'zh-CN' : 'en-US';
  const serviceWorkers = options.worker ? 'allow' : 'block';
  const look = { locale, colorScheme, reducedMotion: 'reduce' } as const;
  const context = await browser.newContext({ ...SCREENS[size], ...look, serviceWorkers });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isNetworkNote(message.text())) errors.push(message.text());
  });
  return { context, page, errors };
}

/** Chromium itself notes refused requests and lost connections, however well the page deals with them. */
function isNetworkNote(text: string): boolean {
  return /^Failed to load resource|^An unknown error occurred when fetching the script|^WebSocket connection to .* failed|net::ERR_/.test(
    text,
  );
}

interface AxeViolation {
  id: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** Guards only hand the focus on; an open menu hangs at the end of the page, outside of every landmark. */
const RUN_AXE = `axe
  .run(
    { include: document, exclude: '[data-base-ui-focus-guard]' },
    { rules: { region: { enabled: document.querySelector('[role=menu]') === null } } },
  )
  .then((found) => found.violations)`;

/** Fails when axe finds anything, against WCAG 2.2 AA or good practice, on the page as it stands. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate<AxeViolation[]>(RUN_AXE);
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  assert.deepEqual(told, [], `axe at ${where}`);
}

/** Fails when something is wider than the window. */
export async function assertFits(page: Page, where: string): Promise<void> {
  const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  assert.ok(excess <= 0, `${where} is ${excess} px too wide`);
}
