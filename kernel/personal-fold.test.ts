import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateEntry } from '#protocol/personal.ts';
import { foldPersonal, isNews } from './personal-fold.ts';

const conversation = `c_${'0'.repeat(20)}`;
const empty: ReadonlyMap<string, StateEntry> = new Map();

test('[CV50] a later entry about the same thing replaces it, and an older one changes nothing', () => {
  const muted = foldPersonal(empty, { seq: 3, type: 'chat', conversation, muted: true });
  assert.deepEqual([...muted.values()], [{ seq: 3, type: 'chat', conversation, muted: true }]);
  assert.equal(foldPersonal(muted, { seq: 2, type: 'chat', conversation, archived: 3 }), muted);
  const archived = foldPersonal(muted, { seq: 4, type: 'chat', conversation, archived: 3 });
  assert.deepEqual([...archived.values()], [{ seq: 4, type: 'chat', conversation, archived: 3 }]);
});

test('[CV50] what has ended is gone from the state', () => {
  const muted = foldPersonal(empty, { seq: 3, type: 'chat', conversation, muted: true });
  assert.equal(foldPersonal(muted, { seq: 4, type: 'chat', conversation, gone: true }).size, 0);
  assert.equal(foldPersonal(empty, { seq: 4, type: 'chat', conversation, gone: true }), empty);
});

test('[CV50] news are no state', () => {
  const membership = { seq: 1, type: 'membership', conversation, member: true } as const;
  assert.ok(isNews(membership));
  assert.equal(foldPersonal(empty, membership), empty);
});
