import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM, FLAGS, PATIENCE_MS } from './seat.ts';

/** A browser that keeps what it has in a folder, and may be killed. */
export interface MortalBrowser {
  readonly page: Page;
  /** Cookies, which the browser writes to its disk every half a minute, are there now. */
  keepCookies(): Promise<void>;
  /** As a power cut does it: all of its processes at once. */
  kill(): Promise<void>;
}

export async function openMortal(folder: string): Promise<MortalBrowser> {
  const own = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${folder}`, '--lang=en-US'];
  const args = [...FLAGS, ...own, 'about:blank'];
  // A group of its own, so that the renderers die with it.
  const child = spawn(CHROMIUM, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const browser = await chromium.connectOverCDP(await addressOf(child));
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('the browser has no context');
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(PATIENCE_MS);
    return { page, keepCookies: () => keepCookies(context), kill: () => killGroup(child) };
  } catch (error) {
    await killGroup(child);
    throw error;
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  const { stderr } = child;
  if (stderr === null) throw new Error('nothing is read of the browser');
  for await (const line of createInterface({ input: stderr })) {
    const [, address] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (address === undefined) continue;
    stderr.resume();
    return address;
  }
  throw new Error('the browser ended before it could be reached');
}

async function killGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

/** net/extensions/sqlite_persistent_store: after 512 changes all are committed. A domain has at most 180. */
async function keepCookies(context: BrowserContext): Promise<void> {
  const expires = Date.now() / 1000 + 3600;
  const of = (domain: number) =>
    Array.from({ length: 150 }, (_, n) => ({
      ...{ name: `n${n}`, value: String(Math.random()), domain: `d${domain}.example`, path: '/', expires },
    }));
  await context.addCookies([0, 1, 2, 3].flatMap(of));
}
