import { createHmac, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Run } from '../harness/bench.ts';
import { Child } from '../harness/child.ts';
import { ensurePackages } from '../harness/debian.ts';
import { freePort, listening } from '../harness/free-port.ts';
import { ensureGoPrograms, type GoModule } from '../harness/go-programs.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import { succeeds } from '../harness/programs.ts';
import { type Measurable, together } from '../harness/usage.ts';
import { startMariaDb } from './mariadb.ts';

const MODULE: GoModule = {
  module: 'github.com/tinode/chat',
  version: 'v0.22.13',
  tags: 'mysql',
  programs: { tinode: 'server', 'tinode-db': 'tinode-db' },
};

export interface TinodeServer {
  readonly port: number;
  /** What every client has to know. */
  readonly apiKey: string;
  /** Its database counts as well. */
  readonly child: Measurable;
  end(): Promise<void>;
}

/** Tinode as it can be started here. */
export interface Tinode {
  readonly name: string;
  readonly version: string;
  start(cores: Cores | undefined): Promise<TinodeServer>;
}

/** Undefined where it can't be had; why goes to `notes`. */
export function tinode(say: Run['say'], notes: string[]): Tinode | undefined {
  const peer = ensureGoPrograms('BENCH_TINODE', MODULE, say);
  const database = ensurePackages(['mariadb-server-core'], say);
  if (peer.there && database.there) {
    return { name: 'Tinode', version: peer.version, start: (cores) => startTinode(peer.files, cores) };
  }
  notes.push(...[peer, database].flatMap((one) => (one.there ? [] : [one.why])));
  return undefined;
}

async function startTinode(files: Readonly<Record<string, string>>, cores: Cores | undefined): Promise<TinodeServer> {
  const folder = newFolder();
  const port = await freePort();
  const { socket, child: database } = await startMariaDb(folder, cores);
  const file = path.join(folder, 'tinode.conf');
  const salt = randomBytes(32);
  writeFileSync(file, JSON.stringify(configuration(port, socket, salt)));
  const started = [database];
  const end = async () => {
    for (const child of started.reverse()) await child.end();
  };
  try {
    if (!succeeds(files['tinode-db'] ?? '', ['-config', file])) throw new Error('Tinode could not make its tables');
    const server = new Child({
      command: files['tinode'] ?? '',
      args: ['-config', file, '-static_data', '-'],
      cores,
      cwd: folder,
    });
    started.push(server);
    await listening(port);
    return { port, apiKey: apiKeyOf(salt), child: together([server, database]), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** As its own example, but for what it limits; compression of WebSockets is off, as it is for ours. */
function configuration(port: number, socket: string, salt: Buffer): object {
  const mysql = {
    User: 'root',
    Net: 'unix',
    Addr: socket,
    DBName: 'tinode',
    Collation: 'utf8mb4_unicode_ci',
    ParseTime: true,
  };
  const pool = { max_open_conns: 64, max_idle_conns: 64, conn_max_lifetime: 60, sql_timeout: 10 };
  const secret = () => randomBytes(32).toString('base64');
  return {
    listen: `127.0.0.1:${port}`,
    api_path: '/',
    ws_compression_disabled: true,
    grpc_listen: '',
    api_key_salt: salt.toString('base64'),
    max_message_size: 262_144,
    max_subscriber_count: 5000,
    max_tag_count: 16,
    push: [],
    auth_config: { token: { expire_in: 1_209_600, serial_num: 1, key: secret() } },
    store_config: {
      uid_key: randomBytes(16).toString('base64'),
      max_results: 1024,
      use_adapter: 'mysql',
      adapters: { mysql: { ...mysql, ...pool } },
    },
  };
}

/** Version 1, no application, the first key, not of root; signed with HMAC-MD5 (server/api_key.go of Tinode). */
function apiKeyOf(salt: Buffer): string {
  const head = Buffer.from([1, 0, 0, 0, 0, 1, 0, 0]);
  return Buffer.concat([head, createHmac('md5', salt).update(head).digest()]).toString('base64url');
}
