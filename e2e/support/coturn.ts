import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { until } from './until.ts';

/** Debian's coturn, or the one that `TURNSERVER` names. */
const TURNSERVER = process.env['TURNSERVER'] ?? '/usr/bin/turnserver';
const CONFIG = fileURLToPath(new URL('../../deploy/coturn/turnserver.conf', import.meta.url));

const TLS_PORT = 5349;

export interface CoturnOptions {
  /** Of this machine: there it listens, and from there it relays. */
  readonly address: string;
  /** The one address that it relays to. */
  readonly peer: string;
  readonly secret: string;
}

/** coturn with the configuration of `deploy/`, run as the compose file runs it. */
export class Coturn {
  readonly #folder = mkdtempSync(join(tmpdir(), 'yiqi-coturn-'));
  readonly #options: CoturnOptions;
  #child: ChildProcess | undefined;

  private constructor(options: CoturnOptions) {
    this.#options = options;
  }

  static async start(options: CoturnOptions): Promise<Coturn> {
    const coturn = new Coturn(options);
    const { cert, private: key } = await generate([{ name: 'commonName', value: options.address }]);
    writeFileSync(coturn.#file('cert.pem'), cert);
    writeFileSync(coturn.#file('key.pem'), key, { mode: 0o600 });
    await coturn.#run([]);
    return coturn;
  }

  /** What it relays ends, and it is there anew for TLS alone. */
  async restartForTls(): Promise<void> {
    await this.#end();
    await this.#run(['--no-udp', '--no-tcp', '--no-dtls']);
  }

  /**
   * What it answers to who wants something sent to `peer`, with a password made of `secret`: the words of coturn's own
   * client.
   */
  async ask(peer: string, secret = this.#options.secret): Promise<string> {
    const name = `${Math.floor(Date.now() / 1000) + 600}:somebody`;
    const password = createHmac('sha1', secret).update(name).digest('base64');
    const asking = ['-v', '-u', name, '-w', password, '-e', peer, '-n', '1', '-c', this.#options.address];
    const { stdout } = await promisify(execFile)('turnutils_uclient', asking, { timeout: 20_000 }).catch(
      (ended: { stdout: string }) => ended,
    );
    return stdout;
  }

  async stop(): Promise<void> {
    await this.#end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #run(more: readonly string[]): Promise<void> {
    const { address, peer, secret } = this.#options;
    const listening = [`--listening-ip=${address}`, `--relay-ip=${address}`];
    const files = [`--cert=${this.#file('cert.pem')}`, `--pkey=${this.#file('key.pem')}`];
    const own = [`--userdb=${this.#file('db')}`, `--pidfile=${this.#file('pid')}`];
    const args = ['-c', CONFIG, `--static-auth-secret=${secret}`, `--allowed-peer-ip=${peer}`];
    const child = spawn(TURNSERVER, [...args, ...listening, ...files, ...own, ...more], {
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#child = child;
    await until('coturn', () => accepts(address), Boolean);
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}

/** It opens the port for TLS last. */
function accepts(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(TLS_PORT, address);
    const tell = (does: boolean) => {
      socket.destroy();
      resolve(does);
    };
    socket.once('connect', () => tell(true));
    socket.once('error', () => tell(false));
  });
}
