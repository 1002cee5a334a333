import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEmoji } from './emoji.ts';

test('one emoji is one emoji, however many code points it has', () => {
  for (const one of ['👍', '👍🏽', '❤️', '❤', '🇨🇳', '1️⃣', '👩‍👩‍👧‍👦', '🏳️‍🌈', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🫱🏻‍🫲🏿', '©️'])
    assert.ok(isEmoji(one), one);
});

test('texts, several emoji and stacks of marks are none', () => {
  const others = [
    '',
    'a',
    '1',
    '#',
    '好',
    '👍👍',
    '👍 ',
    ' 👍',
    '👍a',
    '\u200d',
    '\ufe0f',
    '👍\u0301',
    '\ud83d',
    '👍\u200d',
  ];
  for (const other of [...others, `👍${'\u200d👍'.repeat(20)}`]) assert.ok(!isEmoji(other), JSON.stringify(other));
});
