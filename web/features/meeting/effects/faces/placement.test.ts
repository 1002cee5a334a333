import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STICKER_NAMES } from '../../model/look.ts';
import { STICKERS } from '../stickers/catalogue.ts';
import { ANCHORS, FRONT, placeAt, poseOf } from './placement.ts';
import { LANDMARKS, type Landmarks, type Point } from './points.ts';

/** Landmarks in distances of the eyes, straight ahead, as people's are on the whole; those between are not looked at. */
const MEAN: Readonly<Record<number, Point>> = {
  0: { x: -1.1, y: 0.05 },
  8: { x: 0, y: 1.7 },
  16: { x: 1.1, y: 0.05 },
  30: { x: 0, y: 0.62 },
  33: { x: 0, y: 0.75 },
  51: { x: 0, y: 0.95 },
};

function marksOf(place: (point: Point) => Point): Landmarks {
  const marks = new Float32Array(2 * LANDMARKS);
  for (let i = 0; i < LANDMARKS; i++) {
    const side = i < 42 ? -0.5 : 0.5;
    const rest = i < 27 ? { x: i < 22 ? -0.5 : 0.5, y: -0.4 } : { x: i < 60 ? 0.2 - (i % 2) * 0.4 : 0, y: 1.1 };
    const point = place(MEAN[i] ?? (i >= 36 && i < 48 ? { x: side, y: 0 } : rest));
    marks[2 * i] = point.x;
    marks[2 * i + 1] = point.y;
  }
  return marks;
}

function turned({ x, y }: Point, by: number): Point {
  return { x: x * Math.cos(by) - y * Math.sin(by), y: x * Math.sin(by) + y * Math.cos(by) };
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

test('[RO34] wherever a face is, however large and leaning: a drawing is there, as large, and leans as much', () => {
  const face = fc.record({
    x: number(-500, 2000),
    y: number(-500, 2000),
    size: number(8, 600),
    lean: number(-1.4, 1.4),
  });
  fc.assert(
    fc.property(face, fc.constantFrom(...ANCHORS), ({ x, y, size, lean }, anchor) => {
      const marks = marksOf((point) => {
        const there = turned(point, lean);
        return { x: x + size * there.x, y: y + size * there.y };
      });
      const pose = poseOf(marks);
      expect(pose.unit / size).toBeCloseTo(1, 2);
      expect(pose.roll).toBeCloseTo(lean, 2);
      expect(Math.abs(pose.yaw)).toBeLessThan(0.02);
      const { a, b, c, d, ...at } = placeAt(pose, anchor);
      expect(Math.hypot(a, b) / size).toBeCloseTo(1, 2);
      expect(Math.atan2(b, a)).toBeCloseTo(lean, 2);
      expect((a * d - b * c) / size ** 2).toBeCloseTo(1, 2);
      const wanted = turned(FRONT[anchor], lean);
      expect(Math.hypot(at.x - x - size * wanted.x, at.y - y - size * wanted.y) / size).toBeLessThan(0.12);
    }),
    { seed: 68 },
  );
});

test('a face that turns away has its drawings narrower, but as high', () => {
  const away = marksOf(({ x, y }) => ({
    x: 300 + 100 * (x * 0.8 + (y > 0.5 && y < 0.8 ? 0.35 : 0)),
    y: 300 + 100 * y,
  }));
  const pose = poseOf(away);
  expect(pose.yaw).toBeGreaterThan(0.3);
  const { a, d } = placeAt(pose, 'nose');
  expect(a).toBeLessThan(d);
  expect(d).toBeGreaterThan(80);
  expect(placeAt(pose, 'nose').x).toBeGreaterThan(320);
});

test('each sticker has drawings of the shape of their boxes', () => {
  expect(STICKER_NAMES.length).toBeGreaterThanOrEqual(10);
  for (const name of STICKER_NAMES) {
    for (const { drawing, box } of STICKERS[name]) {
      const svg = readFileSync(new URL(`../stickers/${drawing}.svg`, import.meta.url), 'utf8');
      const [, width = 0, height = 0] = (/viewBox="\S+ \S+ (\S+) (\S+)"/.exec(svg) ?? []).map(Number);
      expect(box.width / box.height, drawing).toBeCloseTo(width / height, 1);
      expect(svg).not.toMatch(/https?:(?!\/\/www\.w3\.org\/2000\/svg)|<script|data:/);
    }
  }
});
