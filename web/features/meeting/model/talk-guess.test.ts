import { expect, test } from 'vitest';
import { TalkGuess } from './talk-guess.ts';

test('a cough is no talk, a sentence is', () => {
  const guess = new TalkGuess();
  expect([0.1, 0.9, 0.8, 0.1, 0.1, 0.2].map((level) => guess.hear(level))).not.toContain(true);
  expect([0.7, 0.6, 0.3, 0.8, 0.7].map((level) => guess.hear(level)).at(-1)).toBe(true);
});
