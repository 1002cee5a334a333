import { expect, test } from 'vitest';
import type { ConversationItem, OutgoingLine } from '#client/view.ts';
import type { Line, Summary } from '#protocol/conversations.ts';
import { contentWords } from './contents/words.ts';
import { messageWords } from './messages/words.ts';
import { type PreviewNaming, previewOf } from './preview.ts';
import { systemWords } from './system-words.ts';
import { chatWords } from './words.ts';

const names: Record<string, string> = { u_a: '陈嘉树', u_b: 'Sofia', u_c: 'Tom', u_d: 'Priya' };
const en: PreviewNaming = {
  ...{ me: 'u_me', nameOf: (user) => names[user], words: chatWords.en, locale: 'en' },
  recalled: messageWords.en.recalled,
  contents: contentWords.en,
};
const zh: PreviewNaming = {
  ...en,
  words: chatWords.zh,
  locale: 'zh-CN',
  recalled: messageWords.zh.recalled,
  contents: contentWords.zh,
};
const head = { conversation: 'c_1', seq: 1, at: 0, count: 1 };

function item(last: Line, kind: Summary['kind'] = 'group', outgoing?: OutgoingLine): ConversationItem {
  const summary: Summary = {
    id: 'c_1',
    kind,
    title: 'Lighthouse',
    memberCount: 3,
    myRole: 'member',
    lastSeq: 1,
    messageCount: 1,
    last,
    read: { seq: 0, count: 0 },
  };
  return outgoing ? { id: 'c_1', summary, unread: 0, outgoing } : { id: 'c_1', summary, unread: 0 };
}

const said = (by: string, text: string): Line => ({
  ...head,
  by,
  type: 'message',
  clientId: 'client01',
  text,
});
const writing: OutgoingLine = {
  state: 'sending',
  key: 'k',
  clientId: 'client02',
  conversation: 'c_1',
  by: 'u_me',
  text: 'on my way',
  at: 1,
};

test('a recalled message is told by who took it back', () => {
  const recalled = { by: 'u_a', at: 1 };
  const line: Line = { ...head, by: 'u_a', type: 'message', clientId: 'client01', text: '', recalled };
  expect(previewOf(item(line), '', en).text).toBe('陈嘉树 recalled a message');
  expect(previewOf(item({ ...line, recalled: { by: 'u_me', at: 1 } }), '', zh).text).toBe('你撤回了一条消息');
});

test('one’s own message is told as one’s own', () => {
  expect(previewOf(item(said('u_me', 'hello')), '', zh).text).toBe('你：hello');
  expect(previewOf(item(said('u_me', 'hello')), '', en).text).toBe('You: hello');
});

test('a group names the sender, a direct chat does not', () => {
  expect(previewOf(item(said('u_b', 'hello')), '', en).text).toBe('Sofia: hello');
  expect(previewOf(item(said('u_b', 'hello'), 'direct'), '', en).text).toBe('hello');
});

test('line breaks become spaces', () => {
  expect(previewOf(item(said('u_b', 'one\n\n  two'), 'direct'), '', en).text).toBe('one two');
});

test('what is on its way stands before the last event; failed before a draft; a draft before sending', () => {
  expect(previewOf(item(said('u_b', 'hi'), 'group', writing), '', en)).toEqual({
    mark: undefined,
    text: 'You: on my way',
    sending: true,
  });
  expect(previewOf(item(said('u_b', 'hi'), 'group', writing), 'half', en).mark).toBe('draft');
  expect(previewOf(item(said('u_b', 'hi'), 'group', { ...writing, state: 'failed' }), 'half', en).mark).toBe('failed');
});

test('system lines are told in words, in both languages', () => {
  const added: Line = { ...head, by: 'u_a', type: 'members-added', members: ['u_b', 'u_me'] };
  expect(systemWords(added, zh)).toBe('陈嘉树邀请你和Sofia进群');
  expect(systemWords(added, en)).toBe('陈嘉树 added you and Sofia');
  const left: Line = { ...head, by: 'u_c', type: 'member-removed', member: 'u_c' };
  expect(systemWords(left, en)).toBe('Tom left the group');
  const removed: Line = { ...head, by: 'u_c', type: 'member-removed', member: 'u_me' };
  expect(systemWords(removed, en)).toBe('Tom removed you');
});

test('many added people are counted', () => {
  const members = ['u_a', 'u_b', 'u_c', 'u_d', 'u_e'];
  const added: Line = { ...head, by: 'u_me', type: 'members-added', members };
  expect(systemWords(added, en)).toBe('You added 陈嘉树, Sofia, Tom and 2 others');
});

test('contents are told by their kind, and a nudge by whose it is', () => {
  const place = { type: 'location', latitude: 1, longitude: 2, name: 'Harbour' } as const;
  expect(previewOf(item({ ...said('u_b', ''), content: place } as Line), '', en).text).toBe(
    'Sofia: [Location] Harbour',
  );
  const nudge = { ...said('u_b', ''), content: { type: 'nudge', user: 'u_me' } } as Line;
  expect(previewOf(item(nudge), '', en).text).toBe('Sofia nudged you');
  expect(previewOf(item({ ...nudge, by: 'u_me', content: { type: 'nudge', user: 'u_c' } } as Line), '', zh).text).toBe(
    '你拍了拍Tom',
  );
});
