import { expect, test } from 'vitest';
import { isEmoji } from '#protocol/emoji.ts';
import { LIMITS } from '#protocol/limits.ts';
import { emojiRows } from '#web/vite-emoji.ts';
import { emojiQuery, findEmoji, GROUPS, readRows, withEmoji } from './emoji-model.ts';
import { withTone } from './tones.ts';

const all = readRows(emojiRows());

test('every emoji may be a reaction, in every tone, and has a name in both languages', () => {
  expect(all.length).toBeGreaterThan(1700);
  expect(all.filter(({ toned }) => toned).length).toBeGreaterThan(200);
  for (const { emoji, name, toned, group } of all) {
    expect(name.en !== '' && name.zh !== '', emoji).toBe(true);
    expect(
      GROUPS.some((one) => one.group === group),
      emoji,
    ).toBe(true);
    for (const tone of toned ? [0, 1, 5] : [0]) {
      const drawn = withTone(emoji, tone);
      expect(isEmoji(drawn) && drawn.length <= LIMITS.emojiChars, drawn).toBe(true);
    }
  }
});

test('emoji are found by words of both languages, the best first', () => {
  const first = (query: string) => findEmoji(all, query, 20).map(({ emoji }) => emoji);
  expect(first('thumbs up')[0]).toBe('👍');
  expect(first('heart')).toContain('❤️');
  expect(first('庆祝').length).toBeGreaterThan(0);
  expect(first('猫')).toContain('🐈');
  expect(first('')).toEqual([]);
  expect(first('no such thing at all')).toEqual([]);
});

test('a word after a colon is looked for, times and addresses are not', () => {
  expect(emojiQuery('so :smi', 7)).toBe('smi');
  expect(emojiQuery(':猫', 2)).toBe('猫');
  expect(emojiQuery('好！：猫', 4)).toBe('猫');
  for (const text of [
    '10:30',
    'https://x',
    'a:b',
    ':',
    ': x',
    ':)',
    'note:',
    '时间：三点',
    '时间:三点',
    ':D',
    'so :p',
  ]) {
    expect(emojiQuery(text, text.length), text).toBe(undefined);
  }
  expect(withEmoji('so :smi!', 7, 'smi', '😀')).toEqual({ text: 'so 😀!', caret: 5 });
});

test('skin tones take the place of the sign for colour', () => {
  expect(withTone('✌️', 3)).toBe('✌🏽');
  expect(withTone('🧑‍💻', 5)).toBe('🧑🏿‍💻');
  expect(withTone('👍', 0)).toBe('👍');
});
