import { expect, test } from 'vitest';
import type { ConversationItem } from '#client/view.ts';
import type { ChatEntry, FolderEntry, ThreadEntry } from '#protocol/personal.ts';
import { calls, threadCalls } from '#web/app/unread.ts';
import { arrange, foldersInOrder, isInFolder, type Listed, neighbour, passesFilter, reordered } from './list-model.ts';

const ME = 'u_me';

interface Traits {
  unread?: number;
  mentions?: number[];
  kind?: 'direct' | 'group';
  messages?: number;
  by?: string;
}

function item(
  id: string,
  { unread = 0, mentions, kind = 'group', messages = 5, by = 'u_a' }: Traits = {},
): ConversationItem {
  const head = { conversation: id, seq: messages + 1, at: 0, by, count: messages };
  return {
    id,
    unread,
    summary: {
      id,
      kind,
      title: id,
      memberCount: 2,
      myRole: 'member',
      lastSeq: messages + 1,
      messageCount: messages,
      last: { ...head, type: 'message', clientId: 'client01', text: id },
      read: { seq: 0, count: messages - unread },
      ...(mentions === undefined ? {} : { mentions }),
    },
  };
}

function chats(...entries: (Omit<ChatEntry, 'seq' | 'type'> & { conversation: string })[]): Map<string, ChatEntry> {
  return new Map(entries.map((entry) => [`chat:${entry.conversation}`, { seq: 1, type: 'chat', ...entry }]));
}

const ids = (rows: readonly Listed[]) => rows.map((row) => row.item.id).join(' ');

test('[LR3] what is pinned stands first, the last pinned on top, and the rest as they come', () => {
  const items = ['a', 'b', 'c', 'd'].map((id) => item(id));
  const { shown } = arrange(items, chats({ conversation: 'c', pinned: 10 }, { conversation: 'd', pinned: 20 }), ME);
  expect(ids(shown)).toBe('d c a b');
});

test('[LR4] what is hidden comes back with the next line', () => {
  const hidden = chats({ conversation: 'a', hidden: 6 });
  expect(ids(arrange([item('a'), item('b')], hidden, ME).shown)).toBe('b');
  expect(ids(arrange([item('a', { messages: 6 }), item('b')], hidden, ME).shown)).toBe('a b');
});

test('[LR4] so does a line of a large conversation that is known by its number alone', () => {
  const hidden = chats({ conversation: 'a', hidden: 8 });
  const counted = (newsLine?: number) => [{ ...item('a'), newsAt: 9, ...(newsLine ? { newsLine } : {}) }];
  expect(ids(arrange(counted(), hidden, ME).shown)).toBe('');
  expect(ids(arrange(counted(8), hidden, ME).shown)).toBe('');
  expect(ids(arrange(counted(9), hidden, ME).shown)).toBe('a');
});

test('[LR5] a message brings back what is archived, unless it is muted', () => {
  const archived = chats({ conversation: 'a', archived: 5 }, { conversation: 'b', archived: 5, muted: true });
  const before = arrange([item('a'), item('b')], archived, ME);
  expect([ids(before.shown), ids(before.archived)]).toEqual(['', 'a b']);
  const after = arrange([item('a', { messages: 6 }), item('b', { messages: 6 })], archived, ME);
  expect([ids(after.shown), ids(after.archived)]).toEqual(['a', 'b']);
});

test('[CV22] a direct conversation without a message is shown to who opened it', () => {
  const opened = (by: string) => item('a', { kind: 'direct', messages: 0, by });
  expect(ids(arrange([opened(ME)], new Map(), ME).shown)).toBe('a');
  expect(ids(arrange([opened('u_a')], new Map(), ME).shown)).toBe('');
});

test('[LR6] what is muted or put away calls by its mentions only, what is hidden not at all', () => {
  const loud = item('a', { unread: 3, mentions: [4] });
  const one = (entry: Omit<ChatEntry, 'seq' | 'type' | 'conversation'>) => ({
    seq: 1,
    type: 'chat' as const,
    conversation: 'a',
    ...entry,
  });
  expect(calls(loud, undefined)).toBe(3);
  expect(calls(loud, one({ muted: true }))).toBe(1);
  expect(calls(loud, one({ archived: 5 }))).toBe(1);
  expect(calls(loud, one({ hidden: 6 }))).toBe(0);
  expect(calls(item('a'), one({ unread: 3 }))).toBe(1);
  expect(calls(item('a'), one({ unread: 3, muted: true }))).toBe(0);
});

test('[LR8] a followed thread calls with all that is unread in it, where it is to be quiet with its mentions', () => {
  const last = { seq: 9, at: 9 };
  const place = { seq: 1, conversation: 'a' };
  const read = { seq: 4, count: 2 };
  const thread: ThreadEntry = { ...place, type: 'thread', root: 2, count: 5, last, read, mentions: 1 };
  const chat = (more: Partial<ChatEntry>): ChatEntry => ({ ...place, type: 'chat', ...more });
  const own = item('a');
  expect(threadCalls(thread, own, undefined)).toBe(3);
  expect(threadCalls(thread, own, chat({ muted: true }))).toBe(1);
  expect(threadCalls(thread, own, chat({ archived: 5 }))).toBe(1);
  expect(threadCalls(thread, own, chat({ hidden: 6 }))).toBe(3);
  expect(threadCalls({ ...thread, read: { seq: 9, count: 5 } }, own, undefined)).toBe(0);
});

test('[LR13] filters and rules of folders', () => {
  const group: Listed = { item: item('a', { unread: 2, mentions: [3] }), chat: undefined };
  const direct: Listed = { item: item('b', { kind: 'direct' }), chat: undefined };
  const marked: Listed = { item: item('c'), chat: { seq: 1, type: 'chat', conversation: 'c', unread: 3 } };
  const passing = (filter: Parameters<typeof passesFilter>[1]) =>
    [group, direct, marked].filter((each) => passesFilter(each, filter));
  expect([ids(passing('all')), ids(passing('unread')), ids(passing('mentions'))]).toEqual(['a b c', 'a c', 'a']);
  expect([ids(passing('groups')), ids(passing('people'))]).toEqual(['a c', 'b']);
  const inside = (folder: Parameters<typeof isInFolder>[1]) =>
    ids([group, direct, marked].filter((each) => isInFolder(each, folder)));
  expect(inside({ conversations: ['b'], rules: [] })).toBe('b');
  expect(inside({ conversations: ['b'], rules: ['unread'] })).toBe('a b c');
  expect(inside({ conversations: [], rules: ['direct'] })).toBe('b');
  expect(inside({ conversations: [], rules: ['groups'] })).toBe('a c');
  expect(inside({ conversations: [], rules: ['channels'] })).toBe('');
});

test('[LR14] moving a folder gives new numbers to those that need one', () => {
  const folder = (id: string, order: number): FolderEntry => ({
    ...{ seq: 1, type: 'folder', folder: id, name: id, order },
    conversations: [],
    rules: [],
  });
  const folders = foldersInOrder(
    new Map([folder('x', 2), folder('y', 0), folder('z', 1)].map((one) => [one.folder, one])),
  );
  expect(folders.map((one) => one.folder).join('')).toBe('yzx');
  expect(reordered(folders, 2, 0).map((one) => `${one.folder}${one.order}`)).toEqual(['x0', 'y1', 'z2']);
  expect(reordered(folders, 0, 1).map((one) => `${one.folder}${one.order}`)).toEqual(['z0', 'y1']);
  expect(reordered(folders, 1, 1)).toEqual([]);
  expect(reordered([folder('p', 5), folder('q', 5)], 0, 1).map((one) => `${one.folder}${one.order}`)).toEqual([
    'q0',
    'p1',
  ]);
});

test('[LR15] the next conversation, and the next unread one', () => {
  const rows = [item('a'), item('b'), item('c', { unread: 1 }), item('d')].map((each) => ({
    item: each,
    chat: undefined,
  }));
  expect(neighbour(rows, 'a', 1, false)).toBe('b');
  expect(neighbour(rows, 'a', 1, true)).toBe('c');
  expect(neighbour(rows, 'c', 1, true)).toBeUndefined();
  expect(neighbour(rows, 'd', -1, true)).toBe('c');
  expect(neighbour(rows, undefined, 1, false)).toBe('a');
  expect(neighbour(rows, undefined, -1, false)).toBe('d');
  expect(neighbour(rows, 'a', -1, false)).toBeUndefined();
});

test('[MC5] the chat of a meeting is listed once something was said in it', () => {
  const chat = (id: string, messages: number): ConversationItem => {
    const one = item(id, { messages });
    return { ...one, summary: { ...one.summary, settings: { meeting: '123456789' } } };
  };
  const { shown } = arrange([chat('silent', 0), chat('spoken', 1)], chats(), ME);
  expect(shown.map((one) => one.item.id)).toEqual(['spoken']);
});
