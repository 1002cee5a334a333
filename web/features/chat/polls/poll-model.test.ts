import { expect, test } from 'vitest';
import type { MessageLine } from '#protocol/conversations.ts';
import type { PollContent } from '#protocol/polls.ts';
import { answersOf, choiceAfter } from './poll-model.ts';

const POLL: PollContent = { type: 'poll', question: 'q', options: ['a', 'b', 'c'] };
const LINE = { type: 'message', seq: 2, content: POLL } as unknown as MessageLine;

test('nobody has voted: nothing leads', () => {
  expect(answersOf(LINE, POLL).map((one) => [one.count, one.percent, one.leads])).toEqual([
    [0, 0, false],
    [0, 0, false],
    [0, 0, false],
  ]);
});

test('shares are of those who voted', () => {
  const line = { ...LINE, poll: { counts: [2, 1, 0], voters: 3, mine: [1] } };
  expect(answersOf(line, POLL).map((one) => [one.percent, one.leads, one.mine])).toEqual([
    [67, true, false],
    [33, false, true],
    [0, false, false],
  ]);
});

test('a press chooses, changes, or takes back', () => {
  expect(choiceAfter(POLL, [], 1)).toEqual([1]);
  expect(choiceAfter(POLL, [1], 2)).toEqual([2]);
  expect(choiceAfter(POLL, [1], 1)).toEqual([]);
  expect(choiceAfter({ ...POLL, multiple: true }, [2], 0)).toEqual([0, 2]);
});
