import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldMembers, foldSummary } from '#kernel/conversation-fold.ts';
import { newId } from '#kernel/ids.ts';
import type { ConversationEvent, HistoryPage, Member, Summary } from '#protocol/conversations.ts';
import {
  type ConversationLog,
  markAt,
  missingAfter,
  takeAfter,
  takeBefore,
  takeEvent,
  takePage,
  takeSummary,
  UNKNOWN_LOG,
  WINDOW_LINES,
} from './conversation-log.ts';

const [ME, BOB, CAT, ID] = [newId('u'), newId('u'), newId('u'), newId('c')];

/** A log of `length` events, some of each kind, as the server would have stored it. */
function history(length: number): ConversationEvent[] {
  const events: ConversationEvent[] = [];
  let count = 0;
  for (let seq = 1; seq <= length; seq += 1) {
    const head = { conversation: ID, seq, at: seq, by: seq % 3 === 0 ? ME : BOB };
    if (seq === 1) events.push({ ...head, count, type: 'created', kind: 'group', title: 't', members: [ME, BOB] });
    else if (seq % 7 === 0) events.push({ ...head, count, type: 'renamed', title: `t${seq}` });
    else if (seq % 11 === 0) events.push({ ...head, count, type: 'members-added', members: [CAT] });
    else if (seq % 11 === 5) events.push({ ...head, count, type: 'member-removed', member: CAT });
    else {
      count += 1;
      events.push({ ...head, count, type: 'message', clientId: `client-${seq}`, text: `${seq}` });
    }
  }
  return events;
}

/** What the server answers when it has the first `n` events. */
function summaryAt(events: readonly ConversationEvent[], n: number): Summary {
  const [created, ...rest] = events.slice(0, n) as [ConversationEvent, ...ConversationEvent[]];
  const read = { seq: 0, count: 0 };
  const first: Summary = {
    ...{ id: ID, kind: 'group', title: 't', memberCount: 2, myRole: 'member', read },
    ...{ lastSeq: 1, messageCount: 0, last: created },
  };
  return rest.reduce((summary, event) => foldSummary(summary, event, ME) ?? summary, first);
}

function membersAt(events: readonly ConversationEvent[], n: number): readonly Member[] {
  return events.slice(0, n).reduce<readonly Member[]>(foldMembers, []);
}

function pageAt(events: readonly ConversationEvent[], n: number, from: number, to: number): HistoryPage {
  const lines = events.slice(0, n).filter(({ seq }) => seq >= from && seq <= to);
  return { lines, people: [], asOf: n, before: from > 1, after: to < n };
}

function whole(events: readonly ConversationEvent[], n: number, from: number): ConversationLog {
  const log = takePage(takeSummary(UNKNOWN_LOG, summaryAt(events, n)), pageAt(events, n, from, n));
  return { ...log, members: { list: membersAt(events, n), asOf: n } };
}

function take(log: ConversationLog, event: ConversationEvent): ConversationLog {
  const next = takeEvent(log, event, ME);
  assert.notEqual(next, 'out');
  return next as ConversationLog;
}

test('old snapshot + events in any order, with repeats and losses, then the gaps filled = fresh snapshot', () => {
  const plan = fc.record({
    length: fc.integer({ min: 2, max: 60 }),
    start: fc.integer({ min: 1, max: 60 }),
    live: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 }),
    late: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(plan, ({ length, start, live, late }) => {
      const events = history(length);
      let log = whole(events, Math.min(start, length), 1);
      for (const seq of live) log = take(log, events[Math.min(seq, length) - 1] as ConversationEvent);
      for (const n of late) log = takeSummary(log, summaryAt(events, Math.min(n, length)));
      log = { ...log, heard: length };
      for (let after = missingAfter(log); after !== undefined; after = missingAfter(log)) {
        for (const event of events.slice(after, after + 10)) log = take(log, event);
      }
      assert.deepEqual(log.summary, { ...summaryAt(events, length), read: log.summary?.read });
      assert.deepEqual(log.window?.lines, events);
      assert.deepEqual(log.members?.list, membersAt(events, length));
    }),
  );
});

test('windows grow at both ends, dense, whatever is asked when', () => {
  const events = history(300);
  let log = takePage(takeSummary(UNKNOWN_LOG, summaryAt(events, 300)), pageAt(events, 300, 140, 160));
  log = takeBefore(log, pageAt(events, 300, 100, 139), 140);
  // The same again, late: the window has moved on.
  log = takeBefore(log, pageAt(events, 300, 100, 139), 140);
  log = takeAfter(log, pageAt(events, 300, 161, 200), 160);
  log = takeAfter(log, pageAt(events, 300, 161, 200), 160);
  assert.deepEqual(log.window?.lines, events.slice(99, 200));
  assert.deepEqual([log.window?.before, log.window?.after, log.window?.to], [true, true, 200]);
  assert.equal(take(log, history(301)[300] as ConversationEvent).window, log.window);
});

test('a window never holds more than its bound: the far end goes', () => {
  const events = history(WINDOW_LINES + 150);
  const full = whole(events, WINDOW_LINES + 100, 101);
  const older = takeBefore(full, pageAt(events, WINDOW_LINES + 100, 51, 100), 101);
  assert.equal(older.window?.lines.length, WINDOW_LINES);
  assert.deepEqual([older.window?.lines[0]?.seq, older.window?.after], [51, true]);
  let newer = full;
  for (const event of events.slice(WINDOW_LINES + 100)) newer = take(newer, event);
  assert.equal(newer.window?.lines.length, WINDOW_LINES);
  assert.deepEqual([newer.window?.lines.at(-1)?.seq, newer.window?.before], [WINDOW_LINES + 150, true]);
});

test('the event that puts this person out says so', () => {
  const log = whole(history(3), 3, 1);
  const out = { conversation: ID, seq: 4, at: 4, by: BOB, count: 2, type: 'member-removed', member: ME } as const;
  assert.equal(takeEvent(log, out, ME), 'out');
});

test('a read mark counts the messages up to its place', () => {
  const events = history(30);
  const log = whole(events, 30, 10);
  assert.deepEqual(markAt(log, 20), { seq: 20, count: events[19]?.count });
  assert.deepEqual(markAt(log, 99), { seq: 30, count: events[29]?.count });
  assert.equal(markAt(log, 5), undefined);
});
