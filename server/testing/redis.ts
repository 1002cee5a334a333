import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const START_LIMIT_MS = 60_000;
const LOOK_MS = 20;

/** A Redis of a test's own, reached by a socket in a temporary folder; it keeps nothing on the disk. */
export interface TestRedis {
  /** As the setting `redis_url` takes it. */
  readonly url: string;
  /** Ends it by force. */
  kill(): Promise<void>;
  /** It says nothing any more, and nobody is told; or goes on. */
  stall(stalled: boolean): void;
  /** Starts it again, empty. */
  start(): Promise<void>;
  end(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-redis-'));
  const socketPath = join(folder, 's');
  const start = async () => {
    rmSync(socketPath, { force: true });
    const place = ['--port', '0', '--unixsocket', socketPath, '--dir', folder];
    const { command, name } = program();
    const child = spawn(command, [...place, '--save', '', '--appendonly', 'no'], { argv0: name, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await answering(socketPath, ended);
    return { child, ended };
  };
  let server: Awaited<ReturnType<typeof start>> | undefined = await start();
  const kill = async () => {
    server?.child.kill('SIGKILL');
    await server?.ended;
    server = undefined;
  };
  return {
    url: `unix:${socketPath}`,
    kill,
    stall: (stalled) => void server?.child.kill(stalled ? 'SIGSTOP' : 'SIGCONT'),
    async start() {
      server ??= await start();
    },
    async end() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's redis-tools have the whole server, by another name, and no service that starts. */
function program(): { command: string; name: string } {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const has = folders.some((folder) => existsSync(join(folder, 'redis-server')));
  return { command: has ? 'redis-server' : 'redis-check-rdb', name: 'redis-server' };
}

/** Resolves when it takes connections. */
async function answering(socketPath: string, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const began = Date.now();
  for (;;) {
    const answers = await new Promise<boolean>((done) => {
      const socket = connect(socketPath, () => socket.write('PING\r\n'));
      socket.once('data', () => socket.destroy());
      socket.once('data', () => done(true));
      socket.once('error', () => done(false));
    });
    if (answers) return;
    if (over || Date.now() - began > START_LIMIT_MS) throw new Error('redis-server did not start');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
