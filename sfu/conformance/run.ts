import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { prepareSuite, runSuite } from './suite.ts';

// A program: LiveKit's own end-to-end tests of @livekit/rtc-node against our media server.

const USAGE = `Usage: node sfu/conformance/run.ts <checkout of github.com/livekit/node-sdks> [flags of npm run sfu]`;
const SERVER = fileURLToPath(new URL('../main.ts', import.meta.url));
const KEY = 'conformance';
const SECRET = 'a-secret-for-conformance-long-enough';

/** Starts the media server on free ports and waits for its address. */
async function startServer(flags: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const keys = `${KEY}: ${SECRET}`;
  const args = [SERVER, '--keys', keys, '--port', '0', '--udp-port', '0', '--log-level', 'warn', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /media server on (http:\S+?),/.exec(line)?.[1];
    if (url !== undefined) return { child, url: url.replace('http', 'ws') };
  }
  throw new Error('the media server did not start');
}

async function judge(checkout: string, flags: readonly string[]): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'yiqi-conformance-'));
  try {
    const suite = await prepareSuite(checkout, folder);
    const { child, url } = await startServer(flags);
    try {
      const { passed, failed, skipped } = await runSuite(suite, { url, key: KEY, secret: SECRET });
      for (const { name, reason } of failed)
        process.stdout.write(`failed: ${name}\n  ${reason.split('\n').slice(0, 3).join('\n  ')}\n`);
      process.stdout.write(`${passed} passed, ${failed.length} failed, ${skipped} skipped\n`);
      return passed > 0 && failed.length === 0;
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [checkout, ...flags] = process.argv.slice(2);
if (checkout === undefined || checkout.startsWith('-')) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
process.exitCode = (await judge(resolve(checkout), flags)) ? 0 : 1;
