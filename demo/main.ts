import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bots } from './bots.ts';
import { furnishCompany } from './company.ts';
import { Past } from './past.ts';
import { DEMO_PASSWORD, YOU } from './people.ts';
import { playTalks, registerPeople } from './play.ts';

/** Before the oldest line of any script. */
const HISTORY_MS = 45 * 86_400_000;
const SERVER = fileURLToPath(new URL('../server/main.ts', import.meta.url));
const LANGUAGE = /^zh/i.test(process.env['LC_ALL'] ?? process.env['LANG'] ?? '') ? 'zh' : 'en';
const TEXTS = {
  zh: {
    making: '正在布置演示空间…\n',
    ready: (login: string, password: string) =>
      `  登录：${login}    密码：${password}（30 位同事都用这个密码）\n  停止后全部清除。\n\n`,
  },
  en: {
    making: 'Furnishing a workspace…\n',
    ready: (login: string, password: string) =>
      `  Sign in as: ${login}    Password: ${password} (the same for all 30 people)\n  Everything is gone when it stops.\n\n`,
  },
} as const;

/** `npm run demo`: a throw-away workspace that looks lived in. Takes the settings of `npm start`. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-demo-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.stdout.write(TEXTS[LANGUAGE].making);
  const data = join(folder, 'data');
  await furnish(data);
  const args = [...process.execArgv, SERVER, '--log-level', 'warn', ...process.argv.slice(2), '--data', data];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  let bots: Bots | undefined;
  const end = async () => {
    await bots?.close();
    server.kill('SIGTERM');
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  const origin = await originOf(server);
  if (origin !== undefined) {
    process.stdout.write(TEXTS[LANGUAGE].ready(YOU, DEMO_PASSWORD));
    // Its own certificate is self-made.
    if (origin.startsWith('https:')) process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    bots = await Bots.start(origin);
  }
  const [code] = await ended;
  await bots?.close();
  process.exitCode = (code as number | null) ?? 0;
}

/** Puts the people and what they said into an empty data folder. */
async function furnish(data: string): Promise<void> {
  const nowMs = Date.now();
  const past = await Past.open(data, nowMs - HISTORY_MS);
  try {
    await registerPeople(past);
    await furnishCompany(past);
    await playTalks(past, nowMs);
  } finally {
    await past.close();
  }
}

/** Passes on what the server prints, and finds where this machine reaches it; undefined when it doesn't start. */
async function originOf(server: ChildProcess): Promise<string | undefined> {
  let printed = '';
  return new Promise((resolve) => {
    server.stdout?.setEncoding('utf8');
    server.stdout?.on('data', (text: string) => {
      process.stdout.write(text);
      printed += text;
      const [origin] = /https?:\/\/[^\s/]+(?=\s)/.exec(printed) ?? [];
      if (origin !== undefined) resolve(origin);
    });
    server.once('exit', () => resolve(undefined));
  });
}

await main();
