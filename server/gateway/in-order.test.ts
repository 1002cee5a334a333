import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { type Heard, InOrder } from './in-order.ts';

const id = newId('c');
const [ann, bob] = [newId('u'), newId('u')];

function told(seq: number, conversation: ConversationId = id): Heard {
  return { event: { conversation, seq, at: 1, by: ann, count: seq, type: 'renamed', title: `${seq}` }, memberCount: 2 };
}

/** What is delivered, how often it is asked who is in, and the answers, which wait to be given. */
function world() {
  const delivered: string[] = [];
  const asked: ((members: UserId[] | Error) => void)[] = [];
  const known: ReadonlySet<UserId>[] = [];
  const retries: (() => void)[] = [];
  const inOrder = new InOrder({
    membersOf: () =>
      new Promise((resolve, reject) =>
        asked.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
      ),
    known: (_conversation, members) => known.push(members),
    deliver: ({ event }, late) => delivered.push(late ? `late ${event.seq}` : `${event.seq}`),
    watch: {
      after: (_ms, callback) => {
        retries.push(callback);
        return () => {};
      },
    },
    log: silentLog,
  });
  const answer = async (members: UserId[] | Error) => {
    asked.shift()?.(members);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { inOrder, delivered, asked, known, retries, answer };
}

test('events that follow each other are delivered at once; who is in is asked only before the first', async () => {
  const { inOrder, delivered, asked, known, answer } = world();
  inOrder.take(told(7));
  inOrder.take(told(8));
  assert.deepEqual(delivered, [], 'nobody knows yet who is in');
  assert.equal(asked.length, 1);
  await answer([ann]);
  assert.deepEqual(delivered, ['7', '8']);
  assert.deepEqual(known, [new Set([ann])]);
  inOrder.take(told(9));
  inOrder.take(told(10));
  assert.deepEqual(delivered, ['7', '8', '9', '10']);
  assert.equal(asked.length, 0);
});

test('[PC20] what comes before something earlier waits until the database has told who is in', async () => {
  const { inOrder, delivered, asked, known, answer } = world();
  inOrder.take(told(1));
  await answer([ann, bob]);
  inOrder.take(told(3));
  inOrder.take(told(4));
  assert.deepEqual(delivered, ['1']);
  inOrder.take(told(2));
  assert.equal(asked.length, 1);
  await answer([ann]);
  assert.deepEqual(delivered, ['1', '2', '3', '4'], 'in their order');
  assert.deepEqual(known.at(-1), new Set([ann]));
  inOrder.take(told(3));
  assert.equal(delivered.at(-1), 'late 3', 'an old one changes nothing about who is in');
  inOrder.take(told(5));
  assert.equal(delivered.at(-1), '5');
});

test('conversations wait each for itself, and one that cannot be asked about is asked about again', async () => {
  const { inOrder, delivered, retries, answer } = world();
  const other = newId('c');
  inOrder.take(told(1));
  inOrder.take(told(50, other));
  await answer(new Error('away'));
  await answer([bob]);
  assert.deepEqual(delivered, ['50']);
  retries.shift()?.();
  await answer([ann]);
  assert.deepEqual(delivered, ['50', '1']);
});

test('a conversation that has just begun needs no asking', () => {
  const { inOrder, delivered, asked } = world();
  const event = { conversation: id, seq: 1, at: 1, by: ann, count: 0 } as const;
  const created = { ...event, type: 'created', kind: 'group', title: 'New', members: [ann, bob] } as const;
  inOrder.take({ event: { ...created, members: [ann, bob] }, memberCount: 2 });
  inOrder.take(told(2));
  assert.deepEqual(delivered, ['1', '2']);
  assert.equal(asked.length, 0);
});
