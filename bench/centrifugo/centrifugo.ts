import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomText } from '#kernel/ids.ts';
import type { Run } from '../harness/bench.ts';
import { Child } from '../harness/child.ts';
import { freePort, listening } from '../harness/free-port.ts';
import { ensureGoPrograms, type GoModule } from '../harness/go-programs.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';

const MODULE: GoModule = {
  module: 'github.com/centrifugal/centrifugo/v5',
  version: 'v5.4.9',
  tags: '',
  programs: { centrifugo: '.' },
};

/** What Centrifugo is given to remember: messages of each channel, in memory. */
const HISTORY_MESSAGES = 1000;

interface CentrifugoServer {
  readonly port: number;
  readonly child: Child;
  /** Lets a user in (JWT with HS256). */
  tokenOf(user: string): string;
  end(): Promise<void>;
}

/** Centrifugo as it can be started here. */
export interface Centrifugo {
  readonly name: string;
  readonly version: string;
  start(cores: Cores | undefined): Promise<CentrifugoServer>;
}

/** Undefined where it can't be had; why goes to `notes`. */
export function centrifugo(say: Run['say'], notes: string[]): Centrifugo | undefined {
  const peer = ensureGoPrograms('BENCH_CENTRIFUGO', MODULE, say);
  if (peer.there) {
    const program = peer.files['centrifugo'] ?? '';
    return { name: 'Centrifugo', version: peer.version, start: (cores) => startCentrifugo(program, cores) };
  }
  notes.push(peer.why);
  return undefined;
}

async function startCentrifugo(program: string, cores: Cores | undefined): Promise<CentrifugoServer> {
  const folder = newFolder();
  const port = await freePort();
  const secret = randomText(40);
  const file = path.join(folder, 'config.json');
  writeFileSync(file, JSON.stringify({ ...CONFIGURATION, address: '127.0.0.1', port, token_hmac_secret_key: secret }));
  const child = new Child({ command: program, args: ['--config', file], cores, cwd: folder });
  const end = () => child.end();
  try {
    await listening(port);
    return { port, child, tokenOf: (user) => tokenOf(user, secret), end };
  } catch (error) {
    await end();
    throw error;
  }
}

const CONFIGURATION = {
  log_level: 'warn',
  engine: 'memory',
  allow_subscribe_for_client: true,
  allow_publish_for_client: true,
  history_size: HISTORY_MESSAGES,
  history_ttl: '1h',
  force_recovery: true,
} as const;

function tokenOf(user: string, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, exp: Math.floor(Date.now() / 1000) + 86_400 })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
