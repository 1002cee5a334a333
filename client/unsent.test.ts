import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { EMPTY_OUTBOX, find, type OutboxInput, type OutboxState, step } from './outbox-machine.ts';
import type { OutboxChange, OutboxMessage } from './store/store.ts';
import { wanted } from './unsent.ts';

const HEAD = { conversation: 'c_1', at: 1, owner: 'tab' };

function message(n: number, more: Partial<OutboxMessage> = {}): OutboxMessage {
  return { ...HEAD, clientId: `client-${n}`, order: n, text: `text ${n}`, ...more };
}

function change(n: number, of: number, what: OutboxChange['change']): OutboxChange {
  return { ...HEAD, clientId: `client-${n}`, order: n, change: what, of: `client-${of}` };
}

function run(inputs: readonly OutboxInput[], from: OutboxState = EMPTY_OUTBOX) {
  const told: string[] = [];
  let state = from;
  for (const input of inputs) {
    const [next, effects] = step(state, input);
    state = next;
    for (const effect of effects) {
      if (effect.do === 'wake') continue;
      told.push(`${effect.do} ${'item' in effect ? effect.item.clientId : effect.clientId}`);
    }
  }
  return { state, told };
}

const written = (item: OutboxMessage | OutboxChange): OutboxInput => ({ on: 'written', now: 0, item });
const stored = (n: number): OutboxInput => ({ on: 'stored', now: 0, clientId: `client-${n}` });
const online: OutboxInput = { on: 'online', now: 0 };
const offline: OutboxInput = { on: 'offline', now: 0 };
const confirmed = (n: number, seq: number): OutboxInput => ({ on: 'confirmed', now: 0, clientId: `client-${n}`, seq });
const refused = (n: number): OutboxInput => {
  return { on: 'refused', now: 0, clientId: `client-${n}`, failure: new Failure('access.denied'), random: 0 };
};
const reworded = (n: number, text: string): OutboxInput => {
  return { on: 'reworded', now: 0, clientId: `client-${n}`, said: { text } };
};
const discard = (n: number): OutboxInput => ({ on: 'discard', now: 0, clientId: `client-${n}` });

function textOf(state: OutboxState, n: number): string | undefined {
  const item = find(state, `client-${n}`)?.item;
  return item !== undefined && 'text' in item ? item.text : undefined;
}

test('[KP60] what has never been sent says what it was changed to', () => {
  const { state, told } = run([written(message(1)), stored(1), reworded(1, 'other'), stored(1), online]);
  assert.equal(textOf(state, 1), 'other');
  assert.deepEqual(told, ['store client-1', 'store client-1', 'send client-1']);
});

test('[KP60] what has never been sent is dropped, and what answers it answers nothing', () => {
  const answer = message(2, { replyOf: 'client-1', quote: { by: 'u', text: 'text 1' } });
  const { state, told } = run([written(message(1)), stored(1), written(answer), stored(2), discard(1)]);
  assert.equal(find(state, 'client-1'), undefined);
  const left = find(state, 'client-2')?.item as OutboxMessage;
  assert.deepEqual([left.replyOf, left.quote], [undefined, undefined]);
  assert.ok(told.includes('remove client-1') && told.includes('store client-2'));
});

test('[KP60] what may have reached the server keeps its words, and the change follows it', () => {
  const sent = run([online, written(message(1)), stored(1), offline]);
  const again = run([reworded(1, 'other'), discard(1)], sent.state);
  assert.equal(textOf(again.state, 1), 'text 1');
  const edit = change(2, 1, { type: 'edited', target: 0, text: 'other' });
  const answer = message(3, { replyOf: 'client-1' });
  const waiting = run([written(edit), stored(2), written(answer), stored(3)], again.state);
  const queue = waiting.state.queues.get('c_1') ?? [];
  const first = queue[0];
  assert.ok(first && !('change' in first.item));
  assert.equal(wanted(queue, { ...first, item: first.item })?.text, 'other');
  const done = run([online, confirmed(1, 7)], waiting.state);
  const item = (n: number) => find(done.state, `client-${n}`)?.item;
  const change7 = item(2) as OutboxChange;
  assert.deepEqual([change7.change.target, change7.of], [7, undefined]);
  assert.equal((item(3) as OutboxMessage).replyTo, 7);
  assert.deepEqual(done.told, [
    'send client-1',
    'store client-2',
    'store client-3',
    'remove client-1',
    'send client-2',
  ]);
});

test('[KP60] a refused message says what it was to say, or is gone if it was taken back', () => {
  const edit = change(2, 1, { type: 'edited', target: 0, text: 'other' });
  const sent = run([online, written(message(1)), stored(1), written(edit), stored(2), refused(1)]);
  assert.equal(textOf(sent.state, 1), 'other');
  assert.equal(find(sent.state, 'client-1')?.at, 'failed');
  assert.equal(find(sent.state, 'client-2'), undefined);
  const recall = change(2, 1, { type: 'recalled', target: 0 });
  const gone = run([online, written(message(1)), stored(1), written(recall), stored(2), refused(1)]);
  assert.equal(gone.state.queues.size, 0);
});

test('[KP60] a failed message is sent in other words', () => {
  const failed = run([online, written(message(1)), stored(1), refused(1)]);
  const again = run([reworded(1, 'better'), stored(1)], failed.state);
  assert.deepEqual(again.told, ['store client-1', 'send client-1']);
  assert.equal(find(again.state, 'client-1')?.item.failure, undefined);
});
