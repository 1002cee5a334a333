import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../testing/emulated-path.ts';
import { DelayStep } from './delay-step.ts';

/** Sends a packet every 20 ms for two seconds, the `waitMs` of each by its number. Returns what was found, by when. */
function watch(waitMs: (i: number) => number, isLost: (i: number) => boolean = () => false) {
  const step = new DelayStep();
  const found: { readonly i: number; readonly ms: number }[] = [];
  for (let i = 0; i < 100; i++) {
    if (isLost(i)) {
      step.lose(i * 20);
      continue;
    }
    const ms = step.add(i * 20, waitMs(i), 0);
    if (ms !== 0) found.push({ i, ms });
  }
  return found;
}

test('a path that is longer from one packet to the next, and stays so, is known within 0.4 s', () => {
  const [found, ...more] = watch((i) => (i < 10 ? 2 : 302));
  assert.equal(found?.ms, 302);
  assert.ok((found?.i ?? 0) <= 10 + 20, `packet ${found?.i}`);
  assert.deepEqual(more, []);
});

test('a second step is known as well as the first', () => {
  const step = new DelayStep();
  let longer = 0;
  for (let i = 0; i < 100; i++) longer += step.add(i * 20, (i < 10 ? 0 : i < 60 ? 100 : 250) - longer, 0);
  assert.equal(longer, 250);
});

test('a queue that grows is none, however fast it does', () => {
  for (const perPacket of [5, 20, 60, 200])
    assert.deepEqual(
      watch((i) => Math.max(0, i - 10) * perPacket),
      [],
    );
});

test('what comes at once after a stall, or drains, is none', () => {
  assert.deepEqual(
    watch((i) => (i < 10 ? 0 : Math.max(0, 400 - (i - 10) * 20))),
    [],
  );
  assert.deepEqual(
    watch((i) => (i < 10 ? 0 : Math.max(0, 400 - (i - 10) * 5))),
    [],
  );
});

test('a queue that is full and loses is none', () => {
  const found = watch(
    (i) => (i < 10 ? 0 : 150),
    (i) => i > 10 && i % 3 === 0,
  );
  assert.deepEqual(found, []);
});

test('on a path whose packets jitter congestion is not left unseen: most of the time nothing is open', () => {
  const step = new DelayStep();
  const random = seededRandom(4);
  let open = 0;
  for (let i = 0; i < 5000; i++) {
    assert.equal(step.add(i * 20, random() % 120, 0), 0);
    if (step.isOpen(i * 20)) open++;
  }
  assert.ok(open < 1500, `${open} of 5000`);
});
