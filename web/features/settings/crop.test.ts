import { expect, test } from 'vitest';
import { middleOf, mostZoom, moved, zoomed, zoomOf } from './crop.ts';

const WIDE = { width: 800, height: 400 };

test('at first it is the largest square in the middle', () => {
  expect(middleOf(WIDE)).toEqual({ x: 200, y: 0, side: 400 });
  expect(middleOf({ width: 300, height: 300 })).toEqual({ x: 0, y: 0, side: 300 });
});

test('it moves up to the edges and no further', () => {
  const start = middleOf(WIDE);
  expect(moved(start, WIDE, -50, 10)).toEqual({ x: 150, y: 0, side: 400 });
  expect(moved(start, WIDE, -1000, -1000)).toEqual({ x: 0, y: 0, side: 400 });
  expect(moved(start, WIDE, 1000, 0).x).toBe(400);
});

test('zooming keeps the middle, ends at the whole and at what is still sharp', () => {
  const near = zoomed(middleOf(WIDE), WIDE, 2);
  expect(near).toEqual({ x: 300, y: 100, side: 200 });
  expect(zoomOf(near, WIDE)).toBe(2);
  expect(zoomed(near, WIDE, 0.1)).toEqual(middleOf(WIDE));
  expect(zoomed(near, WIDE, 100).side).toBe(400 / mostZoom(WIDE));
  expect(mostZoom({ width: 20, height: 10 })).toBe(1);
  const corner = moved(near, WIDE, -1000, -1000);
  expect(zoomed(corner, WIDE, 1)).toEqual({ x: 0, y: 0, side: 400 });
});
