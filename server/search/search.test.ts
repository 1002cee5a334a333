import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ConversationId } from '#protocol/common.ts';
import { assertFails } from '../conversations/contract.ts';
import { createGroup, freshClientId, send } from '../conversations/conversations-world.ts';
import type { Caller } from '../identity/api.ts';
import { openSearch, openSearchWorld, type SearchWorld } from './search-world.ts';

let world: SearchWorld;
before(async () => {
  world = await openSearchWorld();
});
after(() => world.close());

/** New people, and a group of them. */
async function cast() {
  const [ann, bob, cat] = world.people.addAll('ann', 'bob', 'cat');
  return { ann, bob, cat, group: await createGroup(world, ann, [bob]) };
}

function change(caller: Caller, name: 'member.add' | 'member.remove', conversation: ConversationId, whom: Caller) {
  const clientId = freshClientId();
  if (name === 'member.add') return world.as(caller, name, { clientId, conversation, members: [whom.user] });
  return world.as(caller, name, { clientId, conversation, member: whom.user });
}

test('[SE10] words are found in all conversations of the searcher, newest first, with what stands around them', async () => {
  const { ann, bob, group } = await cast();
  const other = await createGroup(world, bob, [ann]);
  world.clock.advance(1000);
  await send(world, ann, group, '我们明天下午三点开会，地点在二楼');
  world.clock.advance(1000);
  await send(world, bob, other, `${'很长的前文，'.repeat(40)}开会通知${'，后文'.repeat(60)}`);
  const { hits, people, next, incomplete } = await world.find(bob, '开会');
  assert.deepEqual(
    hits.map((hit) => hit.conversation),
    [other, group],
  );
  assert.deepEqual([next, incomplete], [undefined, undefined]);
  assert.deepEqual(new Set(people.map(({ id }) => id)), new Set([ann.user, bob.user]));
  for (const { text, ranges } of hits)
    assert.deepEqual(
      ranges.map(([from, to]) => text.slice(from, to)),
      ['开会'],
    );
  assert.deepEqual(
    hits.map((hit) => hit.cut),
    [
      { before: true, after: true },
      { before: false, after: false },
    ],
  );
});

test('[SE10] without words, what the conditions leave is told; without any, nothing', async () => {
  const { ann, bob, group } = await cast();
  await send(world, ann, group, 'one');
  await send(world, bob, group, 'two');
  assert.deepEqual(await world.texts(ann, '', { from: bob.user }), ['two']);
  assert.deepEqual(await world.texts(ann, '', { conversation: group }), ['two', 'one']);
  assert.deepEqual(await world.texts(ann, ''), []);
  assert.deepEqual(await world.texts(ann, '…', { from: bob.user }), []);
});

test('[SE11] conditions: who, where, when, links, and what mentions the searcher', async () => {
  const { ann, bob, group } = await cast();
  const other = await createGroup(world, ann, [bob]);
  world.clock.advance(10_000);
  const start = world.clock.now();
  await send(world, ann, group, 'plan A');
  world.clock.advance(1000);
  await send(world, bob, group, 'plan B https://example.com/b');
  world.clock.advance(1000);
  const [clientId, mentions] = [freshClientId(), [ann.user]];
  await world.as(bob, 'message.send', { clientId, conversation: other, text: 'plan C @ann', mentions });
  const plans = (more: Parameters<SearchWorld['texts']>[2]) => world.texts(ann, 'plan', more);
  assert.deepEqual(await plans({ from: ann.user }), ['plan A']);
  assert.deepEqual(await plans({ conversation: other }), ['plan C @ann']);
  assert.deepEqual(await plans({ after: start + 1 }), ['plan C @ann', 'plan B https://example.com/b']);
  assert.deepEqual(await plans({ before: start + 1000 }), ['plan A']);
  assert.deepEqual(await plans({ after: start + 1, before: start + 1500 }), ['plan B https://example.com/b']);
  assert.deepEqual(await plans({ has: ['link'] }), ['plan B https://example.com/b']);
  assert.deepEqual(await plans({ has: ['mention'] }), ['plan C @ann']);
  assert.deepEqual(await world.texts(bob, 'plan', { has: ['mention'] }), []);
  assert.deepEqual(await plans({ has: ['mention', 'link'] }), []);
});

test('[SE12] pages go on where the last one ended, over all conversations', async () => {
  const { ann, bob } = await cast();
  const groups = [
    await createGroup(world, ann, [bob]),
    await createGroup(world, ann, [bob]),
    await createGroup(world, bob, [ann]),
  ];
  const written: string[] = [];
  for (let n = 0; n < 130; n += 1) {
    const text = `word ${n}`;
    await send(world, n % 3 ? ann : bob, groups[(n * 7) % 3] ?? '', n % 2 ? text : `${text} else`);
    written.unshift(n % 2 ? text : `${text} else`);
    if (n % 4 === 0) world.clock.advance(1000);
  }
  assert.deepEqual(new Set(await world.texts(bob, 'word')), new Set(written));
  assert.equal((await world.texts(bob, 'word')).length, written.length);
  assert.deepEqual(
    await world.texts(bob, 'word el'),
    (await world.texts(bob, 'word')).filter((text) => text.endsWith('else')),
  );
  await assertFails('request.invalid', world.find(bob, 'word', { cursor: '1.2.3' }));
});

test('[SE20] strangers and the removed find nothing; who comes back finds again', async () => {
  const { ann, bob, cat, group } = await cast();
  await send(world, ann, group, 'secret of the group');
  assert.deepEqual(await world.texts(cat, 'secret'), []);
  await assertFails('conversation.unknown', world.find(cat, 'secret', { conversation: group }));
  assert.deepEqual(await world.texts(bob, 'secret'), ['secret of the group']);
  await change(ann, 'member.remove', group, bob);
  assert.deepEqual(await world.texts(bob, 'secret'), []);
  await assertFails('conversation.unknown', world.find(bob, 'secret', { conversation: group }));
  await change(ann, 'member.add', group, bob);
  assert.deepEqual(await world.texts(bob, 'secret'), ['secret of the group']);
});

test('[SE20] a cursor of somebody else opens nothing', async () => {
  const { ann, cat, group } = await cast();
  for (let n = 0; n < 30; n += 1) await send(world, ann, group, 'many of them');
  const { next } = await world.find(ann, 'many');
  assert.ok(next);
  assert.deepEqual((await world.find(cat, 'many', { cursor: next })).hits, []);
});

test('[SE21] who sees a group only from joining on finds nothing of before', async () => {
  const { ann, bob, cat, group } = await cast();
  await send(world, ann, group, 'words of before');
  const settings = { clientId: freshClientId(), conversation: group, change: { history: 'joining' as const } };
  await world.as(ann, 'conversation.settings', settings);
  await change(ann, 'member.add', group, cat);
  await send(world, ann, group, 'words of after');
  assert.deepEqual(await world.texts(cat, 'words'), ['words of after']);
  assert.deepEqual(await world.texts(bob, 'words'), ['words of after', 'words of before']);
});

test('[SE22] what is withheld from somebody, and what they took away, they do not find', async () => {
  const { ann, bob, group } = await cast();
  const { summary } = await world.as(ann, 'conversation.direct', { user: bob.user });
  world.blocks.add(`${bob.user} ${ann.user}`);
  await send(world, ann, summary.id, 'withheld words');
  assert.deepEqual(await world.texts(bob, 'withheld'), []);
  assert.deepEqual(await world.texts(ann, 'withheld'), ['withheld words']);
  const { seq } = await send(world, ann, group, 'erased words');
  await world.as(bob, 'message.erase', { conversation: group, seqs: [seq] });
  assert.deepEqual(await world.texts(bob, 'erased'), []);
  assert.deepEqual(await world.texts(ann, 'erased'), ['erased words']);
});

test('[SE23] an edit replaces what is found, a recall ends it at once', async () => {
  const { ann, bob, group } = await cast();
  const { seq } = await send(world, ann, group, 'the first version');
  await world.as(ann, 'message.edit', { clientId: freshClientId(), conversation: group, seq, text: 'the second one' });
  assert.deepEqual(await world.texts(bob, 'first'), []);
  assert.deepEqual(await world.texts(bob, 'second'), ['the second one']);
  await world.as(ann, 'message.recall', { clientId: freshClientId(), conversation: group, seq });
  assert.deepEqual(await world.texts(bob, 'second'), []);
  assert.deepEqual(await world.texts(bob, '', { conversation: group }), []);
});

test('[SE13] contents are found by what they say', async () => {
  const { ann, bob, group } = await cast();
  const content = { type: 'location' as const, latitude: 31, longitude: 121, name: '人民广场 Gate 3' };
  await world.as(ann, 'message.send', { clientId: freshClientId(), conversation: group, text: '', content });
  const { hits } = await world.find(bob, '广场');
  assert.deepEqual(
    hits.map(({ text, content: type }) => [text, type]),
    [['人民广场 Gate 3', 'location']],
  );
});

test('[SE10] nothing that is typed means anything to the index', async () => {
  const { ann, group } = await cast();
  await send(world, ann, group, 'near OR not AND terms');
  for (const query of [
    '"',
    'a" OR "b',
    'NEAR(near not)',
    '*',
    'ne*',
    '^near',
    '-near',
    'terms:near',
    '§a',
    '§',
    'a›',
    '\u0000',
    '\ud800',
  ]) {
    await world.texts(ann, query);
  }
  for (const query of ['near OR', 'AND ter', '"OR not"'])
    assert.equal((await world.texts(ann, query)).length, 1, query);
  for (const query of ['near OR zzz', '§a §l']) assert.deepEqual(await world.texts(ann, query), [], query);
  assert.deepEqual(await world.texts(ann, '的'.repeat(200)), []);
  assert.deepEqual(await world.texts(ann, 'a '.repeat(100)), []);
});

test('[SE14] a first look finds people, conversations by title and by who is in them, and messages', async () => {
  const [ann, zoe] = world.people.addAll('ann', 'zoe-the-first');
  const titled = await createGroup(world, ann, [ann], 'friends of zoe-the-first');
  const among = await createGroup(world, ann, [zoe], 'painting');
  const hidden = await createGroup(world, zoe, [], 'zoe-the-first alone');
  await send(world, zoe, among, 'I am zoe-the-first');
  const all = (caller: Caller, query: string) => world.search.commands['search.all'](caller, { query });
  const { found, conversations, hits } = await all(ann, 'zoe-the-first');
  assert.deepEqual(
    found.map(({ id }) => id),
    [zoe.user],
  );
  assert.deepEqual(conversations, [titled, among]);
  assert.ok(!conversations.includes(hidden));
  assert.deepEqual(
    hits.map((hit) => hit.text),
    ['I am zoe-the-first'],
  );
  const chinese = await createGroup(world, ann, [], '产品周会');
  assert.deepEqual((await all(ann, 'zhouh')).conversations, [chinese], '[SE40] by pinyin');
  assert.deepEqual(await all(ann, ' … '), { found: [], conversations: [], hits: [], people: [] });
});

test('[SE15] one person searches only so often', async () => {
  const search = openSearch(world, { searches: 3 });
  const { ann, bob } = await cast();
  for (let n = 0; n < 3; n += 1) await search.commands['search.messages'](ann, { query: 'x' });
  await assertFails('rate.limited', search.commands['search.messages'](ann, { query: 'x' }));
  await assertFails('rate.limited', search.commands['search.all'](ann, { query: 'x' }));
  await search.commands['search.messages'](bob, { query: 'x' });
  await search.close();
});

test('[SE30] a page of history by date begins at the first line from then on, and days tell what they have', async () => {
  const { ann, bob, cat, group } = await cast();
  const day = 86_400_000;
  const start = world.clock.now() + day;
  const seqs: number[] = [];
  for (let n = 0; n < 6; n += 1) {
    world.clock.advance(day);
    if (n !== 2) seqs.push((await send(world, ann, group, `day ${n}`)).seq);
    if (n === 3)
      await world.as(bob, 'message.react', {
        clientId: freshClientId(),
        conversation: group,
        seq: seqs[0] ?? 0,
        emoji: '👍',
        on: true,
      });
  }
  const at = async (date: number) => {
    const { lines } = await world.as(bob, 'conversation.history', { conversation: group, date, limit: 1 });
    return lines[0]?.seq;
  };
  assert.deepEqual([await at(start), await at(start + 1), await at(start + 2 * day)], [seqs[0], seqs[1], seqs[2]]);
  assert.equal(await at(start + 100 * day), seqs.at(-1));
  assert.equal(await at(0), 1);
  await assertFails(
    'request.invalid',
    world.as(bob, 'conversation.history', { conversation: group, date: 1, before: 3 }),
  );
  const starts = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => start - 1000 + n * day);
  const { days } = await world.as(bob, 'conversation.days', { conversation: group, starts });
  assert.deepEqual(days, [seqs[0], seqs[1], null, seqs[2], seqs[3], seqs[4], null]);
  await world.as(bob, 'message.erase', { conversation: group, seqs: [seqs[1] ?? 0] });
  const left = await world.as(bob, 'conversation.days', { conversation: group, starts });
  assert.deepEqual(left.days.slice(0, 4), [seqs[0], null, null, seqs[2]]);
  await assertFails('request.invalid', world.as(bob, 'conversation.days', { conversation: group, starts: [5, 5] }));
  await assertFails('conversation.unknown', world.as(cat, 'conversation.days', { conversation: group, starts }));
});
