import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LANDMARKS, type Landmarks, leftEye, rightEye } from './points.ts';
import { FaceTracker } from './tracker.ts';

/** A face with its eyes 100 px apart around x, y, looking straight ahead. */
function faceAt(x: number, y: number, size = 1): Landmarks {
  const marks = new Float32Array(2 * LANDMARKS);
  for (let i = 0; i < LANDMARKS; i++) {
    marks[2 * i] = x + size * (i >= 36 && i < 42 ? -50 : i >= 42 && i < 48 ? 50 : ((i * 7) % 20) - 10);
    marks[2 * i + 1] = y + size * (i >= 36 && i < 48 ? 0 : (i % 17) * 6);
  }
  return marks;
}

const eyeOf = (marks: Landmarks) => leftEye(marks).x;

test('[RO34] two that pass each other keep their stickers: the nearest is the same', () => {
  const tracker = new FaceTracker();
  tracker.take([faceAt(200, 200), faceAt(600, 200)], 0);
  const [left, right] = tracker.shown(0).map(({ id }) => id);
  for (let step = 1; step <= 10; step++) {
    tracker.take([faceAt(600 - 12 * step, 200), faceAt(200 + 12 * step, 200)], step * 50);
  }
  const shown = tracker.shown(500).toSorted((a, b) => eyeOf(a.marks) - eyeOf(b.marks));
  expect(shown.map(({ id }) => id)).toEqual([left, right]);
});

test('a face that is lost stays for a moment, fades, and is gone; one that is missed once does not flicker', () => {
  const tracker = new FaceTracker();
  tracker.take([faceAt(300, 200)], 0);
  tracker.take([faceAt(300, 200)], 200);
  tracker.take([], 250);
  expect(tracker.shown(400)[0]?.presence).toBe(1);
  tracker.take([faceAt(300, 200)], 420);
  expect(tracker.shown(900)[0]?.presence).toBe(1);
  tracker.take([], 1000);
  const later = [1200, 1450, 1550, 1700].map((now) => tracker.shown(now)[0]?.presence ?? 0);
  expect(later[0]).toBe(1);
  expect(later[1]).toBeLessThan(1);
  expect(later[2]).toBeLessThan(later[1] as number);
  expect(later[3]).toBe(0);
  tracker.take([], 1700);
  expect(tracker.shown(1000)).toEqual([]);
});

test('slow finds do not make a face that is there fade', () => {
  const tracker = new FaceTracker();
  tracker.take([faceAt(300, 200)], 0);
  expect(tracker.shown(5000)[0]?.presence).toBe(1);
});

test('what trembles is held still, and what moves is followed closely', () => {
  const tracker = new FaceTracker();
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < 60; i++) {
    tracker.take([faceAt(300 + (i % 2 === 0 ? 2 : -2), 200)], i * 50);
    const x = eyeOf(tracker.shown(i * 50)[0]?.marks as Landmarks);
    if (i > 20) [least, most] = [Math.min(least, x), Math.max(most, x)];
  }
  expect(most - least).toBeLessThan(3);
  for (let i = 0; i < 20; i++) tracker.take([faceAt(300 + 10 * i, 200)], 3000 + i * 50);
  const x = eyeOf(tracker.shown(3000 + 19 * 50 + 50)[0]?.marks as Landmarks);
  expect(Math.abs(x - (250 + 10 * 20))).toBeLessThan(15);
});

test('whatever is found, faces are shown with eyes that are numbers and a presence from 0 to 1', () => {
  const find = fc.record({
    after: fc.nat(1000),
    faces: fc.array(fc.tuple(fc.integer({ min: -100, max: 900 }), fc.nat(500)), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(find, { maxLength: 20 }), (finds) => {
      const tracker = new FaceTracker();
      let at = 0;
      for (const { after, faces } of finds) {
        at += after;
        tracker.take(
          faces.map(([x, y]) => faceAt(x, y)),
          at,
        );
        const shown = tracker.shown(at + 40);
        expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
        for (const { marks, presence } of shown) {
          expect(Number.isFinite(rightEye(marks).x)).toBe(true);
          expect(presence > 0 && presence <= 1).toBe(true);
        }
      }
    }),
    { seed: 68 },
  );
});
