import { expect, test } from 'vitest';
import type { TimelineRow } from '../lines.ts';
import { indexOfRow } from './anchor.ts';

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

const rows = [10, 11, 15, 16].map(rowOf);

test('a row is found by its key', () => {
  expect(indexOfRow({ key: 'k15' }, { rows, hasBefore: true, hasAfter: true })).toBe(2);
  expect(indexOfRow({ key: 'k12' }, { rows, hasBefore: true, hasAfter: true })).toBe(-1);
});

test('a place without a row is at the next one', () => {
  expect(indexOfRow({ seq: 15 }, { rows, hasBefore: true, hasAfter: true })).toBe(2);
  expect(indexOfRow({ seq: 12 }, { rows, hasBefore: true, hasAfter: true })).toBe(2);
});

test('a place outside of what is loaded has none, unless nothing more is to be had', () => {
  expect(indexOfRow({ seq: 4 }, { rows, hasBefore: true, hasAfter: false })).toBe(-1);
  expect(indexOfRow({ seq: 4 }, { rows, hasBefore: false, hasAfter: true })).toBe(0);
  expect(indexOfRow({ seq: 20 }, { rows, hasBefore: true, hasAfter: true })).toBe(-1);
  expect(indexOfRow({ seq: 20 }, { rows, hasBefore: true, hasAfter: false })).toBe(3);
});
