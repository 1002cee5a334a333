import { expect, test } from 'vitest';
import { dayOf, messageParams, readForm, type SearchForm, searchPath, startOf } from './form.ts';
import { takeConditions, typedLast } from './operators.ts';

const empty: SearchForm = { query: '', tab: 'all', has: [] };
const C = `c_${'a'.repeat(20)}`;
const U = `u_${'b'.repeat(20)}`;

test('the address says the whole form, and is read back', () => {
  const form: SearchForm = {
    ...{ query: '明天 100%&', tab: 'messages', from: U, in: C, after: '2026-05-01', before: '2026-06-01' },
    has: ['link', 'mention'],
  };
  const path = searchPath(form, { open: C, seq: 4 });
  expect(readForm(path.slice('/search'.length))).toEqual(form);
  expect(searchPath(empty)).toBe('/search');
});

test('what is wrong in an address is left out', () => {
  expect(readForm('?tab=files&from=me&in=c_1&after=tomorrow&before=2026-02-30&has=x,link')).toEqual({
    ...empty,
    has: ['link'],
  });
});

test('the server is asked in ms, from the beginning of local days', () => {
  expect(messageParams(empty)).toBeUndefined();
  expect(messageParams({ ...empty, in: C })).toBeUndefined();
  expect(messageParams({ ...empty, query: ' a ', before: '2026-05-01' })).toEqual({
    query: 'a',
    before: startOf('2026-05-01'),
  });
  expect(new Date(startOf('2026-05-01')).getDate()).toBe(1);
});

test('days are read as people write them', () => {
  for (const text of ['2026-05-01', '2026/5/1', '2026.5.1', '2026年5月1日']) expect(dayOf(text)).toBe('2026-05-01');
  for (const text of ['2026-13-01', '2026-02-29', '26-1-1', '', 'x']) expect(dayOf(text)).toBeUndefined();
});

test('dates and has: are taken out of the text once they are whole', () => {
  expect(takeConditions(empty, 'plan after:2026-05-01')).toEqual({ ...empty, query: 'plan after:2026-05-01' });
  expect(takeConditions(empty, 'plan after:2026-05-01 b')).toEqual({ ...empty, query: 'plan b', after: '2026-05-01' });
  expect(takeConditions(empty, 'plan after:2026-05-01', true)).toEqual({
    ...empty,
    query: 'plan',
    after: '2026-05-01',
  });
  expect(takeConditions(empty, '早于：2026年5月1日 计划 ')).toEqual({ ...empty, query: '计划 ', before: '2026-05-01' });
  expect(takeConditions(empty, 'has:link has:@ ')).toEqual({ ...empty, query: '', has: ['link', 'mention'] });
  expect(takeConditions(empty, 'has:nothing before:noon ')).toEqual({ ...empty, query: 'has:nothing before:noon ' });
  expect(takeConditions(empty, 'see https://a.example/ ')).toEqual({ ...empty, query: 'see https://a.example/ ' });
});

test('who and where are asked for while they are typed', () => {
  expect(typedLast('plan from:an')).toEqual({ is: 'from', value: 'an', rest: 'plan' });
  expect(typedLast('发送人：安')).toEqual({ is: 'from', value: '安', rest: '' });
  expect(typedLast('plan in:"the old gr')).toEqual({ is: 'in', value: 'the old gr', rest: 'plan' });
  expect(typedLast('plan in:')).toEqual({ is: 'in', value: '', rest: 'plan' });
  for (const text of ['from:ann plan', 'before:2026', 'main:x', '']) expect(typedLast(text)).toBeUndefined();
});
