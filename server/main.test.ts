import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'yiqi-main-'));
after(() => rmSync(root, { recursive: true, force: true }));

function start(args: string[], env: Record<string, string> = {}): ChildProcess {
  const all = ['--port', '0', '--media-port', '0', '--media-workers', '1', ...args];
  return spawn(process.execPath, [MAIN, ...all], {
    cwd: mkdtempSync(join(root, 'cwd-')),
    env: { PATH: process.env['PATH'], LANG: 'C', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function newFolder(): string {
  return join(mkdtempSync(join(root, 'data-')), 'data');
}

/** What the process prints until `pattern` is in it. */
async function until(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (pattern.test(text)) return text;
  }
  throw new Error(`ended before ${pattern}: ${text}`);
}

async function refusal(args: string[], env: Record<string, string> = {}): Promise<string> {
  const child = start(args, env);
  let text = '';
  child.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 1);
  return text;
}

async function stop(child: ChildProcess): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await ended;
  return code as number | null;
}

const ONE_LINE = /^yiqi: [^\n]+\n$/;

test('starts on nothing, prints its address and the owner’s link, ends in order', async () => {
  const data = newFolder();
  const child = start(['--data', data]);
  const text = await until(child, /invite=\S+\s/);
  const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
  assert.equal((await fetch(`${origin}/healthz`)).status, 200);
  assert.deepEqual(await (await fetch(`${origin}/api/v1/auth/welcome`)).json(), { registration: 'open', empty: true });
  while ((await fetch(`${origin}/readyz`)).status !== 200) await pause(100);
  assert.match(await (await fetch(`${origin}/metrics`)).text(), /^yiqi_sfu_rooms 0$/m, 'those of the media server too');
  const second = await refusal(['--data', data]);
  assert.match(second, ONE_LINE);
  assert.match(second, /in use by another running server/);
  assert.equal(await stop(child), 0);
  const again = start(['--data', data]);
  await until(again, /invite=/);
  assert.equal(await stop(again), 0);
});

test('HTTPS on the machine’s own address with --lan, and a QR code', async () => {
  const child = start(['--lan', '--data', newFolder()]);
  const text = await until(child, /[▀▄█]{5}/);
  assert.match(text, /https:\/\/127\.0\.0\.1:\d+/);
  assert.equal(await stop(child), 0);
});

test('a used port: one line, exit code 1', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  const text = await refusal(['--data', newFolder(), '--port', String(port)]);
  holder.close();
  assert.match(text, ONE_LINE);
  assert.match(text, new RegExp(`Port ${port} .*in use`));
});

test('an unwritable data folder: one line, exit code 1', async () => {
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  const text = await refusal(['--data', join(file, 'data')]);
  assert.match(text, ONE_LINE);
  assert.match(text, /Cannot write to the data folder/);
});

test('an unknown setting, by flag or environment: one line that names it, exit code 1', async () => {
  for (const text of [await refusal(['--prot', '1']), await refusal([], { YIQI_PROT: '1' })]) {
    assert.match(text, ONE_LINE);
    assert.match(text, /Unknown setting "prot"/);
  }
});

test('a database file that is none: one line, exit code 1', async () => {
  const data = mkdtempSync(join(root, 'data-'));
  writeFileSync(join(data, 'yiqi.sqlite'), 'not a database, but long enough to be looked at'.repeat(100));
  assert.match(await refusal(['--data', data]), ONE_LINE);
});

test('a certificate that is none: one line, exit code 1', async () => {
  const file = join(root, 'bad.pem');
  writeFileSync(file, 'not a certificate');
  const text = await refusal(['--data', newFolder(), '--tls-cert', file, '--tls-key', file]);
  assert.match(text, ONE_LINE);
  assert.match(text, /not a certificate and its key/);
});
