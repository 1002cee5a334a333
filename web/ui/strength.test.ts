import { expect, test } from 'vitest';
import { passwordStrength } from './strength.ts';

test('short and repeating passwords are weak', () => {
  expect(passwordStrength('abc')).toBe('weak');
  expect(passwordStrength('aaaaaaaaaaaaaaaa')).toBe('weak');
});

test('length and variety make it stronger', () => {
  expect(passwordStrength('mountains')).toBe('fair');
  expect(passwordStrength('mountains and rivers')).toBe('strong');
  expect(passwordStrength('Mount4ins!')).toBe('good');
});
