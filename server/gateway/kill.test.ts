import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { chanceFrom, seedOfRun } from './testing/chance.ts';
import { startFaultProxy } from './testing/fault-proxy.ts';
import { hasty, idOf, sentMessages, texts, until } from './testing/people.ts';

const SEED = seedOfRun();
const KILLS = 3;
/** Waiting to connect anew takes less; a server that is starting still has seconds to answer. */
const FASTER = 4;

/** A server process on the folder it is told; prints its port. */
const SERVER = `
  import { startLiveServer } from '#server/gateway/testing/live-server.ts';
  const { port } = await startLiveServer({ folder: process.argv[1] });
  process.stdout.write(port + '\\n');
`;

async function startServer(folder: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SERVER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line');
  return { child, port: Number(line) };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

test('[RT19] a server killed again and again during sends loses nothing that it answered, and doubles nothing', async (context) => {
  context.diagnostic(`seed ${SEED} (YIQI_FUZZ_SEED repeats it)`);
  const chance = chanceFrom(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-killed-'));
  let server = await startServer(folder);
  const proxy = await startFaultProxy(server.port);
  const [ann, bob] = [await hasty(proxy.origin, 'Ann', FASTER), await hasty(proxy.origin, 'Bob', FASTER)];
  context.after(async () => {
    await Promise.all([ann.close(), bob.close()]);
    await proxy.close();
    await kill(server.child);
    rmSync(folder, { recursive: true });
  });
  const id = await ann.direct(idOf(bob));
  for (const client of [ann, bob]) client.open(id);
  await until(bob, () => bob.conversation(id).lines.length === 1);
  let written = 0;
  for (let n = 0; n < KILLS; n += 1) {
    const confirmed = texts(ann, id).length + 5 + chance.below(30);
    for (let m = 0; m < 40; m += 1) ann.send(id, String(written++));
    await until(ann, () => texts(ann, id).length >= confirmed);
    const before = sentMessages(ann, id);
    await kill(server.child);
    server = await startServer(folder);
    proxy.retarget(server.port);
    for (const client of [ann, bob]) client.wake();
    await until(ann, () => texts(ann, id).length === written);
    assert.deepEqual(sentMessages(ann, id).slice(0, before.length), before);
  }
  await until(bob, () => texts(bob, id).length === written);
  assert.deepEqual(
    texts(bob, id),
    Array.from({ length: written }, (_, n) => String(n)),
  );
  assert.deepEqual(sentMessages(ann, id), sentMessages(bob, id));
});
