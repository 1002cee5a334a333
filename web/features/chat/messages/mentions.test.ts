import { expect, test } from 'vitest';
import { matching, mentionQuery, mentionsIn, withMention } from './mentions.ts';

const people = [
  { who: 'u_ann', name: 'Ann' },
  { who: 'u_lee', name: 'Ann Lee' },
  { who: 'u_wang', name: '王思远' },
  { who: 'u_joann', name: 'Joann' },
];

test('an @ at the start of a word asks for somebody', () => {
  expect(mentionQuery('hi @An', 6)).toBe('An');
  expect(mentionQuery('你好，@王', 5)).toBe('王');
  expect(mentionQuery('@', 1)).toBe('');
  expect(mentionQuery('mail@example', 12)).toBeUndefined();
  expect(mentionQuery('@An is', 6)).toBeUndefined();
  expect(mentionQuery('@An is', 3)).toBe('An');
});

test('those whose names begin so come first', () => {
  expect(matching('an', people).map(({ who }) => who)).toEqual(['u_ann', 'u_lee', 'u_joann']);
  expect(matching('思', people).map(({ who }) => who)).toEqual(['u_wang']);
});

test('Chinese names are found by their pinyin', () => {
  expect(matching('wsy', people).map(({ who }) => who)).toEqual(['u_wang']);
  expect(matching('siy', people).map(({ who }) => who)).toEqual(['u_wang']);
});

test('the name takes the place of what was typed', () => {
  expect(withMention('hi @an there', 6, 'Ann')).toEqual({ text: 'hi @Ann there', caret: 8 });
});

test('the longest names are meant, and who was picked before who has the same name', () => {
  expect(mentionsIn('@Ann Lee and @王思远', people, [])).toEqual(['u_lee', 'u_wang']);
  expect(mentionsIn('@Ann', [...people, { who: 'u_other', name: 'Ann' }], [{ who: 'u_other', name: 'Ann' }])).toEqual([
    'u_other',
  ]);
  expect(mentionsIn('nobody', people, [])).toEqual([]);
});
