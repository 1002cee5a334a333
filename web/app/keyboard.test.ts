import { expect, test } from 'vitest';
import { coveredByKeyboard } from './keyboard.ts';

test('a keyboard covers what cannot be seen of the page', () => {
  expect(coveredByKeyboard(844, { height: 508, scale: 1 })).toBe(336);
});

test('a page that became smaller itself is covered by nothing', () => {
  expect(coveredByKeyboard(508, { height: 508, scale: 1 })).toBe(0);
});

test('bars of the browser are no keyboard', () => {
  expect(coveredByKeyboard(844, { height: 780, scale: 1 })).toBe(0);
});

test('who zooms in has no keyboard up', () => {
  expect(coveredByKeyboard(844, { height: 422, scale: 2 })).toBe(0);
});
