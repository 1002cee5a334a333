import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { searchIndexContract } from './index-contract.ts';
import { InlineIndex } from './inline-index.ts';
import { ThreadedIndex } from './threaded-index.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiqi-search-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function newFile(): string {
  files += 1;
  return join(folder, `${files}.sqlite`);
}

searchIndexContract('inline', async () => {
  const file = newFile();
  return { index: new InlineIndex(file, 'one'), again: async (epoch = 'one') => new InlineIndex(file, epoch) };
});

searchIndexContract('in a thread', async () => {
  const file = newFile();
  const open = (epoch: string) => new ThreadedIndex({ file, epoch }, silentLog);
  return { index: open('one'), again: async (epoch = 'one') => open(epoch) };
});

test('[SE4] a file that is no index any more is begun anew', async () => {
  const file = newFile();
  writeFileSync(file, 'this is no database, '.repeat(1000));
  const index = new InlineIndex(file, 'one');
  assert.deepEqual([...(await index.progress('shown'))], []);
  await index.close();
  assert.ok(readFileSync(file).subarray(0, 15).toString() === 'SQLite format 3');
});

test('[SE4] a thread that fails is told, and does not hold up who asks', async () => {
  const index = new ThreadedIndex({ file: join(folder, 'no-such-folder', 'x.sqlite'), epoch: '' }, silentLog);
  const busy = (error: unknown) => error instanceof Failure && error.code === 'server.busy';
  await assert.rejects(index.building(), busy);
  await assert.rejects(index.building(), busy);
  await index.close();
  await assert.rejects(index.building(), busy);
});
