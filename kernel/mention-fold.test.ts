import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConversationEvent, Summary } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { foldSummary, withRead } from './conversation-fold.ts';

const [ann, bob] = ['a', 'b'].map((one) => `u_${one.repeat(20)}`) as [string, string];
const id = `c_${'0'.repeat(20)}`;
const head = (seq: number, count = seq - 1) => ({ conversation: id, seq, at: seq, by: ann, count });
const start: Summary = {
  ...{ id, kind: 'group', title: 't', memberCount: 2, myRole: 'member', lastSeq: 1, messageCount: 0 },
  last: { ...head(1), type: 'created', kind: 'group', title: 't', members: [ann, bob] },
  read: { seq: 1, count: 0 },
};

function message(seq: number, mentions?: string[]): ConversationEvent {
  const sent = { ...head(seq), type: 'message', clientId: `client-${seq}`, text: 'x' } as const;
  return mentions === undefined ? sent : { ...sent, mentions };
}

function edit(seq: number, target: number, mentions?: string[]): ConversationEvent {
  const edited = { ...head(seq, 3), type: 'edited', target, text: 'y' } as const;
  return mentions === undefined ? edited : { ...edited, mentions };
}

function fold(from: Summary, me: string, ...events: ConversationEvent[]): Summary {
  return events.reduce((summary, event) => foldSummary(summary, event, me) ?? summary, from);
}

test('[CV65] a message that means me is an unread mention, unless it is mine', () => {
  const events = [message(2, [bob]), message(3, ['all']), message(4, [ann]), message(5)];
  assert.deepEqual(fold(start, bob, ...events).mentions, [2, 3]);
  assert.ok(!('mentions' in fold(start, ann, ...events)));
});

test('[CV65] edits and recalls change what is unread, and nothing that was read', () => {
  const all = fold(start, bob, message(2, [bob]), message(3, [bob]), message(4));
  const some = withRead(all, { seq: 2, count: 1 });
  assert.deepEqual(some.mentions, [3]);
  const more = fold(some, bob, edit(5, 4, ['all']), edit(6, 2, [bob]));
  assert.deepEqual(more.mentions, [3, 4]);
  assert.ok(!('mentions' in fold(more, bob, edit(7, 3), { ...head(8, 3), type: 'recalled', target: 4 })));
});

test('[CV65] marks and events may come in any order', () => {
  const events = [message(2, [bob]), message(3, [bob]), message(4, [bob])];
  const read = { seq: 3, count: 2 };
  assert.deepEqual(fold(withRead(start, read), bob, ...events), withRead(fold(start, bob, ...events), read));
});

test('[CV65] of very many the newest are told', () => {
  const events = Array.from({ length: LIMITS.unreadMentions + 5 }, (_, n) => message(2 + n, ['all']));
  const { mentions } = fold(start, bob, ...events);
  assert.deepEqual([mentions?.length, mentions?.[0]], [LIMITS.unreadMentions, 7]);
});
