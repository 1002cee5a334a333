import { expect, test } from 'vitest';
import type { BreakoutView } from '#protocol/breakout.ts';
import type { Meeting } from '../model/meeting.ts';
import { freshNames, newer, offerOf, untilText, whereTo } from './where.ts';

const room = (id: string) => ({ id, name: id.toUpperCase() });
const view = (more: Partial<BreakoutView> = {}): BreakoutView => ({
  now: 1,
  revision: 3,
  at: 'open',
  rules: { auto: true, choose: false, back: true, minutes: 0 },
  rooms: [],
  rest: [],
  ...more,
});

function inside(breakout?: string, moving = false): Meeting {
  const answer = { breakout: breakout === undefined ? undefined : room(breakout) };
  const entry = { microphone: true, camera: true };
  return { at: 'inside', since: 0, link: 'whole', answer, ...(moving && { moving: entry }) } as unknown as Meeting;
}

test('one goes when the room that one is in is not the one where one belongs, and not twice at a time', () => {
  expect(whereTo(view({ here: room('b1') }), inside())).toBe(true);
  expect(whereTo(view({ here: room('b1') }), inside('b2'))).toBe(true);
  expect(whereTo(view(), inside('b2'))).toBe(true);
  expect(whereTo(view({ here: room('b1') }), inside('b1'))).toBe(false);
  expect(whereTo(view(), inside())).toBe(false);
  expect(whereTo(view({ here: room('b1') }), inside('b2', true))).toBe(false);
  expect(whereTo(view({ here: room('b1') }), { at: 'nowhere' })).toBe(false);
});

test('who is in the main room is asked to their room, chooses, or neither', () => {
  expect(offerOf(view({ mine: room('b1') }))).toBe('asked');
  expect(offerOf(view({ mine: room('b1'), here: room('b1') }))).toBe('none');
  expect(offerOf(view({ mine: room('b1'), at: 'closing' }))).toBe('none');
  expect(offerOf(view())).toBe('none');
  expect(offerOf(view({ rules: { auto: true, choose: true, back: true, minutes: 0 } }))).toBe('choose');
});

test('an older answer is left; a countdown never goes below zero; new rooms have names of their own', () => {
  expect(newer(view(), view({ revision: 2 }))).toBe(false);
  expect(newer(view(), view())).toBe(true);
  expect([61_001, 60_000, 400, -5].map(untilText)).toEqual(['1:02', '1:00', '0:01', '0:00']);
  expect(freshNames(['Room 2'], 2, (n) => `Room ${n}`)).toEqual(['Room 1', 'Room 3']);
});
