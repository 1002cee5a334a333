import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageEvent } from '#protocol/conversations.ts';
import { countedBeyond, takeCounted, takeEvent, UNKNOWN_LOG } from './conversation-log.ts';
import { takeThreadAfter, takeThreadBefore, takeThreadEvent, takeThreadPage } from './thread-window.ts';

const [me, other] = ['u_me', 'u_other'];

function message(seq: number, more: Partial<MessageEvent> = {}): MessageEvent {
  const head = { conversation: 'c_1', at: seq, count: 1, by: other } as const;
  return { ...head, seq, type: 'message', clientId: `client-${seq}`, text: `${seq}`, ...more };
}

function page(lines: MessageEvent[], asOf: number, before = false) {
  return { root: message(1), lines, people: [], asOf, before, after: false };
}

const reply = (seq: number) => message(seq, { thread: 1 });

test('a reply goes to the end of its thread, other messages move the place alone', () => {
  const window = takeThreadPage(page([reply(3)], 5));
  const elsewhere = takeThreadEvent(window, message(6), me);
  assert.ok(elsewhere !== 'gap');
  assert.deepEqual([elsewhere.lines, elsewhere.to], [window.lines, 6]);
  const here = takeThreadEvent(elsewhere, reply(7), me);
  assert.ok(here !== 'gap' && here.root.type === 'message');
  assert.deepEqual([here.lines.map((line) => line.seq), here.root.replies?.count], [[3, 7], 1]);
});

test('what is old changes nothing, and a gap is told', () => {
  const window = takeThreadPage(page([reply(3)], 5));
  assert.equal(takeThreadEvent(window, reply(3), me), window);
  assert.equal(takeThreadEvent(window, reply(8), me), 'gap');
});

test('earlier replies go before the first, unless it is another one by now', () => {
  const window = takeThreadPage(page([reply(9)], 10, true));
  const grown = takeThreadBefore(window, page([reply(3), reply(5)], 12), 9);
  assert.deepEqual([grown.lines.map((line) => line.seq), grown.to, grown.before], [[3, 5, 9], 10, false]);
  assert.equal(takeThreadBefore(window, page([reply(3)], 12), 7), window);
});

test('[TC63] a page in the middle takes no newer reply, until those between are there', () => {
  const window = takeThreadPage({ ...page([reply(3), reply(5)], 12, true), after: true });
  const live = takeThreadEvent(window, reply(13), me);
  assert.ok(live !== 'gap');
  assert.deepEqual([live.lines.map((line) => line.seq), live.to], [[3, 5], 13]);
  const whole = takeThreadAfter(live, page([reply(9), reply(13)], 13), 5);
  assert.deepEqual([whole.lines.map((line) => line.seq), whole.to, whole.after], [[3, 5, 9, 13], 13, false]);
  assert.equal(takeThreadAfter(whole, page([reply(14)], 14), 13), whole);
});

test('[TC53] counters count until the summary has gone as far', () => {
  const last = message(4);
  const read = { seq: 4, count: 1 };
  const base = { id: 'c_1', kind: 'channel', title: 't', memberCount: 300, myRole: 'member' } as const;
  const log = { ...UNKNOWN_LOG, heard: 4, summary: { ...base, lastSeq: 4, messageCount: 1, last, read } };
  assert.equal(takeCounted(log, { lastSeq: 4, count: 1, at: 4 }), log);
  const counted = takeCounted(log, { lastSeq: 6, count: 3, at: 6 });
  assert.deepEqual(countedBeyond(counted), { lastSeq: 6, count: 3, at: 6 });
  assert.equal(countedBeyond(takeCounted(counted, { lastSeq: 5, count: 2, at: 5 }))?.lastSeq, 6);
  const one = takeEvent(counted, message(5, { count: 2 }), me);
  const two = one === 'out' ? 'out' : takeEvent(one, message(6, { count: 3 }), me);
  assert.ok(one !== 'out' && two !== 'out');
  assert.deepEqual([countedBeyond(one)?.count, countedBeyond(two)], [3, undefined]);
});
