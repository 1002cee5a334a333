import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Failure } from '#kernel/failure.ts';
import type { Scanner } from '#kernel/ports/scanner.ts';
import { Clamd } from '../adapters/scanner/clamd.ts';
import { HARMFUL, startFakeClamd } from '../adapters/scanner/testing/fake-clamd.ts';
import { startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { sendFiles, upload } from './testing/world.ts';

const host = '127.0.0.1';

async function world(scanner: Scanner, whenDown: 'hold' | 'pass' = 'hold') {
  const server = await startLiveServer({ inMemory: true, fileChecking: { scanner, whenDown } });
  after(() => server.stop());
  const ann = await signUp(server.origin, 'ann');
  const bob = await signUp(server.origin, 'bob');
  const { summary } = await server.as(ann.me.id, 'conversation.direct', { user: bob.me.id });
  return { server, ann, place: summary.id };
}

test('[FI60] a file that harms is taken away, its sender is told, and it cannot be sent', async () => {
  const fake = await startFakeClamd({ most: 5000 });
  const { server, ann, place } = await world(new Clamd({ host, port: fake.port }));
  const clean = await upload(server, ann, Buffer.from('harmless'));
  await sendFiles(server, ann.me.id, place, [clean]);
  await assert.rejects(upload(server, ann, Buffer.from(HARMFUL)), /file\.infected/);
  const rows = await server.database.read.selectFrom('files').select(['id', 'state', 'size']).execute();
  const bad = rows.find(({ state }) => state === 'infected');
  assert.equal(bad?.size, 0);
  const item = { ...clean, id: bad?.id ?? '' };
  await assert.rejects(
    sendFiles(server, ann.me.id, place, [item]),
    (error: Failure) => error.code === 'file.incomplete',
  );
  await assert.rejects(upload(server, ann, Buffer.alloc(9000, 'x')), /file\.not-checkable/);
  await fake.close();
});

test('[FI61] while the scanner is away a file is held, and goes on once it is back', async () => {
  const gone = await startFakeClamd();
  const { port } = gone;
  await gone.close();
  const { server, ann, place } = await world(new Clamd({ host, port }));
  const held = upload(server, ann, Buffer.from('patience'));
  await assert.rejects(held, /file\.unchecked/);
  const [row] = await server.database.read.selectFrom('files').select(['id', 'state']).execute();
  assert.equal(row?.state, 'received');
  const fake = await startFakeClamd({ port });
  const { origin } = server;
  const answer = await fetch(`${origin}/api/v1/files/${row?.id}`, {
    headers: { authorization: `Bearer ${ann.accessToken}` },
  });
  const { file } = await answer.json();
  await sendFiles(server, ann.me.id, place, [file]);
  await fake.close();
});

test('[FI61] by another policy files pass while the scanner is away, or cannot look at them', async () => {
  const away: Scanner = { scan: async () => Promise.reject(new Error('away')) };
  const { server, ann } = await world(away, 'pass');
  assert.equal((await upload(server, ann, Buffer.from('x'))).size, 1);
  const fake = await startFakeClamd({ most: 5 });
  const small = await world(new Clamd({ host, port: fake.port }), 'pass');
  assert.equal((await upload(small.server, small.ann, Buffer.from('too much'))).size, 8);
  await fake.close();
});
