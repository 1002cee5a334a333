import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { ResultOf } from '#protocol/realtime.ts';
import { RawPeer, signUp, summaryOf } from '../gateway/testing/raw-peer.ts';
import { asks, begin, fetchFile } from './testing/world.ts';

/** YIQI_LARGE_MIB=10240 for 10 GiB, which takes as much of the disk. */
const MIB = Number(process.env['YIQI_LARGE_MIB'] ?? 384);
const BYTES = MIB * 2 ** 20;
/** What the server may need besides, however large the file: buffers under way, and what the collector has not got to. */
const MOST_GROWTH_MIB = 128;
const CHUNK = Buffer.alloc(2 ** 20, 'large');

/** The most memory that the process has had so far, in MiB. */
function mostMemory({ pid }: ChildProcess): number {
  const [, kib = ''] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

function* bytes() {
  for (let sent = 0; sent < BYTES; sent += CHUNK.length) yield CHUNK.subarray(0, Math.min(CHUNK.length, BYTES - sent));
}

test('[FI19] a large file goes through the server both ways, and its memory does not grow with it', {
  timeout: 120_000 + MIB * 500,
  skip: process.platform === 'linux' ? false : 'memory is read from /proc',
}, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-large-'));
  const script = join(import.meta.dirname, 'testing', 'server-worker.ts');
  const flags = ['--disable-warning=ExperimentalWarning', script, folder, '0'];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const { value: origin = '' } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    const [ann, bob] = [await signUp(origin, 'ann'), await signUp(origin, 'bob')];
    const peer = await RawPeer.open(origin);
    await peer.hello(ann.accessToken);
    const { id: conversation } = summaryOf(await peer.ask('conversation.direct', { user: bob.me.id }));
    const before = mostMemory(child);
    const path = (await begin({ origin }, ann, { length: BYTES })).headers.get('location') ?? '';
    const body = Readable.toWeb(Readable.from(bytes())) as unknown as BodyInit;
    const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
    const sent = await asks({ origin }, ann, path, { method: 'PATCH', headers, body, duplex: 'half' } as RequestInit);
    assert.equal(sent.headers.get('upload-offset'), String(BYTES));
    const { file } = await (await asks({ origin }, ann, path)).json();
    const content = { type: 'files', items: [file] };
    const { seq } = (await peer.ask('message.send', { clientId: 'large'.repeat(4), conversation, text: '', content }))
      .ok as unknown as ResultOf<'message.send'>;
    const { keys } = (await peer.ask('file.keys', { conversation, seqs: [seq] })).ok as ResultOf<'file.keys'>;
    const answer = await fetchFile({ origin }, file.id, keys[0]?.key ?? '');
    let received = 0;
    for await (const chunk of answer.body ?? []) received += chunk.length;
    assert.equal(received, BYTES);
    const grown = mostMemory(child) - before;
    context.diagnostic(`${MIB} MiB up and down: ${grown.toFixed(0)} MiB more`);
    assert.ok(grown < MOST_GROWTH_MIB, `${grown} MiB`);
    peer.ws.close();
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
