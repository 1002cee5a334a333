import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';

const LONG_MS = 3_600_000;
const rule: AttemptRule = { name: 'sign-in', free: 3, windowMs: LONG_MS, firstWaitMs: LONG_MS, maxWaitMs: 4 * LONG_MS };

export interface AttemptsUnderTest {
  here: Attempts;
  there: Attempts;
  close(): Promise<void>;
}

/** What every `Attempts` does, seen from two processes. What time does to them is tested by each. */
export function attemptsContract(name: string, open: () => Promise<AttemptsUnderTest>): void {
  const contract = (title: string, run: (here: Attempts, there: Attempts) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const { here, there, close } = await open();
      try {
        await run(here, there);
      } finally {
        await close();
      }
    });

  contract('waits come after the free failures, twice as long each time, up to the most', async (here, there) => {
    for (let round = 1; round <= 6; round += 1) {
      const attempts = round % 2 === 0 ? here : there;
      assert.equal(await attempts.failed(rule, 'a'), round);
      const doubled = round < 3 ? 0 : Math.min(4, 2 ** (round - 3)) * LONG_MS;
      const waitMs = await here.waitMs(rule, 'a');
      assert.ok(waitMs <= doubled && waitMs > doubled - LONG_MS / 2, `round ${round} waits ${waitMs}`);
    }
    assert.equal(await there.failures(rule, 'a'), 6);
    assert.equal(await there.waitMs(rule, 'b'), 0, 'another key knows nothing of it');
    assert.equal(await there.waitMs({ ...rule, name: 'lookup' }, 'a'), 0, 'nor does another rule');
  });

  contract('what is forgotten begins anew', async (here, there) => {
    for (let round = 0; round < 3; round += 1) await here.failed(rule, 'a');
    await there.forget(rule, 'a');
    assert.equal(await here.waitMs(rule, 'a'), 0);
    assert.equal(await here.failures(rule, 'a'), 0);
    assert.equal(await here.failed(rule, 'a'), 1);
  });

  contract('failures at once are all counted', async (here, there) => {
    await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? here : there).failed(rule, 'a')));
    assert.equal(await here.failures(rule, 'a'), 40);
  });
}
