import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locks } from '#kernel/ports/locks.ts';

export interface LocksUnderTest {
  here: Locks;
  there: Locks;
  /** Lets so much time go by that a lock of `SHORT_MS` is over. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

export const SHORT_MS = 50;
const LONG_MS = 60_000;

/** What every `Locks` does, seen from two processes. */
export function locksContract(name: string, open: () => Promise<LocksUnderTest>): void {
  const contract = (title: string, run: (locks: LocksUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const locks = await open();
      try {
        await run(locks);
      } finally {
        await locks.close();
      }
    });

  contract('one has it, and others get it once it is given back', async ({ here, there }) => {
    const first = await here.take('a', LONG_MS);
    assert.ok(first);
    assert.equal(await there.take('a', LONG_MS), undefined);
    assert.ok(await there.take('b', LONG_MS), 'another name is another lock');
    await first.release();
    const second = await there.take('a', LONG_MS);
    assert.ok(second && second.fence > first.fence, 'the later fence is larger');
    await first.release();
    assert.equal(await here.take('a', LONG_MS), undefined, 'giving back what is another’s does nothing');
  });

  contract('who says nothing for too long has lost it, and learns so', async ({ here, there, pass }) => {
    const slow = await here.take('a', SHORT_MS);
    await pass();
    const next = await there.take('a', LONG_MS);
    assert.ok(slow && next && next.fence > slow.fence);
    assert.equal(await slow.keep(LONG_MS), false);
    assert.equal(await next.keep(LONG_MS), true);
  });

  contract('keeping says anew how long it lasts', async ({ here, there, pass }) => {
    const lock = await here.take('a', LONG_MS);
    assert.equal(await lock?.keep(LONG_MS), true);
    assert.equal(await there.take('a', LONG_MS), undefined);
    assert.equal(await lock?.keep(SHORT_MS), true);
    await pass();
    assert.ok(await there.take('a', LONG_MS));
    await lock?.release();
    assert.equal(await lock?.keep(LONG_MS), false);
  });

  contract('of many who ask at once, one gets it', async ({ here, there }) => {
    const asked = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? here : there).take('a', LONG_MS));
    const got = (await Promise.all(asked)).filter((lock) => lock !== undefined);
    assert.equal(got.length, 1);
  });
}
