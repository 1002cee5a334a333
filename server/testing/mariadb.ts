import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

const START_LIMIT_MS = 60_000;
const INSTALL_TRIES = 5;
const INSTALL_AGAIN_MS = 500;
/** Debian keeps servers where only root looks. */
const WHERE = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

/** A MariaDB of a test's own, in a temporary folder: what it holds survives its end by force, but no power cut. */
export interface MariaDb {
  readonly socketPath: string;
  /** Kills it as a power cut would, or stops it, and starts it again in the same place. */
  restart(signal: 'SIGKILL' | 'SIGTERM', meanwhile?: () => Promise<void>): Promise<void>;
  /** It says nothing any more, and nobody is told; or goes on. */
  stall(stalled: boolean): void;
  end(): Promise<void>;
}

/** Nothing of it outlives the machine, so that nothing waits for the disk. */
const CARELESS = ['--innodb-flush-log-at-trx-commit=0', '--innodb-flush-method=nosync', '--sync-frm=0'];
const MOST_CONNECTIONS = 500;

export async function startMariaDb({ careless = false } = {}): Promise<MariaDb> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-mariadb-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  const user = `--user=${userInfo().username}`;
  const none = { stdio: 'ignore', env: { ...process.env, ...WHERE } } as const;
  await install(data, user);
  const socketPath = join(folder, 's');
  const start = async () => {
    const place = [`--datadir=${data}`, `--socket=${socketPath}`, '--skip-networking'];
    const quick = ['--innodb-flush-log-at-trx-commit=2', '--skip-innodb-doublewrite', '--skip-log-bin'];
    if (careless) quick.push(...CARELESS, `--max-connections=${MOST_CONNECTIONS}`);
    const child = spawn('mariadbd', ['--no-defaults', user, ...place, ...quick], none);
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    await answering(socketPath, ended);
    return { child, ended };
  };
  let server = await start();
  const stop = async (signal: 'SIGKILL' | 'SIGTERM') => {
    server.child.kill(signal);
    await server.ended;
  };
  return {
    socketPath,
    async restart(signal, meanwhile) {
      await stop(signal);
      await meanwhile?.();
      server = await start();
    },
    stall: (stalled) => void server.child.kill(stalled ? 'SIGSTOP' : 'SIGCONT'),
    async end() {
      await stop('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes the tables of MariaDB's own. Several of them at once on a busy machine are sometimes in each other's way. */
async function install(data: string, user: string): Promise<void> {
  const how = [
    '--no-defaults',
    user,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ];
  for (let tries = 1; ; tries += 1) {
    try {
      execFileSync('mariadb-install-db', how, { stdio: 'pipe', env: { ...process.env, ...WHERE } });
      return;
    } catch (error) {
      if (tries === INSTALL_TRIES) throw error;
      rmSync(data, { recursive: true, force: true });
      mkdirSync(data);
      await new Promise((resolve) => setTimeout(resolve, INSTALL_AGAIN_MS * tries));
    }
  }
}

/** A database of that name, made unless it is there: its address. */
export async function createMariaDatabase(socketPath: string, name: string): Promise<string> {
  const connection = await createConnection({ socketPath, user: 'root' });
  await connection.query(`create database if not exists ${name}`);
  await connection.end();
  return addressOf(socketPath, name);
}

/** The address of a database of that name. */
export function addressOf(socketPath: string, name: string): string {
  return `mysql://root@localhost/${name}?socketPath=${encodeURIComponent(socketPath)}`;
}

/** Resolves when it takes connections. */
async function answering(socketPath: string, ended: Promise<void>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const began = Date.now();
  for (;;) {
    const answers = await new Promise<boolean>((done) => {
      const socket = connect(socketPath);
      // The first bytes are its greeting.
      socket.once('data', () => done(true));
      socket.once('error', () => done(false));
      socket.once('data', () => socket.destroy());
    });
    if (answers) return;
    if (over || Date.now() - began > START_LIMIT_MS) throw new Error('mariadbd did not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
