import { expect, test } from 'vitest';
import type { TimelineRow } from '../lines.ts';
import { type Ground, ScrollKeeper } from './scroll-keeper.ts';

const VIEW = 600;
const ROW = 100;

function rowOf(seq: number): TimelineRow {
  const event = {
    conversation: 'c_1',
    seq,
    at: 0,
    by: 'u_a',
    count: seq,
    type: 'message',
    clientId: `k${seq}`,
    text: '',
  };
  const line = { state: 'sent', key: `k${seq}`, event } as TimelineRow['line'];
  return { key: `k${seq}`, line, dayAbove: undefined, unreadAbove: false, place: 'only' };
}

/** A history whose rows have heights; it moves as a browser and a list move it. */
class History {
  heights: number[];
  rows: TimelineRow[];
  hasBefore = false;
  hasAfter = false;
  view = VIEW;
  now = 1_000;
  #top = 0;
  readonly keeper = new ScrollKeeper(
    () => this.ground,
    () => this.now,
  );

  constructor(first: number, last: number) {
    this.rows = Array.from({ length: last - first + 1 }, (_, n) => rowOf(first + n));
    this.heights = this.rows.map(() => ROW);
  }

  get #max(): number {
    return Math.max(0, this.whole - this.view);
  }

  get whole(): number {
    return this.heights.reduce((sum, height) => sum + height, 0);
  }

  get top(): number {
    return Math.min(this.#top, this.#max);
  }

  get below(): number {
    return this.whole - this.view - this.top;
  }

  get ground(): Ground {
    const history = this;
    const topOf = (index: number) => this.heights.slice(0, index).reduce((sum, height) => sum + height, 0);
    return {
      rows: this.rows,
      hasBefore: this.hasBefore,
      hasAfter: this.hasAfter,
      scroller: {
        get scrollTop() {
          return history.top;
        },
        set scrollTop(top: number) {
          history.#top = Math.max(0, Math.min(top, history.#max));
        },
        clientHeight: this.view,
        scrollHeight: Math.max(this.whole, this.view),
      },
      list: {
        scrollOffset: this.top,
        scrollSize: Math.max(this.whole, this.view),
        viewportSize: this.view,
        getItemOffset: topOf,
        getItemSize: (index) => this.heights[index] ?? 0,
        findItemIndex: (offset) =>
          Math.max(
            0,
            this.heights.findLastIndex((_, index) => topOf(index) <= offset),
          ),
      },
    };
  }

  /** Where the row begins in the view, in px. */
  topInView(seq: number): number {
    const index = this.rows.findIndex(({ key }) => key === `k${seq}`);
    return this.ground.list.getItemOffset(index) - this.top;
  }

  /** Somebody scrolls, by whatever means. */
  scroll(byPx: number): void {
    this.#top = Math.max(0, Math.min(this.top + byPx, this.#max));
    this.keeper.handleScroll();
  }

  resize(seq: number, height: number): void {
    this.heights[this.rows.findIndex(({ key }) => key === `k${seq}`)] = height;
    this.keeper.handleResize();
  }

  resizeView(height: number): void {
    this.view = height;
    this.keeper.handleResize();
  }

  append(seq: number, height = ROW): void {
    this.rows = [...this.rows, rowOf(seq)];
    this.heights.push(height);
    this.keeper.followEnd();
    this.keeper.handleRows();
  }
}

function openedAtEnd(): History {
  const history = new History(1, 30);
  history.keeper.handleResize();
  history.keeper.hold({ at: 'end' });
  history.keeper.handleScroll();
  return history;
}

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Something that happens to a history while nobody scrolls. */
function change(history: History, number: (below: number) => number): void {
  const what = number(5);
  const at = number(history.rows.length);
  const first = Number(history.rows[0]?.key.slice(1));
  if (what === 0) history.resize(Number(history.rows[at]?.key.slice(1)), 20 + number(400));
  else if (what === 1) history.resizeView(300 + number(500));
  else if (what === 2) history.append(Number(history.rows.at(-1)?.key.slice(1)) + 1, 20 + number(300));
  else {
    const more = [first - 2, first - 1].map(rowOf);
    const gone = (row: TimelineRow) => what === 4 && row.key === history.rows[at]?.key && row.key !== 'k1015';
    const kept = history.rows
      .map((row, n) => ({ row, height: history.heights[n] ?? ROW }))
      .filter(({ row }) => !gone(row));
    history.rows = [...more, ...kept.map(({ row }) => row)];
    history.heights = [20 + number(300), 60, ...kept.map(({ height }) => height)];
    history.keeper.handleRows();
  }
}

test('whatever happens, the end stays in view, and so does a row that was gone to', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const [atEnd, atRow] = [new History(1_001, 1_030), new History(1_001, 1_030)];
    atEnd.keeper.hold({ at: 'end' });
    atRow.keeper.hold({ at: 'row', row: { seq: 1_015 }, top: 'middle' });
    for (const history of [atEnd, atRow]) {
      history.keeper.handleResize();
      const number = numbers(seed);
      for (let n = 0; n < 60; n += 1) change(history, number);
    }
    expect(atEnd.below, `seed ${seed}`).toBe(0);
    const height = atRow.heights[atRow.rows.findIndex(({ key }) => key === 'k1015')] ?? 0;
    const middle = Math.max(16, (atRow.view - height) / 2);
    expect(atRow.topInView(1_015), `seed ${seed}`).toBeCloseTo(middle, 0);
  }
});

test('the end stays in view while rows, lines and the view change', () => {
  const history = openedAtEnd();
  history.resize(30, 260);
  expect(history.below).toBe(0);
  history.append(31, 40);
  history.resize(31, 180);
  expect(history.below).toBe(0);
  history.resizeView(320);
  expect(history.below).toBe(0);
  history.resizeView(VIEW);
  expect(history.below).toBe(0);
  history.resize(3, 20);
  expect(history.below).toBe(0);
});

test('whoever scrolls up at once is not thrown back by rows that are measured then', () => {
  const history = openedAtEnd();
  history.scroll(-30);
  const { top } = history;
  history.resize(30, 140);
  expect(history.top).toBe(top);
  expect(history.keeper.anchor.at).toBe('free');
});

test('nothing moves under a hand that is about to scroll, and what was owed follows', () => {
  const history = openedAtEnd();
  history.keeper.handleHands(true);
  history.resize(30, 260);
  expect(history.below).toBe(160);
  history.keeper.handleHands(false);
  expect(history.below).toBe(0);
});

test('a scrolling by no hand lets go of the end too', () => {
  const history = openedAtEnd();
  history.scroll(-1_000);
  history.append(31);
  expect(history.below).toBe(1_100);
});

test('rows that shrink at the end do not let it go', () => {
  const history = openedAtEnd();
  history.heights[29] = 20;
  history.keeper.handleScroll();
  history.append(31);
  expect(history.below).toBe(0);
});

test('near the end a new line is followed; a row that grows there throws nobody down', () => {
  const history = openedAtEnd();
  history.scroll(-40);
  history.resize(30, 150);
  expect(history.below).toBe(90);
  history.append(31);
  expect(history.below).toBe(0);
});

test('a row that was gone to stays where it is until somebody scrolls', () => {
  const history = openedAtEnd();
  history.keeper.jump({ at: 'row', row: { seq: 12 }, top: 'middle' });
  expect(history.topInView(12)).toBe(250);
  history.resize(4, 300);
  expect(history.topInView(12)).toBe(250);
  history.now += 1_000;
  history.scroll(-100);
  const { top } = history;
  history.resize(4, 10);
  expect(history.top).toBe(top);
});

test('a row too high for the middle is shown from its beginning', () => {
  const history = openedAtEnd();
  history.heights[11] = 2_000;
  history.keeper.jump({ at: 'row', row: { seq: 12 }, top: 'middle' });
  expect(history.topInView(12)).toBe(16);
});

test('what coasts on when one jumps is held back, a hand is not', () => {
  const history = openedAtEnd();
  history.scroll(-1_000);
  history.keeper.jump({ at: 'end' });
  history.scroll(-120);
  expect(history.below).toBe(0);
  history.keeper.handleIntent();
  history.scroll(-120);
  expect(history.below).toBe(120);
});

test('what is read stays in place when lines above are erased or let go', () => {
  const history = openedAtEnd();
  history.scroll(-1_050);
  const before = history.topInView(20);
  history.rows = history.rows.slice(5);
  history.heights = history.heights.slice(5);
  history.keeper.handleRows();
  expect(history.topInView(20)).toBe(before);
});

test('when all that was seen is gone, it tells what that was', () => {
  const history = openedAtEnd();
  history.scroll(-1_050);
  history.rows = history.rows.map((_, n) => rowOf(500 + n));
  expect(history.keeper.handleRows()?.seq).toBe(14);
});

test('a row that is not there yet is waited for, and given up', () => {
  const history = openedAtEnd();
  history.hasBefore = true;
  history.rows = history.rows.slice(10);
  history.heights = history.heights.slice(10);
  const anchor = { at: 'row', row: { seq: 4 }, top: 'middle' } as const;
  history.keeper.jump(anchor);
  expect(history.keeper.isUnderway).toBe(true);
  history.keeper.giveUp(anchor);
  expect(history.keeper.isUnderway).toBe(false);
  expect(history.keeper.anchor.at).toBe('free');
});

test('whoever jumps from the end to what is not loaded gets there, and stays there', () => {
  const history = openedAtEnd();
  history.keeper.jump({ at: 'row', row: { seq: 900 }, top: 'middle' });
  history.hasAfter = true;
  expect(history.keeper.isUnderway).toBe(true);
  history.rows = history.rows.map((_, n) => rowOf(890 + n));
  history.hasBefore = true;
  history.keeper.followEnd();
  history.keeper.handleRows();
  expect(history.topInView(900)).toBe(250);
  history.hasAfter = false;
  history.append(920);
  expect(history.topInView(900)).toBe(250);
});

test('the lower edge of what one reads stays when the keyboard opens', () => {
  const history = openedAtEnd();
  history.scroll(-1_000);
  const lower = history.top + history.view;
  history.resizeView(320);
  expect(history.top + history.view).toBe(lower);
});

test('the place to come back to is that of the first row in view; at the end there is none', () => {
  const history = openedAtEnd();
  expect(history.keeper.reading).toBeUndefined();
  history.scroll(-1_050);
  expect(history.keeper.reading).toMatchObject({ seq: 14, top: -50 });
});
