import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

/** Fake devices, no questions, and host candidates on the machine's own addresses instead of mDNS names. */
const prefs: Record<string, boolean | string | number> = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.gmp-manager.updateEnabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.enabled': false,
  'remote.active-protocols': 1,
};

interface Reply {
  id?: number;
  type?: string;
  message?: string;
  result?: unknown;
}

/** Stock Firefox, driven over WebDriver BiDi: Playwright's own protocol needs a patched build. */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => {
      const reply = JSON.parse(String(data)) as Reply;
      if (reply.id !== undefined) this.#waiting.get(reply.id)?.(reply);
    });
  }

  static async launch(executable: string): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'yiqi-firefox-'));
    const lines = Object.entries(prefs).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    await writeFile(join(profile, 'user.js'), lines.join('\n'));
    const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
    const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const url = await listeningUrl(child);
    const socket = new WebSocket(`${url}/session`);
    await once(socket, 'open');
    const firefox = new Firefox(child, profile, socket);
    await firefox.#command('session.new', { capabilities: {} });
    return firefox;
  }

  /** Opens a tab and waits until its page has loaded. */
  async open(url: string): Promise<FirefoxPage> {
    const { context } = (await this.#command('browsingContext.create', { type: 'tab' })) as { context: string };
    await this.#command('browsingContext.navigate', { context, url, wait: 'complete' });
    return {
      evaluate: (expression) => this.#evaluate(context, expression),
      close: async () => {
        await this.#command('browsingContext.close', { context });
      },
    };
  }

  async close(): Promise<void> {
    this.#socket.terminate();
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Values travel as JSON: BiDi's own encoding of objects is none that anybody wants to read. */
  async #evaluate(context: string, expression: string): Promise<unknown> {
    const reply = (await this.#command('script.evaluate', {
      expression: `(async () => JSON.stringify({ value: await (${expression}) }))()`,
      target: { context },
      awaitPromise: true,
    })) as { type: string; result?: { value?: string }; exceptionDetails?: { text: string } };
    if (reply.type !== 'success') throw new Error(`Firefox: ${reply.exceptionDetails?.text ?? 'unknown error'}`);
    return (JSON.parse(reply.result?.value ?? '{}') as { value?: unknown }).value;
  }

  #command(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (reply) => {
        this.#waiting.delete(id);
        if (reply.type === 'error') reject(new Error(`${method}: ${reply.message}`));
        else resolve(reply.result);
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

export interface FirefoxPage {
  /** Evaluates an expression (a promise is awaited) whose value JSON can carry. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

async function listeningUrl(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error('Firefox has no stderr');
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
    if (url) {
      child.stderr.resume();
      return url;
    }
  }
  throw new Error('Firefox ended before it listened');
}
