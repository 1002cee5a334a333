import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConversationEvent, EventOf, Line, Summary } from '#protocol/conversations.ts';
import { foldEntry, foldMembers, foldSummary, laterMark, placeOf, unreadOf } from './conversation-fold.ts';
import { foldLines } from './line-fold.ts';

const [ann, bob, cat] = ['a', 'b', 'c'].map((one) => `u_${one.repeat(20)}`) as [string, string, string];
const id = `c_${'0'.repeat(20)}`;
const head = (seq: number, count = 0, by = ann) => ({ conversation: id, seq, at: 1000 + seq, by, count });
const created: EventOf<'created'> = { ...head(1), type: 'created', kind: 'group', title: 't', members: [bob, ann] };
const message = (seq: number, count: number, by: string): ConversationEvent => ({
  ...head(seq, count, by),
  type: 'message',
  clientId: 'client-id',
  text: 'hi',
});
const start: Summary = {
  id,
  kind: 'group',
  title: 't',
  memberCount: 2,
  myRole: 'member',
  lastSeq: 1,
  messageCount: 0,
  last: created,
  read: { seq: 1, count: 0 },
};

test('an event is old, next, or shows a gap', () => {
  assert.deepEqual(
    [1, 2, 3, 4].map((seq) => placeOf(2, message(seq, seq, ann))),
    ['old', 'old', 'next', 'gap'],
  );
});

test("others' messages are unread, an own one marks everything before it as read", () => {
  const theirs = foldSummary(start, message(2, 1, ann), bob);
  assert.ok(theirs);
  assert.deepEqual([unreadOf(theirs), theirs.lastSeq, theirs.messageCount], [1, 2, 1]);
  const mine = foldSummary(theirs, message(3, 2, bob), bob);
  assert.ok(mine);
  assert.deepEqual([unreadOf(mine), mine.read], [0, { seq: 3, count: 2 }]);
});

test('members come, get roles and go, and the summary counts them', () => {
  const steps: ConversationEvent[] = [
    created,
    { ...head(2), type: 'members-added', members: [cat] },
    { ...head(3), type: 'role-changed', member: bob, role: 'owner' },
    { ...head(4), type: 'member-removed', member: ann },
    { ...head(5, 0, bob), type: 'renamed', title: 'new' },
  ];
  const members = steps.reduce(foldMembers, []);
  assert.deepEqual(members, [
    { user: bob, role: 'owner' },
    { user: cat, role: 'member' },
  ]);
  let summary: Summary | undefined = start;
  for (const step of steps.slice(1)) summary = summary && foldSummary(summary, step, bob);
  assert.ok(summary);
  assert.deepEqual([summary.memberCount, summary.myRole, summary.title], [2, 'owner', 'new']);
  assert.equal(steps.reduce<readonly Line[]>((lines, step) => foldLines(lines, step, bob), []).length, 5);
});

test('[GR21] there is one owner: the one before is an admin, and the summary of both says so', () => {
  const handed: ConversationEvent = { ...head(2), type: 'role-changed', member: bob, role: 'owner' };
  const before = [
    { user: ann, role: 'owner' as const },
    { user: bob, role: 'member' as const, mutedUntil: 9 },
  ];
  assert.deepEqual(foldMembers(before, handed), [
    { user: ann, role: 'admin' },
    { user: bob, role: 'owner' },
  ]);
  assert.equal(foldSummary({ ...start, myRole: 'owner' }, handed, ann)?.myRole, 'admin');
  const mine = foldSummary({ ...start, mutedUntil: 9 }, handed, bob);
  assert.deepEqual([mine?.myRole, mine?.mutedUntil], ['owner', undefined]);
});

test('[GR22] a mute is in the members and in the own summary until it is lifted', () => {
  const mute = (until: number): ConversationEvent => ({ ...head(2), type: 'member-muted', member: bob, until });
  const [muted] = foldMembers([{ user: bob, role: 'member' }], mute(9));
  assert.deepEqual(muted, { user: bob, role: 'member', mutedUntil: 9 });
  assert.deepEqual(foldMembers(muted ? [muted] : [], mute(0)), [{ user: bob, role: 'member' }]);
  const mine = foldSummary(start, mute(9), bob);
  assert.equal(mine?.mutedUntil, 9);
  assert.equal(mine && foldSummary(mine, mute(0), bob)?.mutedUntil, undefined);
  assert.equal(foldSummary(start, mute(9), ann)?.mutedUntil, undefined);
});

test('[GR23] a dissolved group has nobody and is in no list', () => {
  assert.equal(foldSummary(start, { ...head(2), type: 'dissolved' }, ann), undefined);
  assert.deepEqual(foldMembers([{ user: bob, role: 'owner' }], { ...head(2), type: 'dissolved' }), []);
});

test('who created a group owns it; nobody owns a direct conversation', () => {
  const roles = (kind: 'group' | 'direct') => foldMembers([], { ...created, kind }).map((member) => member.role);
  assert.deepEqual(
    [roles('group'), roles('direct')],
    [
      ['owner', 'member'],
      ['member', 'member'],
    ],
  );
});

test('an event or an entry that puts me out leaves nothing', () => {
  assert.equal(foldSummary(start, { ...head(2), type: 'member-removed', member: bob }, bob), undefined);
  assert.equal(foldEntry(start, { seq: 1, type: 'membership', conversation: id, member: false }), undefined);
  assert.equal(foldEntry(start, { seq: 1, type: 'membership', conversation: id, member: true }), start);
});

test('read marks go forward only, and only in their conversation', () => {
  const read = { seq: 7, count: 5 };
  assert.deepEqual(foldEntry(start, { seq: 1, type: 'read', conversation: id, read })?.read, read);
  assert.deepEqual(laterMark(read, { seq: 3, count: 2 }), read);
  assert.equal(foldEntry(start, { seq: 1, type: 'read', conversation: `c_${'1'.repeat(20)}`, read }), start);
});

test('snapshots are never changed in place', () => {
  const frozen = Object.freeze({ ...start, read: Object.freeze({ ...start.read }) });
  const members = Object.freeze([Object.freeze({ user: bob, role: 'member' as const })]);
  for (const event of [created, message(2, 1, bob), { ...head(3), type: 'members-added' as const, members: [cat] }]) {
    foldSummary(frozen, event, bob);
    foldMembers(members, event);
  }
  assert.deepEqual(frozen, start);
});
