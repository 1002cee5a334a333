import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allTiles, inOrder, mainTile, pageOf, raisedHands, sharersOf, stripTiles, tileId, viewFor } from './people.ts';
import { arrivals, durationText, keepUnchanged, newHands, type Person } from './room-state.ts';

function person(identity: string, more: Partial<Person> = {}): Person {
  return {
    identity,
    name: identity.toUpperCase(),
    me: false,
    host: false,
    cohost: false,
    guest: false,
    joinedAt: 1,
    speaking: false,
    microphone: true,
    camera: 'TR_c',
    screen: undefined,
    paused: false,
    quality: 'good',
    hand: undefined,
    spotlight: false,
    ...more,
  };
}

const crowd = (n: number) => [
  person('me', { me: true, joinedAt: 9 }),
  ...Array.from({ length: n - 1 }, (_, i) => person(`p${String(i).padStart(2, '0')}`, { joinedAt: i + 10 })),
];

test('oneself first, then by joining, whatever the order of arrival', () => {
  const people = [person('b', { joinedAt: 5 }), person('me', { me: true, joinedAt: 9 }), person('a', { joinedAt: 5 })];
  expect(inOrder(people).map((p) => p.identity)).toEqual(['me', 'a', 'b']);
});

test('screens come first, and nobody sees their own', () => {
  const people = [person('me', { me: true, screen: 'TR_s' }), person('a', { screen: 'TR_s' })];
  expect(allTiles(people).map((tile) => tile.id)).toEqual(['screen:a', 'camera:me', 'camera:a']);
});

test('one leaves out oneself or who shows nothing, and still sees somebody', () => {
  const people = [person('me', { me: true }), person('a', { camera: undefined }), person('b')];
  const ids = (hidden: Parameters<typeof allTiles>[1]) => allTiles(people, hidden).map((tile) => tile.identity);
  expect(ids({ hideSelf: true })).toEqual(['a', 'b']);
  expect(ids({ hideFaceless: true })).toEqual(['me', 'b']);
  expect(ids({ hideSelf: true, hideFaceless: true })).toEqual(['b']);
  const faceless = people.map((one) => ({ ...one, camera: undefined }));
  expect(allTiles(faceless, { hideFaceless: true })).toHaveLength(3);
  expect(allTiles([person('me', { me: true })], { hideSelf: true })).toHaveLength(1);
});

test('hands are in the order in which they were raised', () => {
  const people = [person('a', { hand: 30 }), person('b'), person('c', { hand: 10 }), person('d', { hand: 30 })];
  expect(raisedHands(people).map((one) => one.identity)).toEqual(['c', 'a', 'd']);
});

test('a hand that was raised since is news, one’s own is not', () => {
  const before = [person('me', { me: true }), person('a', { hand: 5 }), person('b')];
  const after = [person('me', { me: true, hand: 9 }), person('a', { hand: 5 }), person('b', { hand: 8 })];
  expect(newHands(before, after)).toEqual(['B']);
});

test('whom the host shows is large for all: over screens, under one’s own pin', () => {
  const people = [person('me', { me: true }), person('a', { screen: 'TR_s' }), person('b', { spotlight: true })];
  expect(mainTile(people, undefined, new Map())?.id).toBe('camera:b');
  expect(mainTile(people, 'screen:a', new Map())?.id).toBe('screen:a');
  expect(viewFor({ view: 'grid', sharers: '' }, people, undefined)).toBe('speaker');
  expect(viewFor({ view: 'grid', sharers: sharersOf(people) }, people, undefined)).toBe('grid');
});

describe('pageOf', () => {
  const tiles = allTiles(crowd(9));

  test('without talk pages follow the order', () => {
    expect(pageOf(tiles, 0, 6, new Map()).map((t) => t.identity)).toEqual(['me', 'p00', 'p01', 'p02', 'p03', 'p04']);
    expect(pageOf(tiles, 1, 6, new Map()).map((t) => t.identity)).toEqual(['p05', 'p06', 'p07']);
    expect(pageOf(tiles, 99, 6, new Map())).toHaveLength(3);
  });

  test('who speaks on a later page comes to the first in place of the quietest', () => {
    const spoke = new Map([
      ['p04', 50],
      ['p07', 60],
    ]);
    const first = pageOf(tiles, 0, 6, spoke).map((t) => t.identity);
    expect(first).toEqual(['me', 'p00', 'p01', 'p02', 'p07', 'p04']);
  });

  test('pages together hold everybody once', () => {
    const talk = fc.dictionary(fc.constantFrom('me', 'p00', 'p03', 'p05', 'p07', 'p11'), fc.nat(1000));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 8 }), talk, (count, perPage, spoke) => {
        const all = allTiles(crowd(count));
        const map = new Map(Object.entries(spoke));
        const pages = Math.ceil(count / perPage);
        const seen = Array.from({ length: pages }, (_, page) => pageOf(all, page, perPage, map)).flat();
        expect(seen.map((t) => t.id).sort()).toEqual(all.map((t) => t.id).sort());
      }),
    );
  });
});

describe('mainTile', () => {
  const people = crowd(3);

  test('who spoke last, never oneself while others are there', () => {
    const spoke = new Map([
      ['me', 99],
      ['p01', 5],
    ]);
    expect(mainTile(people, undefined, spoke)?.identity).toBe('p01');
    expect(mainTile(people.slice(0, 1), undefined, spoke)?.identity).toBe('me');
    expect(mainTile([], undefined, spoke)).toBeUndefined();
  });

  test('a screen before a speaker, a pin before a screen, a pin that left counts no more', () => {
    const sharing = [...people, person('s', { screen: 'TR_s', joinedAt: 30 })];
    expect(mainTile(sharing, undefined, new Map([['p01', 5]]))?.id).toBe('screen:s');
    expect(mainTile(sharing, tileId('p00', 'camera'), new Map())?.identity).toBe('p00');
    expect(mainTile(people, 'camera:gone', new Map())?.identity).toBe('p00');
  });

  test('the strip leaves the main tile out', () => {
    const main = mainTile(people, undefined, new Map());
    expect(stripTiles(people, main, 8, new Map()).map((t) => t.identity)).toEqual(['me', 'p01']);
    expect(stripTiles(people, main, 0, new Map())).toEqual([]);
  });
});

test('sharing and pinning bring the speaker view, choosing otherwise holds until the next share', () => {
  const people = crowd(3);
  const grid = { view: 'grid', sharers: '' } as const;
  expect(viewFor(grid, people, undefined)).toBe('grid');
  expect(viewFor(grid, people, 'camera:p00')).toBe('speaker');
  expect(viewFor(grid, people, 'camera:gone')).toBe('grid');
  const sharing = [...people, person('s', { screen: 'TR_s' })];
  expect(viewFor(grid, sharing, undefined)).toBe('speaker');
  const chosenMeanwhile = { view: 'grid', sharers: sharersOf(sharing) } as const;
  expect(viewFor(chosenMeanwhile, sharing, undefined)).toBe('grid');
  expect(viewFor(chosenMeanwhile, [...sharing, person('t', { screen: 'TR_t' })], undefined)).toBe('speaker');
  expect(viewFor(chosenMeanwhile, people, undefined)).toBe('grid');
});

test('who did not change stays the same object', () => {
  const before = [person('a'), person('b')];
  const after = keepUnchanged(before, [person('b', { speaking: true }), person('a'), person('c')]);
  expect(after.map((p) => p.identity)).toEqual(['b', 'a', 'c']);
  expect(after[1]).toBe(before[0]);
  expect(after[0]).not.toBe(before[1]);
});

test('arrivals names who came and went, oneself left out', () => {
  const before = [person('me', { me: true }), person('a')];
  const after = [person('me', { me: true }), person('b')];
  expect(arrivals(before, after)).toEqual({ joined: ['B'], left: ['A'] });
  expect(arrivals([], before)).toEqual({ joined: ['A'], left: [] });
});

test.each([
  [0, '00:00'],
  [-5, '00:00'],
  [1_456_000, '24:16'],
  [3_725_000, '1:02:05'],
])('%i ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
