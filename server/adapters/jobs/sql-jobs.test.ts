import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { ManualClock, systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { openTestDatabase } from '#server/testing/test-database.ts';
import { jobsContract, type OpenJobs } from './jobs-contract.ts';
import { jobMigrations } from './migrations.ts';
import { SqlJobs } from './sql-jobs.ts';
import type { JobTables } from './tables.ts';

const open = (file: string) => openTestDatabase<JobTables>({ file, migrations: jobMigrations, log: silentLog });
const never = () => () => {};

jobsContract('sql jobs', async (clock) => {
  const database = await open(':memory:');
  const over = (close: () => Promise<void>): OpenJobs => {
    const jobs = new SqlJobs({ database, clock, log: silentLog, schedule: never });
    return {
      jobs,
      clock,
      transaction: (work) => database.write(work),
      settle: () => jobs.settle(),
      another: () => over(async () => {}),
      async close() {
        await jobs.close();
        await close();
      },
    };
  };
  return over(() => database.close());
});

test('sql jobs [JB2] by itself it does what is put, and what becomes due', async () => {
  const database = await open(':memory:');
  const jobs = new SqlJobs({ database, clock: systemClock, log: silentLog });
  const all = Promise.withResolvers<void>();
  const done: unknown[] = [];
  jobs.handle('a', {
    async run(payload) {
      if (done.push(payload) === 3) all.resolve();
    },
  });
  await jobs.start();
  await database.write((db) => jobs.put(db, { kind: 'a', payload: 3, due: Date.now() + 40 }));
  await database.write((db) => jobs.put(db, { kind: 'a', payload: 1 }));
  await database.write((db) => jobs.put(db, { kind: 'a', payload: 2 }));
  await all.promise;
  await jobs.close();
  assert.deepEqual(new Set(done), new Set([1, 2, 3]));
  await database.close();
});

test('[PC2] sql jobs [JB2] what a process puts that does none is done by another that is woken', async () => {
  const database = await open(':memory:');
  const worker = new SqlJobs({ database, clock: systemClock, log: silentLog, schedule: never });
  const done = Promise.withResolvers<unknown>();
  worker.handle('a', {
    async run(payload) {
      done.resolve(payload);
    },
  });
  await worker.start();
  const putter = new SqlJobs({ database, clock: systemClock, log: silentLog, wakeOthers: () => worker.wake() });
  putter.handle('a', {
    async run() {
      throw new Error('it does none');
    },
  });
  await database.write((db) => putter.put(db, { kind: 'a', payload: 7 }));
  assert.equal(await done.promise, 7);
  await Promise.all([worker.close(), putter.close()]);
  await database.close();
});

test('sql jobs [JB8] closing waits for what is under way; what does not end is told to stop and done later', async () => {
  const database = await open(':memory:');
  const timers: (() => void)[] = [];
  const schedule = (_delayMs: number, callback: () => void) => {
    timers.push(callback);
    return () => {};
  };
  const jobs = new SqlJobs({ database, clock: new ManualClock(), log: silentLog, schedule });
  const begun = Promise.withResolvers<void>();
  jobs.handle('a', {
    run: (_payload, { signal }) => {
      begun.resolve();
      return new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  await database.write((db) => jobs.put(db, { kind: 'a', payload: 1, key: 'x' }));
  void jobs.settle();
  await begun.promise;
  const before = timers.length;
  const closed = jobs.close();
  while (timers.length === before) await new Promise((resolve) => setImmediate(resolve));
  timers.at(-1)?.();
  await closed;
  const row = await database.read.selectFrom('jobs').select(['lease', 'attempts', 'died_at']).executeTakeFirstOrThrow();
  assert.deepEqual({ ...row }, { lease: null, attempts: 0, died_at: null });
  await database.close();
});

const COUNT = 300;

/** Does what is due and prints the number of each once it is about to be noted as done. */
const WORKER = `
  import { systemClock } from '#kernel/clock.ts';
  import { silentLog } from '#kernel/ports/log.ts';
  import { jobMigrations } from '#server/adapters/jobs/migrations.ts';
  import { SqlJobs } from '#server/adapters/jobs/sql-jobs.ts';
  import { openTestDatabase } from '#server/testing/test-database.ts';
  const database = await openTestDatabase({ file: process.argv[1], migrations: jobMigrations, log: silentLog });
  const jobs = new SqlJobs({ database, clock: systemClock, log: silentLog, alone: true });
  jobs.handle('a', { run: async (n) => { process.stdout.write(n + '\\n'); } });
  await jobs.start();
  await jobs.settle();
  await jobs.close();
  await database.close();
`;

test('sql jobs [JB2] [JB4] every job is done, however often the worker is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-jobs-'));
  const file = join(folder, 'jobs.sqlite');
  try {
    const database = await open(file);
    const jobs = new SqlJobs({ database, clock: systemClock, log: silentLog });
    await database.write(async (db) => {
      for (let n = 0; n < COUNT; n += 1) await jobs.put(db, { kind: 'a', payload: n });
    });
    await database.close();
    const done = new Set<number>();
    for (const kills of [20, 30, 40, Number.POSITIVE_INFINITY]) await runUntil(file, kills, done);
    assert.equal(done.size, COUNT);
    const after = await open(file);
    assert.deepEqual(await after.read.selectFrom('jobs').selectAll().execute(), []);
    await after.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Kills the worker after it did so many jobs. */
async function runUntil(file: string, most: number, done: Set<number>): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WORKER, file], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    done.add(Number(line));
    count += 1;
    if (count === most) child.kill('SIGKILL');
  }
  await ended;
}
