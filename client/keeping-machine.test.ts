import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { StateEntry } from '#protocol/personal.ts';
import {
  type KeepingEffect,
  type KeepingInput,
  type KeepingState,
  NOTHING_KEPT,
  overlaid,
  step,
} from './keeping-machine.ts';
import type { PersonalChange, PersonalItem } from './store/store.ts';

const [ONE, TWO] = [newId('c'), newId('c')];
const FOLDER = newId('f');

function keep(conversation: string, wish: object): PersonalChange {
  return { do: 'conversation.keep', with: { conversation, ...wish } };
}

function item(id: string, order: number, change: PersonalChange): PersonalItem {
  return { id, order, at: order, owner: 'tab', change };
}

/** Goes through the inputs; answers with the state and everything that was to be done. */
function run(inputs: readonly DistributiveOmit<KeepingInput, 'now'>[], from = NOTHING_KEPT) {
  let state: KeepingState = from;
  const effects: KeepingEffect[] = [];
  for (const input of inputs) {
    const [next, more] = step(state, { now: 100, ...input } as KeepingInput);
    state = next;
    effects.push(...more);
  }
  return {
    state,
    effects,
    done: effects.map((each) => `${each.do} ${'item' in each ? each.item.id : 'id' in each ? each.id : each.at}`),
  };
}

type DistributiveOmit<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never;

test('[LR20] a change is stored at once, sent when there is a connection, and forgotten when its entry is here', () => {
  const pin = item('a', 1, keep(ONE, { pinned: true }));
  const { state, done } = run([{ on: 'made', item: pin }, { on: 'online' }, { on: 'confirmed', id: 'a', entrySeq: 7 }]);
  assert.deepEqual(done, ['store a', 'send a', 'remove a']);
  assert.deepEqual(
    state.queue.map(({ at }) => at),
    ['done'],
    'shown until the entry comes',
  );
  assert.deepEqual(run([{ on: 'entry', seq: 6 }], state).state.queue.length, 1);
  assert.deepEqual(run([{ on: 'entry', seq: 7 }], state).state.queue, []);
  assert.deepEqual(run([{ on: 'offline' }, { on: 'online' }], state).state.queue, [], 'hello has told it');
});

test('[LR20] an entry that came before the answer is waited for no more', () => {
  const { state } = run([
    { on: 'online' },
    { on: 'made', item: item('a', 1, keep(ONE, { pinned: true })) },
    { on: 'entry', seq: 7 },
    { on: 'confirmed', id: 'a', entrySeq: 7 },
  ]);
  assert.deepEqual(state.queue, []);
});

test('[LR21] of two changes of one slot that wait, the later one holds, in the place of the earlier', () => {
  const { state, done } = run([
    { on: 'made', item: item('a', 1, keep(ONE, { pinned: true, muted: true })) },
    { on: 'made', item: item('b', 2, keep(TWO, { pinned: true })) },
    { on: 'made', item: item('c', 3, keep(ONE, { muted: false })) },
    { on: 'online' },
  ]);
  assert.deepEqual(done, ['store a', 'store b', 'store c', 'remove a', 'send c']);
  assert.deepEqual(state.queue[0]?.item.change, keep(ONE, { pinned: true, muted: false }));
  assert.deepEqual(
    state.queue.map((each) => each.item.id),
    ['c', 'b'],
  );
});

test('[LR21] what the later change brings along holds, too', () => {
  const { state } = run([
    { on: 'made', item: item('a', 1, keep(ONE, { pinned: true })) },
    { on: 'made', item: item('b', 2, keep(ONE, { archived: 4 })) },
  ]);
  assert.deepEqual(
    [...overlaid('chat', new Map(), state.queue).values()],
    [{ seq: 0, type: 'chat', conversation: ONE, archived: 4 }],
  );
});

test('[LR21] a change made while one is under way waits for its answer', () => {
  const { done } = run([
    { on: 'online' },
    { on: 'made', item: item('a', 1, keep(ONE, { muted: true })) },
    { on: 'made', item: item('b', 2, keep(ONE, { muted: false })) },
    { on: 'confirmed', id: 'a', entrySeq: 1 },
  ]);
  assert.deepEqual(done, ['store a', 'send a', 'store b', 'remove a', 'send b']);
});

test('[LR22] what is found is taken over, unless the same was changed here since', () => {
  const old = item('old', 1, keep(ONE, { muted: true }));
  const { done } = run([{ on: 'found', item: old }, { on: 'found', item: old }, { on: 'online' }]);
  assert.deepEqual(done, ['send old']);
  const newer = run([
    { on: 'made', item: item('new', 5, keep(ONE, { muted: false })) },
    { on: 'found', item: old },
    { on: 'online' },
  ]);
  assert.deepEqual(newer.done, ['store new', 'remove old', 'send new']);
});

test('[LR20] a cut sends again, a busy server is asked later, a refusal is given up', () => {
  const begun = run([{ on: 'online' }, { on: 'made', item: item('a', 1, keep(ONE, { pinned: true })) }]).state;
  assert.deepEqual(run([{ on: 'offline' }, { on: 'online' }], begun).done, ['send a']);
  const busy = new Failure('rate.limited', { retryAfterMs: 5000 });
  const held = run([{ on: 'refused', id: 'a', failure: busy, random: 0 }], begun);
  assert.deepEqual(held.done, ['wake 5100']);
  assert.deepEqual(
    step(held.state, { on: 'tick', now: 5100 })[1].map((each) => each.do),
    ['send'],
  );
  const final = run([{ on: 'refused', id: 'a', failure: new Failure('list.full'), random: 0 }], begun);
  assert.deepEqual(final.done, ['remove a', 'give-up a']);
  assert.deepEqual(final.state.queue, []);
});

test('[LR20] what is on its way is seen over what is known', () => {
  const known = new Map<string, StateEntry>([
    [`chat:${ONE}`, { seq: 4, type: 'chat', conversation: ONE, muted: true }],
  ]);
  assert.equal(overlaid('chat', known, []), known);
  const { queue } = run([
    { on: 'made', item: item('a', 1, keep(ONE, { muted: false })) },
    { on: 'made', item: item('b', 2, keep(TWO, { pinned: true })) },
    {
      on: 'made',
      item: item('c', 3, {
        do: 'folder.keep',
        with: { folder: FOLDER, name: 'Work', order: 1, conversations: [ONE], rules: [] },
      }),
    },
    { on: 'made', item: item('d', 4, { do: 'settings.keep', with: { receipts: false } }) },
  ]).state;
  assert.deepEqual(
    [...overlaid('chat', known, queue).values()],
    [{ seq: 0, type: 'chat', conversation: TWO, pinned: 2 }],
  );
  assert.equal(overlaid('folder', new Map(), queue).size, 1);
  assert.deepEqual([...overlaid('settings', new Map(), queue).keys()], ['settings']);
  const dropped = run([{ on: 'made', item: item('e', 5, { do: 'folder.drop', with: { folder: FOLDER } }) }], {
    ...NOTHING_KEPT,
    queue,
  }).state;
  assert.equal(overlaid('folder', new Map(), dropped.queue).size, 0);
});
