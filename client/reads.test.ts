import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadsInView } from './reads.ts';
import type { Call } from './sync.ts';
import { settled } from './testing/manual-timers.ts';

/** What is asked of the server; it answers when it is told to. */
function world() {
  const asked: { conversation: string; on: boolean; answer: () => void }[] = [];
  const marks = [{ user: 'u_other', joined: 0, read: 5 }];
  const call: Call = (_name, params) =>
    new Promise((resolve) => {
      const { conversation, on } = params as { conversation: string; on: boolean };
      asked.push({ conversation, on, answer: () => resolve((on ? { marks } : {}) as never) });
    });
  const reads = new ReadsInView({ me: 'u_me', call });
  return { reads, asked, said: () => asked.map(({ conversation, on }) => `${conversation} ${on ? 'on' : 'off'}`) };
}

test('[LR34] marks are followed while the conversation is in view, and not any longer', async () => {
  const { reads, asked, said } = world();
  reads.handleView('a', true);
  assert.deepEqual(said(), []);
  reads.handleOnline(true);
  assert.deepEqual(said(), ['a on']);
  asked[0]?.answer();
  await settled();
  assert.equal(reads.of('a')?.length, 1);
  reads.handleView('a', false);
  reads.handleView('a', false);
  assert.deepEqual(said(), ['a on', 'a off']);
  reads.handleOnline(false);
  reads.handleOnline(true);
  assert.deepEqual(said(), ['a on', 'a off']);
});

test('[LR34] an answer that comes when nobody looks any more is not shown, and who looks again asks again', async () => {
  const { reads, asked, said } = world();
  reads.handleOnline(true);
  reads.handleView('a', true);
  reads.handleView('a', false);
  asked[0]?.answer();
  await settled();
  assert.equal(reads.of('a'), undefined);
  reads.handleView('a', true);
  asked[1]?.answer();
  await settled();
  assert.deepEqual(said(), ['a on', 'a off', 'a on', 'a on']);
});
