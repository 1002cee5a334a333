import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { createConnection } from 'mysql2/promise';
import { Child } from '../harness/child.ts';
import { newFolder } from '../harness/new-folder.ts';
import { succeeds } from '../harness/programs.ts';
import { UsageError } from './options.ts';

/** What several processes share: a MariaDB and a Redis of this run's own, which go with it. */
export interface Stores {
  readonly database: string;
  readonly redis: string;
  end(): Promise<void>;
}

/** Debian keeps servers where only root looks. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin'];

/** Throws `UsageError` where there is no MariaDB or no Redis. MariaDB's settings are its defaults, but for the memory of pages. */
export async function startStores(): Promise<Stores> {
  const folder = newFolder();
  const started: Child[] = [];
  const end = async () => void (await Promise.all(started.map((child) => child.end())));
  try {
    const database = await startMariaDb(folder, started);
    const redis = await startRedis(folder, started);
    return { database, redis, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function startMariaDb(folder: string, started: Child[]): Promise<string> {
  const [install, server] = [programAt('mariadb-install-db'), programAt('mariadbd')];
  if (install === undefined || server === undefined) throw missing('MariaDB (mariadb-server)', '--database');
  const [data, socket] = [path.join(folder, 'mariadb'), path.join(folder, 'm')];
  mkdirSync(data);
  const place = ['--no-defaults', `--user=${userInfo().username}`, `--datadir=${data}`];
  const made = [...place, '--auth-root-authentication-method=normal', '--skip-test-db'];
  if (!succeeds(install, made)) throw missing('MariaDB that can make its tables', '--database');
  const settings = [`--socket=${socket}`, '--skip-networking', '--innodb-buffer-pool-size=1G'];
  const child = new Child({ command: server, args: [...place, ...settings], cores: undefined });
  started.push(child);
  await child.printed(/ready for connections/);
  const connection = await createConnection({ socketPath: socket, user: 'root' });
  await connection.query('create database yiqi_load');
  await connection.end();
  return `mysql://root@localhost/yiqi_load?socketPath=${encodeURIComponent(socket)}`;
}

async function startRedis(folder: string, started: Child[]): Promise<string> {
  // Debian's redis-tools have the whole server, which goes by the name it is called.
  const program = programAt('redis-server') ?? programAt('redis-check-rdb');
  if (program === undefined) throw missing('Redis (redis-server or redis-tools)', '--redis');
  const [command, socket] = [path.join(folder, 'redis-server'), path.join(folder, 'r')];
  symlinkSync(program, command);
  const args = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--appendonly', 'no'];
  const child = new Child({ command, args, cores: undefined });
  started.push(child);
  await child.printed(/ready to accept connections/i);
  return `unix:${socket}`;
}

function programAt(name: string): string | undefined {
  return FOLDERS.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function missing(what: string, option: string): UsageError {
  return new UsageError(`several processes need ${what}, which is not installed here; or say where one is: ${option}`);
}
