import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConversationEvent, MessageEvent } from '#protocol/conversations.ts';
import { counts, foldLines, foldThread, isLine } from './line-fold.ts';
import { unreadInThread } from './thread-fold.ts';

const [ann, bob, cat, dan] = ['ann', 'bob', 'cat', 'dan'].map((name) => `u_${name.padEnd(20, '0')}`) as [
  string,
  string,
  string,
  string,
];
const head = { conversation: 'c_1', at: 1, count: 1 };

function message(seq: number, by: string, more: Partial<MessageEvent> = {}): MessageEvent {
  return { ...head, seq, by, type: 'message', clientId: `client-${seq}`, text: `${seq}`, ...more };
}

/** The root after the events, and the lines of the conversation. */
function after(...events: ConversationEvent[]) {
  const lines = events.reduce<ReturnType<typeof foldLines>>(
    (known, event) => foldLines(known, event, ann),
    [message(1, ann)],
  );
  const [root] = lines;
  assert.ok(root?.type === 'message');
  return { root, seqs: lines.map((line) => line.seq) };
}

test('[TC10] a root tells how many replied, the newest, and the last three who did', () => {
  const replies = [bob, cat, bob, dan, ann].map((by, n) => message(2 + n, by, { thread: 1 }));
  const { root, seqs } = after(...replies);
  assert.deepEqual(root.replies, { count: 5, last: { seq: 6, at: 1 }, by: [ann, dan, bob] });
  assert.deepEqual([seqs, root.changed], [[1], 6]);
});

test('[TC3] what is also sent is a line and a reply, and an event that comes again changes nothing', () => {
  const reply = message(2, bob, { thread: 1, alsoSent: true });
  const { root, seqs } = after(reply, reply);
  assert.deepEqual([root.replies?.count, seqs], [1, [1, 2]]);
  assert.deepEqual([counts(reply), counts(message(3, bob, { thread: 1 }))], [true, false]);
});

test('[TC11] a recall says what is left', () => {
  const recalled = { ...head, seq: 4, by: bob, type: 'recalled', target: 2, thread: { root: 1 } } as const;
  assert.equal(after(message(2, bob, { thread: 1 }), recalled).root.replies, undefined);
  const left = { count: 1, last: { seq: 3, at: 1 }, by: [cat] };
  const partly = { ...recalled, thread: { root: 1, replies: left } };
  const { root } = after(message(2, bob, { thread: 1 }), message(3, cat, { thread: 1 }), partly);
  assert.deepEqual(root.replies, left);
  assert.equal(foldThread([message(2, bob, { thread: 1 })], 1, recalled, ann)[0]?.type, 'message');
});

test('a recalled root keeps its thread', () => {
  const { root } = after(message(2, bob, { thread: 1 }), { ...head, seq: 3, by: ann, type: 'recalled', target: 1 });
  assert.deepEqual([root.text, root.replies?.count], ['', 1]);
});

test('[TC41] who comes and goes quietly is no line', () => {
  const joined: ConversationEvent = { ...head, seq: 2, by: bob, type: 'members-added', members: [bob] };
  assert.deepEqual([isLine(joined), isLine({ ...joined, quiet: true })], [true, false]);
});

test('[TC21] unread is arithmetic, and never less than nothing', () => {
  assert.equal(unreadInThread({ count: 5, read: { seq: 3, count: 2 } }), 3);
  assert.equal(unreadInThread({ count: 1, read: { seq: 3, count: 2 } }), 0);
});
