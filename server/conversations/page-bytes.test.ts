import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { fitting } from './page-bytes.ts';

function messages(...sizes: number[]): ConversationEvent[] {
  return sizes.map((size, at) => ({
    conversation: 'c_00000000000000000000',
    seq: at + 1,
    at: 0,
    by: 'u_00000000000000000000',
    count: at + 1,
    type: 'message',
    clientId: `client-${at}`,
    text: 'x'.repeat(size),
  }));
}

function seqs(events: readonly ConversationEvent[]): number[] {
  return events.map((event) => event.seq);
}

test('[CV35] everything that fits stays', () => {
  assert.deepEqual(seqs(fitting(messages(3, 3, 3), 0, 9)), [1, 2, 3]);
  assert.deepEqual(seqs(fitting([], 0, 9)), []);
});

test('[CV35] from the start, the rest is left for the next page', () => {
  assert.deepEqual(seqs(fitting(messages(3, 3, 4, 1), 0, 9)), [1, 2]);
});

test('[CV35] from the end, older ones are left for the next page', () => {
  assert.deepEqual(seqs(fitting(messages(1, 4, 3, 3), 3, 9)), [3, 4]);
});

test('[CV35] around a place, what follows comes first, and the run stays dense', () => {
  assert.deepEqual(seqs(fitting(messages(2, 2, 3, 4, 9), 2, 10)), [2, 3, 4]);
});

test('[CV35] one long text alone still makes a page', () => {
  assert.deepEqual(seqs(fitting(messages(5, 100, 5), 1, 9)), [2]);
  assert.deepEqual(seqs(fitting(messages(100), 7, 9)), [1]);
});

test('[CV35] sizes are bytes, not characters', () => {
  const [first, second] = messages(1, 1);
  assert.ok(first?.type === 'message' && second);
  assert.deepEqual(seqs(fitting([{ ...first, text: '会会会' }, second], 0, 9)), [1]);
});
