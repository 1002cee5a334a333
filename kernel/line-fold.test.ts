import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageChange, MessageLine } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { excerptOf, foldLine, foldLines, foldPins } from './line-fold.ts';

const [ann, bob] = ['a', 'b'].map((one) => `u_${one.repeat(20)}`) as [string, string];
const conversation = `c_${'0'.repeat(20)}`;
const head = (seq: number, by = ann) => ({ conversation, seq, at: 1000 + seq, by, count: 1 });
const message: MessageLine = { ...head(2), type: 'message', clientId: 'client-2', text: 'hi', mentions: [bob] };
const answer: MessageLine = {
  ...{ ...head(3, bob), type: 'message', clientId: 'client-3', text: 'yes' },
  ...{ replyTo: 2, quote: { by: ann, text: 'hi' } },
};
const edited: MessageChange = { ...head(9), type: 'edited', target: 2, text: 'hello' };
const recalled: MessageChange = { ...head(10, bob), type: 'recalled', target: 2 };

function reacted(seq: number, by: string, on: boolean, emoji = '👍'): MessageChange {
  return { ...head(seq, by), type: 'reacted', target: 2, emoji, on };
}

test('[CV60] an event that comes again, or late, changes nothing', () => {
  const once = foldLine(message, edited, ann);
  const expected = { ...head(2), type: 'message', clientId: 'client-2', text: 'hello', editedAt: 1009, changed: 9 };
  assert.deepEqual(once, expected);
  assert.equal(foldLine(once, edited, ann), once);
  assert.equal(foldLine(once, reacted(8, bob, true), ann), once);
});

test('[CV60] a change touches its line and those that quote it; the others stay the same objects', () => {
  const lines = [message, answer];
  const after = foldLines(lines, edited, ann);
  assert.deepEqual(after[1], { ...answer, quote: { by: ann, text: 'hello' } });
  assert.equal(foldLines(lines, { ...edited, target: 7 }, ann), lines);
  assert.equal(foldLines(lines, reacted(4, bob, true), ann)[1], answer);
});

test('[CV64] a recall leaves who and when, also in quotes, and nothing brings the text back', () => {
  const gone = foldLines([foldLine(message, reacted(4, bob, true), ann), answer], recalled, ann);
  const bare = { ...head(2), type: 'message', clientId: 'client-2', text: '', recalled: { by: bob, at: 1010 } };
  const quoting = { ...answer, quote: { by: ann, text: '', recalled: true } };
  assert.deepEqual(gone, [{ ...bare, changed: 10 }, quoting]);
  assert.deepEqual(foldLines(gone, { ...edited, seq: 11 }, ann), [{ ...bare, changed: 11 }, quoting]);
});

test('[CV66] reactions keep the order of the first, count all, name some, and know mine', () => {
  let line: MessageLine = message;
  const fold = (event: MessageChange) => {
    line = foldLine(line, event, bob) as MessageLine;
  };
  for (const event of [reacted(4, ann, true), reacted(5, bob, true, '🎉'), reacted(6, bob, true)]) fold(event);
  assert.deepEqual(line.reactions, [
    { emoji: '👍', count: 2, users: [ann, bob], me: true },
    { emoji: '🎉', count: 1, users: [bob], me: true },
  ]);
  fold(reacted(7, bob, false, '🎉'));
  fold(reacted(8, bob, false));
  assert.deepEqual(line.reactions, [{ emoji: '👍', count: 1, users: [ann] }]);
  for (let n = 0; n < LIMITS.reactionNames; n += 1) fold(reacted(20 + n, `u_${'0'.repeat(18)}${10 + n}`, true));
  assert.deepEqual([line.reactions?.[0]?.count, line.reactions?.[0]?.users.length], [21, LIMITS.reactionNames]);
});

test('[CV67] pins keep their order, and a recall takes one out', () => {
  const pin = (seq: number, target: number, on = true): MessageChange => ({ ...head(seq), type: 'pinned', target, on });
  const pins = [pin(4, 3), pin(5, 2), pin(6, 3, false), pin(7, 3)].reduce<readonly number[]>(foldPins, []);
  assert.deepEqual(pins, [2, 3]);
  assert.deepEqual(foldPins(pins, recalled), [3]);
  assert.equal((foldLine(message, pin(4, 2), ann) as MessageLine).pinned, true);
});

test('[CV68] an excerpt never ends in half a character', () => {
  const long = 'x'.repeat(LIMITS.excerptChars - 1);
  assert.deepEqual([excerptOf(`${long}👍`), excerptOf('short')], [long, 'short']);
});
