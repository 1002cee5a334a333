import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { Follow, markedText, markOf } from './follow.ts';

function message(seq: number, mark: number): ConversationEvent {
  const text = markedText({ mark, dueMs: 12.5 }, 'words');
  const head = { conversation: 'c_1', seq, at: 0, by: 'u_1', count: seq };
  return { ...head, type: 'message', clientId: `${mark}`, text } as ConversationEvent;
}

test('a message of the run carries its number and its time', () => {
  assert.deepEqual(markOf(message(1, 77)), { mark: 77, dueMs: 12.5 });
  assert.equal(markOf({ ...message(1, 77), text: 'by hand' } as ConversationEvent), undefined);
});

test('each place counts once, and a gap is seen', () => {
  const follow = new Follow({ room: 0, id: 'c_1', weight: 1 }, 3);
  assert.equal(follow.apply(message(3, 1)), 'before');
  assert.equal(follow.apply(message(4, 10)), 'new');
  assert.equal(follow.apply(message(4, 10)), 'again');
  assert.equal(follow.apply(message(6, 12)), 'gap');
  assert.deepEqual([follow.last, follow.seen, follow.count, follow.sum], [4, 6, 1, 10]);
  assert.equal(follow.apply(message(5, 11)), 'new');
  assert.equal(follow.apply(message(6, 12)), 'new');
  assert.deepEqual([follow.last, follow.count, follow.sum], [6, 3, 33]);
});
