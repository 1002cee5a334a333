import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConversationEvent, MessageEvent } from '#protocol/conversations.ts';
import { hiddenFrom, seenFrom } from './visibility.ts';

const [conversation, ann] = [`c_${'0'.repeat(20)}`, `u_${'a'.repeat(20)}`];
const head = { conversation, seq: 9, at: 1, by: ann, count: 3 };

test('[GR71] an answer to what is hidden is a message without a quote', () => {
  const quote = { by: ann, text: 'secret' };
  const answer: MessageEvent = { ...head, type: 'message', clientId: 'client-1', text: 'yes', replyTo: 4, quote };
  assert.equal(seenFrom(answer, 4), answer);
  assert.deepEqual(seenFrom(answer, 5), { ...head, type: 'message', clientId: 'client-1', text: 'yes' });
});

test('[GR71] a change of what is hidden is an edit that changes nothing', () => {
  const changes: ConversationEvent[] = [
    { ...head, type: 'edited', target: 4, text: 'secret', mentions: [ann] },
    { ...head, type: 'reacted', target: 4, emoji: '👍', on: true },
    { ...head, type: 'pinned', target: 4, on: true },
    { ...head, type: 'recalled', target: 4 },
  ];
  for (const change of changes) {
    assert.deepEqual(seenFrom(change, 5), { ...head, type: 'edited', target: 4, text: '' });
    assert.deepEqual(hiddenFrom(change), seenFrom(change, 5));
    assert.equal(seenFrom(change, 4), change);
  }
});

test('[GR71] what tells of nothing earlier is told as it is', () => {
  const renamed: ConversationEvent = { ...head, type: 'renamed', title: 't' };
  assert.equal(hiddenFrom(renamed), renamed);
});
