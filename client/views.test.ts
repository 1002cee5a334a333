import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { MessageEvent, Summary } from '#protocol/conversations.ts';
import { takeSummary } from './conversation-log.ts';
import { Ledger } from './ledger.ts';
import { People } from './people.ts';
import type { StoredWindow } from './store/store.ts';
import type { Call } from './sync.ts';
import { ManualTimers, settled } from './testing/manual-timers.ts';
import { Views } from './views.ts';

const ME = newId('u');
const ID = newId('c');

function message(seq: number): MessageEvent {
  const said = { clientId: `c-${seq}`, text: `text ${seq}` };
  return { type: 'message', conversation: ID, seq, at: seq, by: ME, count: seq, ...said };
}

function summary(lastSeq: number): Summary {
  const plain = { kind: 'group', title: 't', memberCount: 2, myRole: 'member', read: { seq: 0, count: 0 } } as const;
  return { id: ID, ...plain, lastSeq, messageCount: lastSeq, last: message(lastSeq) };
}

/** A conversation of three messages, of which `stored` is on the device. */
function setUp(stored: () => Promise<StoredWindow | undefined>) {
  const ledger = new Ledger();
  ledger.set(ID, takeSummary(ledger.get(ID), summary(3)));
  const told = { reads: 0, asked: [] as string[] };
  const call: Call = async (name) => {
    told.asked.push(name);
    return { lines: [message(3)], people: [], asOf: 3, before: true, after: false } as never;
  };
  const people = new People({ timers: new ManualTimers(), fetch: async () => [] });
  const read = () => {
    told.reads += 1;
    return stored();
  };
  return { ledger, told, views: new Views({ call, ledger, people, stored: read }) };
}

const whole: StoredWindow = { lines: [1, 2, 3].map(message), to: 3, before: false };

test('what is warmed and opened meanwhile is read once, and shown without the server', async () => {
  const reading = Promise.withResolvers<StoredWindow | undefined>();
  const { ledger, told, views } = setUp(() => reading.promise);
  const warmed = views.warm([ID]);
  views.open(ID);
  assert.equal(ledger.get(ID).window, undefined);
  reading.resolve(whole);
  await warmed;
  await settled();
  assert.deepEqual(told, { reads: 1, asked: [] });
  assert.equal(ledger.get(ID).window?.lines.length, 3);
});

test('what cannot be read is fetched, and read anew the next time it is asked for', async () => {
  const { ledger, told, views } = setUp(() => Promise.reject(new Error('the store is broken')));
  await views.warm([ID]);
  assert.deepEqual(told, { reads: 1, asked: [] });
  views.open(ID);
  await settled();
  assert.deepEqual(told, { reads: 2, asked: ['conversation.history'] });
  assert.equal(ledger.get(ID).window?.lines.length, 1);
});
