import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldMembers, foldSummary, withRead } from '#kernel/conversation-fold.ts';
import { newId } from '#kernel/ids.ts';
import { foldLines } from '#kernel/line-fold.ts';
import type { ConversationEvent, HistoryPage, Line, Member, Summary } from '#protocol/conversations.ts';
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
    else if (seq % 13 === 8)
      events.push({ ...head, count, type: 'edited', target: seq - 6, text: `${seq}`, mentions: [ME] });
    else if (seq % 13 === 9) events.push({ ...head, count, type: 'reacted', target: seq - 6, emoji: '👍', on: true });
    else if (seq % 26 === 11) events.push({ ...head, count, type: 'recalled', target: seq - 8 });
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
  const [created, ...rest] = events.slice(0, n) as [Line, ...ConversationEvent[]];
  const read = { seq: 0, count: 0 };
  const first: Summary = {
    ...{ id: ID, kind: 'group', title: 't', memberCount: 2, myRole: 'member', read },
    ...{ lastSeq: 1, messageCount: 0, last: created },
  };
  return rest.reduce((summary, event) => foldSummary(summary, event, ME) ?? summary, first);
}

function linesAt(events: readonly ConversationEvent[], n: number): readonly Line[] {
  return events.slice(0, n).reduce<readonly Line[]>((lines, event) => foldLines(lines, event, ME), []);
}

function membersAt(events: readonly ConversationEvent[], n: number): readonly Member[] {
  return events.slice(0, n).reduce<readonly Member[]>(foldMembers, []);
}

function pageAt(events: readonly ConversationEvent[], n: number, from: number, to: number): HistoryPage {
  const lines = linesAt(events, n).filter(({ seq }) => seq >= from && seq <= to);
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
      const fresh = summaryAt(events, length);
      assert.deepEqual(log.summary, withRead(fresh, log.summary?.read ?? fresh.read));
      assert.deepEqual(log.window?.lines, linesAt(events, length));
      assert.deepEqual(log.members?.list, membersAt(events, length));
    }),
  );
});

test('windows grow at both ends, dense, whatever is asked when', () => {
  const events = history(300);
  const within = (from: number, to: number) => linesAt(events, 300).filter(({ seq }) => seq >= from && seq <= to);
  const page = pageAt(events, 290, 140, 160);
  let log = takePage(takeSummary(UNKNOWN_LOG, summaryAt(events, 300)), page);
  const [first, last] = [page.lines[0]?.seq ?? 0, page.lines.at(-1)?.seq ?? 0];
  log = takeBefore(log, pageAt(events, 280, 100, 139), first);
  // The same again, late: the window has moved on.
  log = takeBefore(log, pageAt(events, 280, 100, 139), first);
  log = takeAfter(log, pageAt(events, 300, 161, 200), last);
  log = takeAfter(log, pageAt(events, 300, 161, 200), last);
  assert.deepEqual([log.window?.before, log.window?.after, log.window?.to], [true, true, 280]);
  for (const event of events.slice(missingAfter(log))) log = take(log, event);
  assert.deepEqual(log.window?.lines, within(100, 200));
  assert.equal(take(log, history(301)[300] as ConversationEvent).window?.lines, log.window?.lines);
});

test('a window away from the end takes the changes of its lines', () => {
  const events = history(300);
  let log = takePage(takeSummary(UNKNOWN_LOG, summaryAt(events, 300)), pageAt(events, 300, 140, 160));
  const target = log.window?.lines.find((line) => line.type === 'message' && !line.recalled)?.seq ?? 0;
  const head = { conversation: ID, at: 400, by: BOB, count: 300 };
  log = take(log, { ...head, seq: 301, type: 'message', clientId: 'client-301', text: 'far away' });
  log = take(log, { ...head, seq: 302, type: 'recalled', target });
  const line = log.window?.lines.find(({ seq }) => seq === target);
  assert.deepEqual(line?.type === 'message' && [line.text, line.recalled], ['', { by: BOB, at: 400 }]);
  assert.equal(log.window?.lines.at(-1)?.seq, pageAt(events, 300, 140, 160).lines.at(-1)?.seq);
});

test('a window never holds more than its bound: the far end goes', () => {
  const events = history(WINDOW_LINES + 450);
  const n = WINDOW_LINES + 400;
  const from = linesAt(events, n).at(-WINDOW_LINES)?.seq ?? 0;
  const full = whole(events, n, from);
  const older = takeBefore(full, pageAt(events, n, from - 50, from - 1), from);
  assert.equal(older.window?.lines.length, WINDOW_LINES);
  assert.ok((older.window?.lines[0]?.seq ?? from) < from);
  assert.equal(older.window?.after, true);
  let newer = full;
  for (const event of events.slice(n)) newer = take(newer, event);
  assert.equal(newer.window?.lines.length, WINDOW_LINES);
  assert.deepEqual([newer.window?.to, newer.window?.before], [WINDOW_LINES + 450, true]);
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
