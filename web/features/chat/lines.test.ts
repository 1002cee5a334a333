import { expect, test } from 'vitest';
import type { LineView, OutgoingLine } from '#client/view.ts';
import { timelineRows } from './lines.ts';

const DAY = new Date(2026, 10, 18, 9, 0).getTime();
const MINUTE = 60_000;

function message(seq: number, by: string, at: number, text = 'hi'): LineView {
  const event = {
    conversation: 'c_1',
    seq,
    at,
    by,
    count: seq,
    type: 'message',
    clientId: `client${seq}`,
    text,
  } as const;
  return { state: 'sent', key: `k${seq}`, event };
}

function joined(seq: number, at: number): LineView {
  const event = { conversation: 'c_1', seq, at, by: 'u_a', count: 0, type: 'members-added', members: ['u_c'] } as const;
  return { state: 'sent', key: `k${seq}`, event: { ...event, members: [...event.members] } };
}

const rowsOf = (lines: LineView[], unreadFrom?: number, direct = false) => timelineRows({ lines, unreadFrom, direct });
const places = (lines: LineView[], unreadFrom?: number) => rowsOf(lines, unreadFrom).map((row) => row.place);

test('messages of one person grow together', () => {
  const lines = [1, 2, 3].map((n) => message(n, 'u_a', DAY + n * MINUTE));
  expect(places(lines)).toEqual(['first', 'middle', 'last']);
});

test('another person, a long silence and a system line begin a new group', () => {
  const lines = [
    message(1, 'u_a', DAY),
    message(2, 'u_b', DAY + MINUTE),
    message(3, 'u_b', DAY + 7 * MINUTE),
    joined(4, DAY + 8 * MINUTE),
    message(5, 'u_b', DAY + 9 * MINUTE),
  ];
  expect(places(lines)).toEqual(['only', 'only', 'only', 'only', 'only']);
});

test('a line of one’s own that is on its way joins the group', () => {
  const outgoing: OutgoingLine = {
    state: 'sending',
    key: 'k2',
    clientId: 'client02',
    conversation: 'c_1',
    by: 'u_a',
    text: 'and',
    at: DAY + MINUTE,
  };
  expect(places([message(1, 'u_a', DAY), outgoing])).toEqual(['first', 'last']);
});

test('a day line stands above the first line of every day', () => {
  const before = new Date(2026, 10, 17, 23, 59).getTime();
  const after = new Date(2026, 10, 18, 0, 1).getTime();
  const rows = rowsOf([message(1, 'u_a', before), message(2, 'u_a', after), message(3, 'u_a', after)]);
  expect(rows.map((row) => row.dayAbove)).toEqual([
    new Date(2026, 10, 17).getTime(),
    new Date(2026, 10, 18).getTime(),
    undefined,
  ]);
  expect(rows.map((row) => row.place)).toEqual(['only', 'first', 'last']);
});

test('the unread line stands once, above the first unread line, and breaks a group', () => {
  const lines = [1, 2, 3, 4].map((n) => message(n, 'u_a', DAY));
  const rows = rowsOf(lines, 3);
  expect(rows.map((row) => row.unreadAbove)).toEqual([false, false, true, false]);
  expect(rows.map((row) => row.place)).toEqual(['first', 'last', 'first', 'last']);
});

test('a direct conversation does not tell how it was made', () => {
  expect(rowsOf([joined(1, DAY), message(2, 'u_a', DAY)], undefined, true).map((row) => row.key)).toEqual(['k2']);
});

function cameIn(seq: number, by: string, at: number): LineView {
  const event = { conversation: 'c_1', seq, at, by, count: 0, type: 'members-added', members: [by] } as const;
  return { state: 'sent', key: `k${seq}`, event: { ...event, members: [...event.members] } };
}

test('people who come in one after another share a line: the last one', () => {
  const lines = [
    cameIn(1, 'u_a', DAY),
    cameIn(2, 'u_b', DAY + MINUTE),
    cameIn(3, 'u_a', DAY + MINUTE),
    message(4, 'u_b', DAY + 2 * MINUTE),
    cameIn(5, 'u_c', DAY + 3 * MINUTE),
    joined(6, DAY + 3 * MINUTE),
    cameIn(7, 'u_d', DAY + 4 * MINUTE),
  ];
  const rows = rowsOf(lines);
  expect(rows.map(({ key }) => key)).toEqual(['k3', 'k4', 'k5', 'k6', 'k7']);
  expect(rows.map(({ came }) => came)).toEqual([['u_a', 'u_b'], undefined, undefined, undefined, undefined]);
});

test('neither a day line nor the unread line is lost among people who come in', () => {
  const tomorrow = DAY + 24 * 60 * MINUTE;
  const lines = [cameIn(1, 'u_a', DAY), cameIn(2, 'u_b', DAY), cameIn(3, 'u_c', DAY), cameIn(4, 'u_d', tomorrow)];
  const rows = rowsOf(lines, 3);
  expect(rows.map(({ key }) => key)).toEqual(['k2', 'k3', 'k4']);
  expect(rows.map(({ unreadAbove }) => unreadAbove)).toEqual([false, true, false]);
  expect(rows[2]?.dayAbove).toBeDefined();
});
