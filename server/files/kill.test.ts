import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { Chooser } from '../testing/fuzz.ts';
import { asks, begin, part, sha256 } from './testing/world.ts';

const KILLS = 2;
const BYTES = 24 * 1024 * 1024;

/** A server process that keeps everything in the folder it is told, and prints where it is reached. */
const SERVER = `
  import { DiskBlobs } from '#server/adapters/blob/disk-blobs.ts';
  import { startLiveServer } from '#server/gateway/testing/live-server.ts';
  const [folder] = process.argv.slice(1);
  const { origin } = await startLiveServer({ folder, fileBlobs: new DiskBlobs(folder + '/files') });
  process.stdout.write(origin + '\\n');
`;

async function start(folder: string): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', SERVER, folder],
    {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const origin of createInterface({ input: child.stdout })) return { child, origin };
  throw new Error('the server ended before it was ready');
}

/** `bytes` in small chunks, and `when` is called once `at` of them have been taken. */
async function* dribbled(bytes: Buffer, at: number, when: () => void) {
  let told = false;
  for (let from = 0; from < bytes.length; from += 64 * 1024) {
    if (!told && from >= at) {
      told = true;
      when();
    }
    yield bytes.subarray(from, from + 64 * 1024);
  }
}

const isWhole = (path: string) => /b_\w{20}$/.test(path);

test('[FI13] an upload goes on where it is after the server was killed, and is the same byte by byte', {
  timeout: 240_000,
}, async (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-files-kill-'));
  const bytes = randomBytes(BYTES);
  let server = await start(folder);
  try {
    const ann = await signUp(server.origin, 'ann');
    const begun = await begin(server, ann, { name: 'large.bin', length: BYTES });
    const path = begun.headers.get('location') ?? '';
    let known = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const ended = once(server.child, 'exit');
      const at = 1 + choose.below(BYTES - known);
      const checked = choose.chance(0.3);
      const rest = checked ? bytes.subarray(known, known + 4 * 1024 * 1024) : bytes.subarray(known);
      const body = Readable.toWeb(Readable.from(dribbled(rest, checked ? 0 : at, () => server.child.kill('SIGKILL'))));
      const headers = {
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(known),
        ...(checked ? { 'upload-checksum': sha256(rest) } : {}),
      };
      const init = { method: 'PATCH', headers, body: body as unknown as BodyInit, duplex: 'half' };
      await asks(server, ann, path, init as RequestInit).catch(() => {});
      server.child.kill('SIGKILL');
      await ended;
      server = await start(folder);
      const head = await asks(server, ann, path, { method: 'HEAD' });
      const offset = Number(head.headers.get('upload-offset'));
      assert.ok(offset >= known && offset <= BYTES, `${known} ≤ ${offset}`);
      known = offset;
    }
    if (known < BYTES) assert.equal((await part(server, ann, path, known, bytes.subarray(known))).status, 204);
    const { file } = await (await asks(server, ann, path)).json();
    assert.equal(file.size, BYTES);
    const [kept = ''] = readdirSync(join(folder, 'files'), { recursive: true }).map(String).filter(isWhole);
    assert.ok(readFileSync(join(folder, 'files', kept)).equals(bytes));
  } finally {
    const ended = once(server.child, 'exit');
    server.child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
