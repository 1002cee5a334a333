import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import { GivenUp, type JobKeeping, type Jobs } from '#kernel/ports/jobs.ts';

/** A queue of its own for each test. */
export interface OpenJobs {
  jobs: Jobs & JobKeeping;
  clock: ManualClock;
  /** Commits what `work` does, or nothing of it when it throws. */
  transaction(work: (within: object) => Promise<void>): Promise<void>;
  /** Does everything that is due. */
  settle(): Promise<void>;
  /** Another worker over the same queue, for whom the first one is dead: what that had taken stays taken. */
  another(): OpenJobs;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;

/** docs/spec/jobs.md: what every queue does. */
export function jobsContract(name: string, open: (clock: ManualClock) => Promise<OpenJobs>): void {
  const rule = (title: string, run: (queue: OpenJobs) => Promise<void>) =>
    test(`${name} ${title}`, async () => {
      const queue = await open(new ManualClock());
      try {
        await run(queue);
      } finally {
        await queue.close();
      }
    });

  rule('[JB1] a job is there if and only if what causes it is', async (queue) => {
    const done = collect(queue.jobs, 'a');
    await assert.rejects(
      queue.transaction(async (within) => {
        await queue.jobs.put(within, { kind: 'a', payload: 'undone' });
        throw new Error('no');
      }),
    );
    await put(queue, 'stays');
    await queue.settle();
    assert.deepEqual(done, ['stays']);
  });

  rule('[JB2] nothing is done before its time, and what is due first is first', async (queue) => {
    const done = collect(queue.jobs, 'a', 1);
    const now = queue.clock.now();
    await put(queue, 'later', { due: now + 2000 });
    await put(queue, 'soon', { due: now + 1000 });
    await put(queue, 'now');
    await queue.settle();
    assert.deepEqual(done, ['now']);
    queue.clock.advance(2000);
    await queue.settle();
    await queue.settle();
    assert.deepEqual(done, ['now', 'soon', 'later']);
  });

  rule('[JB3] one job under a key: replaced, or kept and earlier at most; dropped', async (queue) => {
    const done = collect(queue.jobs, 'a');
    const at = queue.clock.now() + MINUTE_MS;
    await put(queue, 'first', { key: 'x', due: at });
    await put(queue, 'second', { key: 'x', due: at });
    await put(queue, 'third', { key: 'x', due: at - 1000, existing: 'keep' });
    await put(queue, 'fourth', { key: 'x', due: at + 1000, existing: 'keep' });
    await put(queue, 'other', { key: 'y', due: at });
    await queue.transaction((within) => queue.jobs.drop(within, 'a', 'y'));
    queue.clock.set(at - 1000);
    await queue.settle();
    assert.deepEqual(done, ['second']);
    queue.clock.advance(MINUTE_MS);
    await queue.settle();
    assert.deepEqual(done, ['second']);
  });

  rule('[JB3] [JB6] what is put under a key while it is under way is done afterwards, not beside it', async (queue) => {
    const begun: unknown[] = [];
    let beside = 0;
    queue.jobs.handle('a', {
      async run(payload) {
        beside += 1;
        assert.equal(beside, 1);
        begun.push(payload);
        if (payload === 'first') await put(queue, 'second', { key: 'x', existing: 'keep' });
        beside -= 1;
      },
    });
    await put(queue, 'first', { key: 'x' });
    await queue.settle();
    assert.deepEqual(begun, ['first', 'second']);
  });

  rule('[JB4] what a worker that died had taken is done by another when the lease is over', async (queue) => {
    const taken = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    queue.jobs.handle('a', {
      run: async () => {
        taken.resolve();
        await end.promise;
      },
    });
    await put(queue, 'x', { key: 'x' });
    const settled = queue.settle();
    await taken.promise;
    const other = queue.another();
    const done = collect(other.jobs, 'a');
    await other.settle();
    assert.deepEqual(done, []);
    queue.clock.advance(MINUTE_MS);
    await other.settle();
    assert.deepEqual(done, ['x']);
    end.resolve();
    await settled;
    await other.settle();
    assert.deepEqual(done, ['x'], 'what the first one did at last changes nothing');
    await other.close();
  });

  rule('[JB5] what fails is tried again, later each time, and given up at last', async (queue) => {
    let attempts = 0;
    queue.jobs.handle('a', {
      attempts: 3,
      async run(_payload, { attempt }) {
        attempts += 1;
        assert.equal(attempt, attempts);
        throw new TypeError('what somebody wrote');
      },
    });
    await put(queue, 'x', { key: 'x' });
    const waits = [2000, 4000];
    for (const wait of waits) {
      await queue.settle();
      const before = attempts;
      queue.clock.advance(wait / 2 - 1);
      await queue.settle();
      assert.equal(attempts, before);
      queue.clock.advance(wait / 2 + 1);
    }
    await queue.settle();
    queue.clock.advance(24 * 60 * MINUTE_MS);
    await queue.settle();
    assert.equal(attempts, 3);
    const [dead, ...more] = await queue.jobs.dead(10);
    assert.deepEqual([dead?.kind, dead?.key, dead?.attempts, dead?.reason, more], ['a', 'x', 3, 'TypeError', []]);
  });

  rule('[JB5] [JB9] what is given up can be tried again, or dropped', async (queue) => {
    const tried: unknown[] = [];
    queue.jobs.handle('a', {
      async run(payload) {
        tried.push(payload);
        if (tried.length < 3) throw new GivenUp('no such place');
      },
    });
    await put(queue, 'x', { key: 'x' });
    await put(queue, 'y', { key: 'y' });
    await queue.settle();
    assert.deepEqual(await queue.jobs.counts(), [{ kind: 'a', waiting: 0, dead: 2 }]);
    assert.equal((await queue.jobs.dead(1)).length, 1);
    assert.equal((await queue.jobs.dead(10))[0]?.reason, 'no such place');
    assert.equal(await queue.jobs.forget('a', 'y'), true);
    assert.equal(await queue.jobs.forget('a', 'y'), false);
    assert.equal(await queue.jobs.retry('a', 'y'), false);
    assert.equal(await queue.jobs.retry('a', 'x'), true);
    await queue.settle();
    assert.deepEqual(await queue.jobs.counts(), []);
    assert.equal(tried.length, 3);
  });

  rule('[JB6] of a kind only so many are done at once', async (queue) => {
    let beside = 0;
    let most = 0;
    let done = 0;
    queue.jobs.handle('a', {
      atOnce: 3,
      async run() {
        beside += 1;
        most = Math.max(most, beside);
        await new Promise((resolve) => setImmediate(resolve));
        beside -= 1;
        done += 1;
      },
    });
    for (let n = 0; n < 10; n += 1) await put(queue, n);
    await queue.settle();
    assert.deepEqual([most, done], [3, 10]);
  });

  rule('[JB7] a handler may say when it is done again', async (queue) => {
    let done = 0;
    queue.jobs.handle('a', {
      async run() {
        done += 1;
        return { again: queue.clock.now() + MINUTE_MS };
      },
    });
    await put(queue, 'x', { key: 'x' });
    for (let n = 1; n <= 3; n += 1) {
      await queue.settle();
      await queue.settle();
      assert.equal(done, n);
      queue.clock.advance(MINUTE_MS);
    }
  });

  rule('[JB2] jobs that nobody handles wait', async (queue) => {
    await put(queue, 'x');
    await queue.settle();
    assert.deepEqual(await queue.jobs.counts(), [{ kind: 'a', waiting: 1, dead: 0 }]);
    const done = collect(queue.jobs, 'a');
    await queue.settle();
    assert.deepEqual(done, ['x']);
  });
}

function put(queue: OpenJobs, payload: unknown, more: { key?: string; due?: number; existing?: 'keep' } = {}) {
  return queue.transaction((within) => queue.jobs.put(within, { kind: 'a', payload, ...more }));
}

/** Handles the kind; gives the payloads of what was done. */
function collect(jobs: Jobs, kind: string, atOnce = 4): unknown[] {
  const done: unknown[] = [];
  jobs.handle(kind, {
    atOnce,
    async run(payload) {
      done.push(payload);
    },
  });
  return done;
}
