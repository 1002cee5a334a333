import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIRST_GUARD, type FrameGuard, type FrameLook, LEAST_RATE, watchFrames } from './frame-guard.ts';

const slow: FrameLook = { frames: 20, busyMs: 2000 };
const fast: FrameLook = { frames: 30, busyMs: 900 };

function after(...looks: FrameLook[]): FrameGuard {
  return looks.reduce(watchFrames, FIRST_GUARD);
}

test('[RO33] it steps down to a smaller picture, then off, after two slow looks each', () => {
  expect(after(slow, slow).size).toBe('full');
  expect(after(slow, slow, slow).size).toBe('small');
  expect(after(slow, slow, slow, slow, slow).size).toBe('small');
  expect(after(slow, slow, slow, slow, slow, slow).size).toBe('off');
});

test('one slow look between quick ones is forgiven, and so is the first after a step', () => {
  expect(after(slow, slow, fast, slow, fast, slow).size).toBe('full');
  expect(after(fast, slow, slow, slow, fast, fast).size).toBe('small');
});

test('a slow camera is not the effect’s fault, nor is one that is off', () => {
  const few: FrameLook = { frames: 10, busyMs: 300 };
  expect(after(few, few, few, few).size).toBe('full');
  const none: FrameLook = { frames: 0, busyMs: 0 };
  expect(after(slow, none, slow, none, none).size).toBe('full');
});

const look = fc.record({ frames: fc.nat(60), busyMs: fc.nat(4000) });

test('whatever comes, it only ever steps down, one step at a time', () => {
  const order = ['full', 'small', 'off'];
  fc.assert(
    fc.property(fc.array(look), (looks) => {
      let guard = FIRST_GUARD;
      for (const one of looks) {
        const next = watchFrames(guard, one);
        expect([0, 1]).toContain(order.indexOf(next.size) - order.indexOf(guard.size));
        guard = next;
      }
    }),
  );
});

test('what keeps the least rate is never stepped down', () => {
  const enough = look.filter(({ frames, busyMs }) => frames * 1000 >= LEAST_RATE * busyMs);
  fc.assert(fc.property(fc.array(enough), (looks) => looks.reduce(watchFrames, FIRST_GUARD).size === 'full'));
});
