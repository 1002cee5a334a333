import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventOf, MessageLine } from '#protocol/conversations.ts';
import type { PollChoice, PollContent } from '#protocol/polls.ts';
import { foldLine } from './line-fold.ts';
import { freshPoll, isPollClosed, revote, withOwnVote, withPendingVote } from './poll-fold.ts';

const POLL: PollContent = { type: 'poll', question: 'q', options: ['a', 'b', 'c'] };
const HEAD = { conversation: 'c_1', at: 1, by: 'u_ann', count: 1 };
const LINE: MessageLine = { ...HEAD, type: 'message', seq: 2, clientId: 'client-1', text: '', content: POLL };

function voted(seq: number, by: string, line: MessageLine, before: PollChoice, options: PollChoice): EventOf<'voted'> {
  const tally = revote(line.poll ?? freshPoll(POLL), before, options);
  return { ...HEAD, by, seq, type: 'voted', target: 2, options, tally };
}

function after(line: MessageLine, ...events: EventOf<'voted' | 'poll-closed'>[]): MessageLine {
  return events.reduce((folded, event) => foldLine(folded, event, 'u_me') as MessageLine, line);
}

test('[PO3] the tally is that of the event, and an event that comes again changes nothing', () => {
  const first = after(LINE, voted(3, 'u_ben', LINE, [], [0]));
  const second = voted(4, 'u_cat', first, [], [0, 2]);
  const both = after(first, second);
  assert.deepEqual([both.poll?.counts, both.poll?.voters], [[2, 0, 1], 2]);
  assert.deepEqual(both.poll?.names, [['u_ben', 'u_cat'], [], ['u_cat']]);
  assert.equal(after(both, second), both);
});

test('[PO2] taken back, nothing is left of it', () => {
  const first = after(LINE, voted(3, 'u_ben', LINE, [], [1]));
  const none = after(first, voted(4, 'u_ben', first, [1], []));
  assert.equal(none.poll, undefined);
});

test('[PO3] the own vote and the event come in any order', () => {
  const event = voted(3, 'u_me', LINE, [], [1]);
  assert.deepEqual(withOwnVote(after(LINE, event), [1]), after(withOwnVote(LINE, [1]), event));
  const back = voted(4, 'u_me', after(LINE, event), [1], []);
  assert.deepEqual(withOwnVote(after(LINE, event, back), []), after(withOwnVote(after(LINE, event), []), back));
});

test('[PO8] an anonymous vote names nobody', () => {
  const line: MessageLine = { ...LINE, content: { ...POLL, anonymous: true } };
  const { options: _, ...event } = voted(3, 'u_ann', line, [], [1]);
  assert.deepEqual(after(line, event).poll, { counts: [0, 1, 0], voters: 1 });
  assert.equal(withPendingVote(line, 'u_me', [1]).poll?.names, undefined);
});

test('a vote on its way is shown as it will be', () => {
  const first = after(LINE, voted(3, 'u_ben', LINE, [], [0]));
  const pending = withPendingVote(first, 'u_me', [0]);
  const stored = withOwnVote(after(first, voted(4, 'u_me', first, [], [0])), [0]);
  assert.deepEqual(pending.poll, stored.poll);
});

test('[PO5] a poll is over at its time, or when it was closed', () => {
  const timed: MessageLine = { ...LINE, content: { ...POLL, closesAt: 100 } };
  assert.deepEqual([isPollClosed(timed, 99), isPollClosed(timed, 100)], [false, true]);
  const closed = after(LINE, { ...HEAD, seq: 3, type: 'poll-closed', target: 2 });
  assert.deepEqual(closed.poll?.closed, { by: 'u_ann', at: 1 });
  assert.ok(isPollClosed(closed, 0));
});
