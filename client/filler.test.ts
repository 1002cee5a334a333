import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { MessageEvent, Summary } from '#protocol/conversations.ts';
import { takePage, takeSummary } from './conversation-log.ts';
import { Filler } from './filler.ts';
import { Ledger } from './ledger.ts';
import { People } from './people.ts';
import type { Call } from './sync.ts';
import { ManualTimers, settled } from './testing/manual-timers.ts';

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

const page = (seq: number) => ({ lines: [message(seq)], people: [], asOf: seq, before: false, after: false });

test('[RT14] a conversation that is opened while only its summary is being fetched keeps its lines', async () => {
  const ledger = new Ledger();
  const summaries = [Promise.withResolvers<never>(), Promise.withResolvers<never>()];
  const asked: string[] = [];
  const call: Call = async (name) => {
    asked.push(name);
    if (name === 'conversation.history') return page(3) as never;
    return (summaries.shift() ?? assert.fail('asked too often')).promise;
  };
  let viewed = false;
  const people = new People({ timers: new ManualTimers(), fetch: async () => [] });
  const filler = new Filler({ me: ME, call, ledger, people, isInView: () => viewed });
  const [first, second] = summaries;
  ledger.set(ID, { ...takeSummary(ledger.get(ID), summary(1)), heard: 3 });
  filler.fill(ID);
  viewed = true;
  ledger.set(ID, takePage(ledger.get(ID), page(3)));
  first?.resolve({ summary: summary(3), people: [] } as never);
  await settled();
  second?.resolve({ summary: summary(3), people: [] } as never);
  await settled();
  assert.deepEqual(asked, ['conversation.get', 'conversation.history', 'conversation.get']);
  assert.deepEqual(
    ledger.get(ID).window?.lines.map(({ seq }) => seq),
    [3],
  );
});
