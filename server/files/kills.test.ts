import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import sharp from 'sharp';
import { openFileStore } from '#client/store/file-store.ts';
import { randomText } from '#kernel/ids.ts';
import type { Session } from '#protocol/accounts.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { clientAt, PASSWORD, until } from '../gateway/testing/people.ts';
import { RawPeer, signUp } from '../gateway/testing/raw-peer.ts';
import { Chooser } from '../testing/fuzz.ts';
import type { KeptFile } from './testing/sender-worker.ts';
import { fetchFile } from './testing/world.ts';

/** So many uploads, and so many kills while they are under way: YIQI_KILLS=100. */
const KILLS = Number(process.env['YIQI_KILLS'] ?? 12);
const MOST_BYTES = 3 * 1024 * 1024;
/** Access tokens live 10 minutes. */
const RENEW_AFTER_MS = 3 * 60_000;
const HERE = join(import.meta.dirname, 'testing');

/** A process that is killed now and then, and begun anew with the same arguments. */
class Mortal {
  readonly #script: string;
  readonly #args: () => string[];
  #child: ChildProcess | undefined;
  #lines: AsyncIterator<string> | undefined;

  constructor(script: string, args: () => string[]) {
    this.#script = script;
    this.#args = args;
  }

  begin(): void {
    const flags = ['--disable-warning=ExperimentalWarning', join(HERE, this.#script), ...this.#args()];
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** What it says next. */
  async line(): Promise<string> {
    const next = await this.#lines?.next();
    if (next === undefined || next.done === true) throw new Error(`${this.#script} ended by itself`);
    return next.value;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

/** What the other person sees, and what it should be: hashes by name. */
class Witness {
  readonly #origin: string;
  #session: Session;
  #renewedAt = performance.now();
  readonly #conversation: string;
  readonly #wanted: ReadonlyMap<string, string>;
  readonly #seen = new Set<string>();

  constructor(origin: string, session: Session, conversation: string, wanted: ReadonlyMap<string, string>) {
    this.#origin = origin;
    this.#session = session;
    this.#conversation = conversation;
    this.#wanted = wanted;
  }

  /** Looks at all that can be seen; `anew`: also at what was good before. @returns how many files there are */
  async look({ anew = false } = {}): Promise<number> {
    await this.#renew();
    const peer = await RawPeer.open(this.#origin);
    await peer.hello(this.#session.accessToken);
    let files = 0;
    for (const kind of ['media', 'sound', 'other'] as const) {
      for (let before: number | undefined; ; ) {
        const params = { conversation: this.#conversation, kind, ...(before === undefined ? {} : { before }) };
        const page = (await peer.ask('file.list', params)).ok as ResultOf<'file.list'>;
        files += page.files.length;
        for (const { seq, item } of page.files)
          if (anew || !this.#seen.has(item.id)) await this.#check(peer, seq, item);
        before = page.next;
        if (before === undefined) break;
      }
    }
    peer.ws.close();
    await peer.closed;
    return files;
  }

  async #renew(): Promise<void> {
    if (performance.now() - this.#renewedAt < RENEW_AFTER_MS) return;
    const answer = await fetch(`${this.#origin}/api/v1/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken: this.#session.refreshToken }),
    });
    this.#session = (await answer.json()) as Session;
    this.#renewedAt = performance.now();
  }

  async #check(peer: RawPeer, seq: number, { id, name, size }: { id: string; name: string; size: number }) {
    const asked = { conversation: this.#conversation, seqs: [seq] };
    const { keys } = (await peer.ask('file.keys', asked)).ok as ResultOf<'file.keys'>;
    const answer = await fetchFile({ origin: this.#origin }, id, keys[0]?.key ?? '');
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.deepEqual([answer.status, bytes.length], [200, size], name);
    assert.equal(hashOf(bytes), this.#wanted.get(name), `${name} is what was sent`);
    this.#seen.add(id);
  }
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Contents of all kinds: small, large, some of them twice, some of them pictures. */
async function writeFiles(folder: string, choose: Chooser, conversation: string): Promise<Map<string, string>> {
  const wanted = new Map<string, string>();
  const kept: KeptFile[] = [];
  let last = randomBytes(1 + choose.below(MOST_BYTES));
  for (let n = 0; n < KILLS; n += 1) {
    const picture = choose.chance(0.15);
    if (picture) last = await pictureOf(n);
    else if (choose.chance(0.7)) last = randomBytes(1 + choose.below(MOST_BYTES));
    const name = `file-${n}.${picture ? 'png' : 'bin'}`;
    writeFileSync(join(folder, name), last);
    wanted.set(name, hashOf(last));
    kept.push({ clientId: randomText(20), conversation, name, size: last.length, picture });
  }
  writeFileSync(join(folder, 'kept.json'), JSON.stringify(kept));
  return wanted;
}

function pictureOf(n: number): Promise<Buffer<ArrayBuffer>> {
  const create = { width: 700 + n, height: 400, channels: 3, background: '#d35f2a' } as const;
  return sharp({ create: { ...create, noise: { type: 'gaussian', mean: 128, sigma: 30 } } })
    .png()
    .toBuffer() as Promise<Buffer<ArrayBuffer>>;
}

test(`[FI13] [FI92] ${KILLS} kills of the server or the sender, and every file is what it was, none is half`, {
  timeout: 120_000 + KILLS * 30_000,
}, async (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-kills-'));
  const page = join(folder, 'page');
  mkdirSync(page);
  let origin = '';
  const server = new Mortal('server-worker.ts', () => [
    folder,
    new URL(origin === '' ? 'http://x:0' : origin).port || '0',
  ]);
  const sender = new Mortal('sender-worker.ts', () => [origin, page]);
  try {
    server.begin();
    origin = await server.line();
    const bob = await signUp(origin, 'bob');
    const conversation = await introduce(origin, page, bob.me.id);
    const wanted = await writeFiles(page, choose, conversation);
    const witness = new Witness(origin, bob, conversation, wanted);
    sender.begin();
    let [kills, line] = [0, await sender.line()];
    for (; kills < KILLS && line !== 'done'; kills += 1) {
      for (let more = choose.below(5); more > 0 && line !== 'done'; more -= 1) line = await sender.line();
      if (choose.chance(0.5)) {
        await sender.kill();
        sender.begin();
      } else {
        await server.kill();
        server.begin();
        await server.line();
        await witness.look();
      }
      line = await sender.line();
    }
    context.diagnostic(`${kills} kills`);
    assert.ok(kills > KILLS / 2, 'uploads were under way while there were kills');
    while (line !== 'done') line = await sender.line();
    assert.equal(await witness.look({ anew: true }), KILLS, 'each was sent once');
  } finally {
    await sender.kill();
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Signs somebody up in the sender's own store, and begins a conversation with the other. */
async function introduce(origin: string, folder: string, other: string): Promise<string> {
  const store = await openFileStore(join(folder, 'store'));
  const client = clientAt(origin, { store });
  await client.start();
  await client.register({ login: 'ann', nickname: 'Ann', password: PASSWORD, passwordAgain: PASSWORD });
  await until(client, () => client.status().at === 'online');
  const { summary } = await client.call('conversation.direct', { user: other });
  await client.close();
  await store.close();
  return summary.id;
}
