import { expect, test } from 'vitest';
import type { Me } from '#protocol/accounts.ts';
import { changesOf, draftOf } from './profile-draft.ts';

const NOW = new Date(2026, 10, 20, 10, 42).getTime();
const ME: Me = { id: 'u_0', nickname: '伟', role: 'member', job: 'Teacher' };

test('what is as before is no change', () => {
  expect(changesOf(ME, draftOf(ME), NOW)).toBeUndefined();
  expect(changesOf(ME, { ...draftOf(ME), nickname: ' 伟 ', lasting: 'hour' }, NOW)).toBeUndefined();
});

test('only what is different is told, and what is taken away is empty', () => {
  expect(changesOf(ME, { ...draftOf(ME), job: '', signature: 'hi' }, NOW)).toEqual({ job: '', signature: 'hi' });
});

test('a status lasts as long as was chosen', () => {
  const draft = { ...draftOf(ME), status: 'Lunch' };
  expect(changesOf(ME, draft, NOW)).toEqual({ status: { text: 'Lunch' } });
  expect(changesOf(ME, { ...draft, lasting: 'hour' }, NOW)?.status?.until).toBe(NOW + 3600_000);
  const midnight = new Date(2026, 10, 21).getTime();
  expect(changesOf(ME, { ...draft, lasting: 'today' }, NOW)?.status?.until).toBe(midnight);
});

test('a status keeps its end unless another is chosen', () => {
  const me = { ...ME, status: { text: 'Lunch', until: NOW + 5 } };
  expect(changesOf(me, draftOf(me), NOW)).toBeUndefined();
  expect(changesOf(me, { ...draftOf(me), status: 'Late lunch' }, NOW)).toEqual({
    status: { text: 'Late lunch', until: NOW + 5 },
  });
  expect(changesOf(me, { ...draftOf(me), lasting: 'always' }, NOW)).toEqual({ status: { text: 'Lunch' } });
  expect(changesOf(me, { ...draftOf(me), status: ' ' }, NOW)?.status?.text).toBe('');
});
