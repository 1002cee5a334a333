import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balancedLines, gridPlan, gridRects, type Rect, speakerRects, tilesPerPage } from './layout.ts';

const PC = { width: 1256, height: 652 };
const PHONE = { width: 374, height: 614 };
const LANDSCAPE = { width: 820, height: 250 };

describe('gridPlan', () => {
  test.each([
    [1, 'rows', [1]],
    [2, 'rows', [2]],
    [3, 'columns', [2, 1]],
    [4, 'rows', [2, 2]],
    [6, 'rows', [3, 3]],
    [7, 'columns', [3, 2, 2]],
    [9, 'rows', [3, 3, 3]],
    [49, 'rows', [7, 7, 7, 7, 7, 7, 7]],
  ])('%i on a PC: %s %j', (count, along, lines) => {
    expect(gridPlan(count, PC, 10)).toEqual({ along, lines });
  });

  test.each([
    [2, [1, 1]],
    [3, [2, 1]],
    [4, [2, 2]],
    [6, [2, 2, 2]],
  ])('%i on a phone: rows %j', (count, lines) => {
    expect(gridPlan(count, PHONE, 8)).toEqual({ along: 'rows', lines });
  });

  test('four on a taller phone are of one size too', () => {
    expect(gridPlan(4, { width: 374, height: 684 }, 8)).toEqual({ along: 'rows', lines: [2, 2] });
  });

  test('a phone on its side gets one row', () => {
    expect(gridPlan(3, LANDSCAPE, 8)).toEqual({ along: 'rows', lines: [3] });
  });
});

test('lines differ by one at most and hold everybody', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 49 }), fc.integer({ min: 1, max: 49 }), (count, rows) => {
      const plan = balancedLines(count, Math.min(rows, count));
      expect(plan.reduce((sum, n) => sum + n, 0)).toBe(count);
      expect(Math.max(...plan) - Math.min(...plan)).toBeLessThanOrEqual(1);
    }),
  );
});

function overlap(a: Rect, b: Rect): boolean {
  const e = 0.01;
  return (
    a.left + e < b.left + b.width &&
    b.left + e < a.left + a.width &&
    a.top + e < b.top + b.height &&
    b.top + e < a.top + a.height
  );
}

const box = fc.record({ width: fc.integer({ min: 300, max: 2560 }), height: fc.integer({ min: 240, max: 1440 }) });

test('three on a PC are of one size, the third in the middle below', () => {
  const [first, second, third] = gridRects(3, PC, 10);
  expect([first?.width, first?.height]).toEqual([623, 321]);
  expect([third?.width, third?.height]).toEqual([623, 321]);
  expect([second?.left, second?.top]).toEqual([633, 0]);
  expect([third?.left, third?.top]).toEqual([316.5, 331]);
});

test('a grid of 1 to 49 has no overlaps; it fills its box, or its tiles are of one size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 49 }), box, (count, size) => {
      const rects = gridRects(count, size, 0);
      expect(rects).toHaveLength(count);
      const area = rects.reduce((sum, r) => sum + r.width * r.height, 0);
      const fills = Math.abs(area - size.width * size.height) < 1;
      expect(fills || new Set(rects.map((r) => `${r.width} ${r.height}`)).size === 1).toBe(true);
      for (const [i, a] of rects.entries()) {
        expect(a.left).toBeGreaterThanOrEqual(-0.01);
        expect(a.left + a.width).toBeLessThanOrEqual(size.width + 0.01);
        expect(a.top + a.height).toBeLessThanOrEqual(size.height + 0.01);
        for (const b of rects.slice(i + 1)) expect(overlap(a, b)).toBe(false);
      }
    }),
  );
});

test('pages hold 1 to 49 tiles, six on an ordinary phone', () => {
  expect(tilesPerPage(PC)).toBe(49);
  expect(tilesPerPage(PHONE)).toBe(6);
  fc.assert(
    fc.property(box, (size) => {
      expect(tilesPerPage(size)).toBeGreaterThanOrEqual(1);
      expect(tilesPerPage(size)).toBeLessThanOrEqual(49);
    }),
  );
});

describe('speakerRects', () => {
  test('alone: the whole box', () => {
    expect(speakerRects(0, PC, 10)).toEqual({ main: { left: 0, top: 0, ...PC }, strip: [] });
  });

  test('the strip lies above, and beside in a low window', () => {
    expect(speakerRects(4, PC, 10).main.top).toBeGreaterThan(100);
    expect(speakerRects(4, LANDSCAPE, 8).main).toMatchObject({ left: 0, top: 0, height: 250 });
  });

  test('nothing overlaps or leaves the box', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), box, (others, size) => {
        const { main, strip } = speakerRects(others, size, 8);
        for (const r of [main, ...strip]) {
          expect(r.left).toBeGreaterThanOrEqual(-0.01);
          expect(r.left + r.width).toBeLessThanOrEqual(size.width + 0.01);
          expect(r.top + r.height).toBeLessThanOrEqual(size.height + 0.01);
        }
        for (const r of strip) expect(overlap(main, r)).toBe(false);
        expect(strip.length).toBeLessThanOrEqual(others);
      }),
    );
  });
});

/** The largest tiles of one size and shape that lie in rows: what a grid is measured by. */
function bestRowsArea(count: number, size: { width: number; height: number }, aspect: number): number {
  let best = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const width = Math.min(size.width / columns, (size.height / rows) * aspect);
    best = Math.max(best, (width * width) / aspect);
  }
  return best;
}

test('pictures of 1 to 49 people are as large as the best rows allow, within a fifth', () => {
  const wide = fc.record({ width: fc.integer({ min: 900, max: 2560 }), height: fc.integer({ min: 500, max: 1440 }) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 49 }), wide, (count, size) => {
      if (size.width < size.height) return;
      const best = bestRowsArea(count, size, 16 / 9);
      for (const rect of gridRects(count, size, 0)) {
        expect(rect.width * rect.height).toBeGreaterThan(best * 0.8);
      }
    }),
  );
});
