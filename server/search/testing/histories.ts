import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseQuery, rangesIn } from '#kernel/search/query.ts';
import type { ConversationId } from '#protocol/common.ts';
import { createGroup, freshClientId, linesOf, send } from '../../conversations/conversations-world.ts';
import { conversationMigrations } from '../../conversations/migrations.ts';
import type { ConversationTables } from '../../conversations/tables.ts';
import type { Caller } from '../../identity/api.ts';
import { withRepeatableIds } from '../../testing/repeatable-ids.ts';
import { openBench } from '../../testing/sql-bench.ts';
import { openSearchWorld, type SearchWorld } from '../search-world.ts';

const KINDS = [
  'send',
  'send',
  'send',
  'edit',
  'recall',
  'add',
  'remove',
  'leave',
  'erase',
  'hide',
  'block',
  'direct',
] as const;
const TEXTS = [
  '明天开会',
  '会开完了',
  'the budget',
  'Budget 开会',
  'one two',
  'ｔｗｏ three',
  '👍',
  'see https://a.example/two',
];
const QUERIES = ['会', '开会', '明天', 'bud', 'budget 开', 'two', 'one two', 'thr', '"one two"', 'https', 'nothing'];

const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  who: fc.nat(2),
  target: fc.nat(2),
  place: fc.nat(3),
  seq: fc.nat(12),
  text: fc.constantFrom(...TEXTS),
  laterMs: fc.constantFrom(0, 1000, 60_000),
});
type Step = ReturnType<typeof step.generate>['value'];

async function carryOut(world: SearchWorld, people: readonly Caller[], places: ConversationId[], one: Step) {
  const [caller, other] = [people[one.who], people[one.target]];
  const conversation = places[one.place % places.length];
  assert.ok(caller && other && conversation);
  const [clientId, seq] = [freshClientId(), 2 + one.seq];
  world.clock.advance(one.laterMs);
  switch (one.kind) {
    case 'send':
      return send(world, caller, conversation, one.text, clientId);
    case 'edit':
      return world.as(caller, 'message.edit', { clientId, conversation, seq, text: one.text });
    case 'recall':
      return world.as(caller, 'message.recall', { clientId, conversation, seq });
    case 'add':
      return world.as(caller, 'member.add', { clientId, conversation, members: [other.user] });
    case 'remove':
      return world.as(caller, 'member.remove', { clientId, conversation, member: other.user });
    case 'leave':
      return world.as(caller, 'conversation.leave', { clientId, conversation });
    case 'erase':
      return world.as(caller, 'message.erase', { conversation, seqs: [seq] });
    case 'hide':
      return world.as(caller, 'conversation.settings', { clientId, conversation, change: { history: 'joining' } });
    case 'block':
      return world.blocks.add(`${other.user} ${caller.user}`);
    case 'direct': {
      const { summary } = await world.as(caller, 'conversation.direct', { user: other.user });
      return places.push(summary.id);
    }
  }
}

/** What reading everything that the person may see, and looking at each line, finds. */
async function scan(world: SearchWorld, caller: Caller, typed: string): Promise<string[]> {
  const found: string[] = [];
  for (const conversation of await world.conversations.conversationsOf(caller.user)) {
    for (const line of await linesOf(world, caller, conversation)) {
      if (line.type !== 'message' || line.recalled || rangesIn(line.text, parseQuery(typed)) === undefined) continue;
      found.push(`${line.conversation} ${line.seq}`);
    }
  }
  return found.sort();
}

async function searched(world: SearchWorld, caller: Caller, query: string): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { hits, next } = await world.find(caller, query, cursor === undefined ? {} : { cursor });
    found.push(...hits.map((hit) => `${hit.conversation} ${hit.seq}`));
    if (next === undefined) return found.sort();
    cursor = next;
  }
}

const bench = await openBench<ConversationTables>(conversationMigrations);

async function live(steps: readonly Step[]): Promise<void> {
  const world = await openSearchWorld({ database: await bench.cleared() });
  try {
    const people = world.people.addAll('ann', 'bob', 'cat');
    const [ann, bob, cat] = people;
    const places = [await createGroup(world, ann, [bob, cat]), await createGroup(world, bob, [ann])];
    for (const [index, one] of steps.entries()) {
      await carryOut(world, people, places, one).catch(() => {});
      if (index % 9 !== 8 && index !== steps.length - 1) continue;
      for (const caller of people) {
        for (const query of QUERIES)
          assert.deepEqual(await searched(world, caller, query), await scan(world, caller, query), query);
      }
    }
  } finally {
    await world.close();
  }
}

/** Random histories of three people, and searches of each. */
export const property = fc.asyncProperty(
  fc.record({ steps: fc.array(step, { minLength: 5, maxLength: 45 }), ids: fc.noShrink(fc.nat()) }),
  ({ steps, ids }) => withRepeatableIds(ids, () => live(steps)),
);
