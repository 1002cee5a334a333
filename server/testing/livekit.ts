import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type TestRedis } from './redis.ts';

const START_LIMIT_MS = 60_000;
const LOOK_MS = 20;
const TRIES = 3;

export interface LiveKitOptions {
  /** The program `livekit-server`. */
  program: string;
  key: string;
  secret: string;
}

/** Nodes of LiveKit's own server that share a Redis, on loopback; all end with `stop()`. */
export class LiveKitCluster {
  readonly #redis: TestRedis;
  readonly #options: LiveKitOptions;
  #nodes: readonly Node[] = [];

  private constructor(redis: TestRedis, options: LiveKitOptions) {
    this.#redis = redis;
    this.#options = options;
  }

  static async start(options: LiveKitOptions, nodes = 2): Promise<LiveKitCluster> {
    const cluster = new LiveKitCluster(await startRedis(), options);
    try {
      for (let n = 0; n < nodes; n++) await cluster.add();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  async add(): Promise<void> {
    const node = await startNode(this.#options, this.#redis.url.replace(/^unix:/, ''));
    this.#nodes = [...this.#nodes, node];
  }

  /** The node that was added first dies. */
  async killOldest(): Promise<void> {
    const [oldest, ...others] = this.#nodes;
    this.#nodes = others;
    await oldest?.end();
  }

  /** The ports of the nodes. */
  get ports(): number[] {
    return this.#nodes.map(({ port }) => port);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map(({ end }) => end()));
    await this.#redis.end();
  }
}

interface Node {
  port: number;
  end(): Promise<void>;
}

/** A port that was free a moment ago may be taken: then with others. */
async function startNode(options: LiveKitOptions, redis: string): Promise<Node> {
  let failed: unknown;
  for (let n = 0; n < TRIES; n++) {
    try {
      return await startOnce(options, redis);
    } catch (error) {
      failed = error;
    }
  }
  throw failed;
}

async function startOnce({ program, key, secret }: LiveKitOptions, redis: string): Promise<Node> {
  const [port, udp, tcp] = [await freePort(), await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-livekit-'));
  const file = join(folder, 'livekit.yaml');
  writeFileSync(
    file,
    `port: ${port}
bind_addresses: ["127.0.0.1"]
redis: { address: ${redis} }
room: { auto_create: false }
rtc: { udp_port: ${udp}, tcp_port: ${tcp}, node_ip: 127.0.0.1, use_external_ip: false, enable_loopback_candidate: true }
logging: { level: error, pion_level: error }
keys: { ${key}: ${secret} }
`,
  );
  const child = spawn(program, ['--config', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const end = async () => {
    kill();
    await ended;
    process.off('exit', kill);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answering(port, child);
  } catch (error) {
    await end();
    throw error;
  }
  return { port, end };
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  let over = false;
  child.once('exit', () => {
    over = true;
  });
  child.once('error', () => {
    over = true;
  });
  const began = Date.now();
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer?.ok) return;
    if (over || Date.now() - began > START_LIMIT_MS) throw new Error(`${child.spawnfile} did not start`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
