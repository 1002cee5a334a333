import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

const KEY = 'test';
const SECRET = 'a secret that only these tests know';

/** What a server of ours takes for its media. */
export interface TestEngine {
  /** Settings, as they stand in the environment. */
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A node of LiveKit's own server, on loopback. `program`: `livekit-server`. */
export async function startLiveKit(program: string): Promise<TestEngine> {
  const [port, udp, tcp] = [await freePort(), await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-livekit-'));
  const file = join(folder, 'livekit.yaml');
  writeFileSync(
    file,
    `port: ${port}
bind_addresses: ["127.0.0.1"]
room: { auto_create: false }
rtc: { udp_port: ${udp}, tcp_port: ${tcp}, node_ip: 127.0.0.1, use_external_ip: false, enable_loopback_candidate: true }
logging: { level: error, pion_level: error }
keys: { ${KEY}: ${SECRET} }
`,
  );
  const child = spawn(program, ['--config', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    await ended(child);
    process.off('exit', kill);
    rmSync(folder, { recursive: true, force: true });
  };
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined))?.ok ?? false;
  await until('LiveKit’s server', answers, Boolean);
  const url = `ws://127.0.0.1:${port}`;
  return { settings: { YIQI_LIVEKIT_URL: url, YIQI_LIVEKIT_KEY: KEY, YIQI_LIVEKIT_SECRET: SECRET }, stop };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
