import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLiveKit, type TestEngine } from './livekit.ts';

export interface TestServer {
  origin: string;
  /** The link that makes the first account the owner. */
  ownerLink: string | undefined;
  data: string;
  /** As a power cut does it; then it starts again, at the same address. */
  killAndStart(): Promise<void>;
  stop(): Promise<void>;
}

/** Which transport media takes, for the whole suite; the server's own default when nothing is said. */
const TRANSPORT = process.env['YIQI_MEDIA_TRANSPORT'];
/** The program of LiveKit's server, in place of the embedded media server. */
const LIVEKIT = process.env['YIQI_TEST_LIVEKIT'] ?? '';
const EMBEDDED: TestEngine = { settings: {}, stop: async () => {} };
const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

/** The real program on free ports, with a data folder of its own that goes with it. */
export async function startTestServer(args: readonly string[] = []): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-e2e-'));
  const data = join(folder, 'data');
  const engine = LIVEKIT === '' ? EMBEDDED : await startLiveKit(LIVEKIT);
  const { settings } = engine;
  let child = start(folder, settings, ['--port', '0', '--data', data, ...args]);
  const greeting = await printed(child, READY);
  const origin = /https?:\/\/[^\s/]+/.exec(greeting)?.[0] ?? '';
  return {
    origin,
    ownerLink: /https?:\/\/\S+\/register\?invite=\S+/.exec(greeting)?.[0],
    data,
    async killAndStart() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      child = start(folder, settings, ['--data', data, ...args, '--port', new URL(origin).port]);
      await printed(child, READY);
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const READY = /Ctrl\+C[\s\S]*?https?:\/\/[^\s/]+\s[\s\S]*\n/;

function start(folder: string, settings: TestEngine['settings'], args: readonly string[]): ChildProcess {
  const all = ['--disable-warning=ExperimentalWarning', MAIN, '--media-port', '0', '--log-level', 'warn', ...args];
  return spawn(process.execPath, all, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      LANG: 'C',
      YIQI_LINK_PREVIEWS: 'false',
      YIQI_MEDIA_WORKERS: process.env['YIQI_MEDIA_WORKERS'] ?? '1',
      ...(TRANSPORT && { YIQI_MEDIA_TRANSPORT: TRANSPORT }),
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (pattern.test(text)) return text;
  }
  throw new Error(`the server ended before it was ready: ${text}`);
}
