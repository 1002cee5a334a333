import { type Browser, chromium, type Page } from 'playwright-core';
import type { Sfu } from '#sfu/index.ts';
import type { ParticipantStats, PublishedStats } from '#sfu/signal/stats.ts';
import { mintToken, startTestSfu } from '#sfu/testing/test-sfu.ts';
import { Firefox, type FirefoxPage } from './firefox.ts';
import { servePages } from './pages.ts';

const CHROMIUM = process.env['YIQI_CHROMIUM'] ?? '/usr/bin/chromium';
const FIREFOX = process.env['YIQI_FIREFOX'] ?? '/usr/bin/firefox-esr';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];

/** One received track, out of the browser's own `getStats`. */
export interface Inbound {
  kind: 'audio' | 'video';
  source: string;
  from: string;
  muted: boolean;
  framesDecoded: number;
  width: number;
  energy: number;
  packets: number;
}

/** A tab in which `page.js` is one participant. */
export interface Tab {
  /** Evaluates an expression that may use `participant`. */
  run(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A media server, pages, and the browsers that a test asks for. */
export class Meeting {
  readonly sfu: Sfu & { lines: string[] };
  readonly #pages: { url: string; close: () => void };
  #chromium: Browser | null = null;
  #firefox: Firefox | null = null;

  private constructor(sfu: Sfu & { lines: string[] }, pages: { url: string; close: () => void }) {
    this.sfu = sfu;
    this.#pages = pages;
  }

  static async start(): Promise<Meeting> {
    return new Meeting(await startTestSfu({ bindMedia: '0.0.0.0' }), await servePages());
  }

  async chromium(): Promise<Tab> {
    this.#chromium ??= await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const page: Page = await (await this.#chromium.newContext()).newPage();
    await page.goto(this.#pages.url);
    return { run: (expression) => page.evaluate(expression), close: () => page.close() };
  }

  async firefox(): Promise<Tab> {
    this.#firefox ??= await Firefox.launch(FIREFOX);
    const page: FirefoxPage = await this.#firefox.open(this.#pages.url);
    return { run: (expression) => page.evaluate(expression), close: () => page.close() };
  }

  /** Kills the Chromium process, as a crash would. */
  async crash(tab: Tab): Promise<void> {
    await tab.run('null');
    const session = await this.#chromium?.newBrowserCDPSession();
    await session?.send('Browser.crash').catch(() => {});
    this.#chromium = null;
  }

  /** Joins a tab; `options` are livekit-client's RoomOptions. */
  async join(tab: Tab, identity: string, options: object = {}): Promise<void> {
    const token = await mintToken({ identity });
    await tab.run(
      `participant.join(${JSON.stringify(this.url)}, ${JSON.stringify(token)}, ${JSON.stringify(options)})`,
    );
  }

  get url(): string {
    return this.sfu.url.replace('http', 'ws');
  }

  participant(identity: string): ParticipantStats | undefined {
    return this.sfu.stats()[0]?.participants.find((one) => one.identity === identity);
  }

  published(sid: string): PublishedStats | undefined {
    return this.sfu
      .stats()[0]
      ?.participants.flatMap((one) => one.published)
      .find((one) => one.sid === sid);
  }

  async close(): Promise<void> {
    await this.#chromium?.close();
    await this.#firefox?.close();
    await this.sfu.close();
    this.#pages.close();
  }
}

/** What a tab receives now, by track sid. */
export async function inbound(tab: Tab): Promise<Record<string, Inbound>> {
  return (await tab.run('participant.inbound()')) as Record<string, Inbound>;
}

/** Asks again and again until the answer is truthy: what browsers decode is told by no event. */
export async function until<Value>(
  what: string,
  ask: () => Promise<Value> | Value,
  limitMs = 20_000,
): Promise<NonNullable<Value>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until a tab decodes ten more pictures, or hears more, of a track. */
export async function untilFlowing(tab: Tab, sid: string): Promise<Inbound> {
  const before = (await inbound(tab))[sid];
  return await until(`media of ${sid}`, async () => {
    const now = (await inbound(tab))[sid];
    if (!now) return null;
    const more =
      now.kind === 'video'
        ? now.framesDecoded > (before?.framesDecoded ?? 0) + 10
        : now.energy > (before?.energy ?? 0) + 0.01;
    return more ? now : null;
  });
}
