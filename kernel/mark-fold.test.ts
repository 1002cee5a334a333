import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageLine, Summary } from '#protocol/conversations.ts';
import { foldMark, markedEvent, markedSummary, voidsLast } from './mark-fold.ts';

const HEAD = { conversation: 'c_1', at: 1, by: 'u_ann', count: 1 };
const line = (seq: number): MessageLine => ({
  ...HEAD,
  type: 'message',
  seq,
  clientId: `client-${seq}`,
  text: `${seq}`,
});
const LINES = [line(2), line(3), line(4)];
const SUMMARY: Summary = {
  ...{ id: 'c_1', kind: 'group', title: 't', memberCount: 2, myRole: 'member', lastSeq: 4, messageCount: 3 },
  ...{ last: line(4), read: { seq: 0, count: 0 } },
};

test('[KP1] a star is put on and taken away; other lines stay the same objects', () => {
  const star = { seq: 1, type: 'starred', conversation: 'c_1', target: 3, on: true } as const;
  const starred = foldMark(LINES, star);
  assert.deepEqual(
    starred.map((one) => (one as MessageLine).starred),
    [undefined, true, undefined],
  );
  assert.equal(starred[0], LINES[0]);
  assert.equal(foldMark(starred, star), starred);
  assert.deepEqual(foldMark(starred, { ...star, seq: 2, on: false }), LINES);
  assert.equal(foldMark(LINES, { ...star, conversation: 'c_2' }), LINES);
});

test('[KP12] a recalled message takes no star', () => {
  const recalled: MessageLine = { ...line(3), text: '', recalled: { by: 'u_ann', at: 2 } };
  const star = { seq: 1, type: 'starred', conversation: 'c_1', target: 3, on: true } as const;
  assert.deepEqual(foldMark([recalled], star), [recalled]);
});

test('[KP20] [KP23] lines that were taken away are gone, and a last one has to be asked for', () => {
  const erased = { seq: 1, type: 'erased', conversation: 'c_1', targets: [2, 4] } as const;
  const entry = { ...erased, targets: [...erased.targets] };
  assert.deepEqual(foldMark(LINES, entry), [LINES[1]]);
  assert.equal(markedSummary(SUMMARY, entry), undefined);
  assert.ok(voidsLast(SUMMARY, entry));
  assert.ok(!voidsLast(SUMMARY, { ...entry, targets: [2] }));
  assert.equal(markedSummary(SUMMARY, { ...entry, conversation: 'c_2' }), SUMMARY);
});

test('[KP1] a message that comes after what was done with it takes it on', () => {
  const star = { seq: 1, type: 'starred', conversation: 'c_1', target: 3, on: true } as const;
  const erased = { seq: 2, type: 'erased', conversation: 'c_1', targets: [4] } as const;
  const entries = [star, { ...erased, targets: [...erased.targets] }];
  assert.deepEqual(
    LINES.map((event) => markedEvent(event, entries)),
    [line(2), { ...line(3), starred: true }, { ...line(4), erased: true }],
  );
  assert.deepEqual(markedEvent(line(3), [star, { ...star, seq: 3, on: false }]), line(3));
  assert.equal(markedEvent({ ...HEAD, type: 'renamed', seq: 3, title: 't' }, entries).type, 'renamed');
});
