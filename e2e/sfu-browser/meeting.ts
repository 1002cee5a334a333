import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { AccessToken } from 'livekit-server-sdk';
import { type Browser, chromium, type Page } from 'playwright-core';
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

const KEY = 'testkey';
const SECRET = 'a secret for tests that is long enough';
/** Firefox needs an address that is not 127.0.0.1. */
const config = {
  host: '127.0.0.1',
  port: 0,
  udpPort: 0,
  bindMedia: '0.0.0.0',
  announced: [],
  keys: { [KEY]: SECRET },
  autoCreate: true,
  webhooks: [],
  emptyTimeoutSeconds: 300,
  departureTimeoutSeconds: 20,
  logLevel: 'debug',
};

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

export interface PublishedStats {
  sid: string;
  layers: { rid: string; active: boolean }[];
}

export interface ParticipantStats {
  sid: string;
  identity: string;
  published: PublishedStats[];
}

/** A media server in a process of its own, pages, and the browsers that a test asks for. */
export class Meeting {
  /** What the server wrote to its log. */
  log = '';
  readonly udpPort: number;
  readonly #server: ChildProcess;
  readonly #port: number;
  readonly #pages: { url: string; close: () => void };
  #chromium: Browser | null = null;
  #firefox: Firefox | null = null;

  private constructor(
    server: ChildProcess,
    ports: { port: number; udpPort: number },
    pages: { url: string; close: () => void },
  ) {
    this.#server = server;
    this.#port = ports.port;
    this.udpPort = ports.udpPort;
    this.#pages = pages;
    server.stderr?.on('data', (chunk) => {
      this.log += String(chunk);
    });
  }

  /** `transport` as of the server: the one chosen for the suite, or its default, when nothing is said. */
  static async start(
    transport: string | undefined = process.env['YIQI_MEDIA_TRANSPORT'],
    media: { bindMedia: string; announced: string[] } = config,
  ): Promise<Meeting> {
    const server = fork(new URL('../../sfu/child.ts', import.meta.url), {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    server.send({ start: { ...config, ...media, ...(transport && { transport }) } });
    const [answer] = (await once(server, 'message')) as [
      { ready?: { port: number; udpPort: number }; failed?: string },
    ];
    if (!answer.ready) throw new Error(answer.failed);
    return new Meeting(server, answer.ready, await servePages());
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

  /** Ends Chromium without a word to anybody. */
  async crashChromium(): Promise<void> {
    const session = await this.#chromium?.newBrowserCDPSession();
    await session?.send('Browser.crash').catch(() => {});
    this.#chromium = null;
  }

  /** Joins a tab; `options` are livekit-client's RoomOptions. */
  async join(tab: Tab, identity: string, options: object = {}): Promise<void> {
    const token = await mintToken(identity);
    await tab.run(
      `participant.join(${JSON.stringify(this.url)}, ${JSON.stringify(token)}, ${JSON.stringify(options)})`,
    );
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  async participants(): Promise<ParticipantStats[]> {
    const token = new AccessToken(KEY, SECRET);
    token.addGrant({ roomList: true });
    const headers = { Authorization: `Bearer ${await token.toJwt()}` };
    const rooms = (await (await fetch(`http://127.0.0.1:${this.#port}/stats`, { headers })).json()) as {
      participants: ParticipantStats[];
    }[];
    return rooms.flatMap((room) => room.participants);
  }

  async participant(identity: string): Promise<ParticipantStats | undefined> {
    return (await this.participants()).find((one) => one.identity === identity);
  }

  async published(sid: string): Promise<PublishedStats | undefined> {
    return (await this.participants()).flatMap((one) => one.published).find((one) => one.sid === sid);
  }

  async close(): Promise<void> {
    await this.#chromium?.close();
    await this.#firefox?.close();
    const exited = once(this.#server, 'exit');
    this.#server.send({ stop: true });
    await exited;
    this.#pages.close();
  }
}

/** A token to join the one room of these tests. */
export async function mintToken(identity: string): Promise<string> {
  const token = new AccessToken(KEY, SECRET, { identity, ttl: 600 });
  token.addGrant({ roomJoin: true, room: 'room' });
  return await token.toJwt();
}

/** What a tab receives now, by track sid. */
export async function inbound(tab: Tab): Promise<Record<string, Inbound>> {
  return (await tab.run('participant.inbound()')) as Record<string, Inbound>;
}

/** Asks again and again until the answer is truthy: what browsers decode is told by no event. */
export async function until<Value>(
  what: string,
  ask: () => Promise<Value> | Value,
  limitMs = 40_000,
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
