import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { InlineIndex } from '../adapters/search/inline-index.ts';
import { assertFails } from '../conversations/contract.ts';
import { createGroup, freshClientId, send } from '../conversations/conversations-world.ts';
import { openSearch, openSearchWorld } from './search-world.ts';

test('[SE4] what was written while nobody followed is found after a restart, and nothing is read twice', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-search-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'search.sqlite');
  const world = await openSearchWorld();
  const [ann] = world.people.addAll('ann');
  const group = await createGroup(world, ann, []);
  const first = openSearch(world, { index: new InlineIndex(file) });
  const { seq } = await send(world, ann, group, 'before the end');
  await first.settled();
  await first.close();
  await world.as(ann, 'message.edit', {
    clientId: freshClientId(),
    conversation: group,
    seq,
    text: 'edited meanwhile',
  });
  await send(world, ann, group, 'written meanwhile');
  const second = openSearch(world, { index: new InlineIndex(file) });
  await second.settled();
  const texts = async (query: string) =>
    (await second.commands['search.messages'](ann, { query })).hits.map((hit) => hit.text);
  assert.deepEqual(await texts('meanwhile'), ['written meanwhile', 'edited meanwhile']);
  assert.deepEqual(await texts('before'), []);
  await second.close();
  await world.close();
});

test('[SE4] a database that was put back to an earlier state is read anew', async () => {
  const world = await openSearchWorld();
  const [ann] = world.people.addAll('ann');
  const group = await createGroup(world, ann, []);
  await send(world, ann, group, 'really there');
  const index = new InlineIndex();
  const gone = { by: ann.user, text: 'of a future that is gone' };
  await index.put('shown', [{ conversation: group, messages: [{ seq: 9, document: gone }], upTo: 9 }]);
  const search = openSearch(world, { index });
  await search.settled();
  const find = (query: string) => search.commands['search.messages'](ann, { query });
  assert.deepEqual((await find('really')).hits.length, 1);
  assert.deepEqual((await find('future')).hits, []);
  await search.close();
  await world.close();
});

test('[SE5] owner and admins build the index anew; searches go on meanwhile, and nothing is missing after it', async () => {
  const world = await openSearchWorld();
  const [ann] = world.people.addAll('ann');
  const group = await createGroup(world, ann, []);
  for (let n = 0; n < 120; n += 1) await send(world, ann, group, `word ${n}`);
  const { commands } = world.search;
  await assertFails('access.denied', commands['search.rebuild'](ann, {}));
  await assertFails('access.denied', commands['search.state'](ann, {}));
  await world.search.settled();
  const owner = { ...ann, role: 'owner' as const };
  const before = await commands['search.state'](owner, {});
  assert.deepEqual(before, { at: 'ready', documents: 120, events: 121, behind: 0 });
  await commands['search.rebuild'](owner, {});
  for (let n = 0; (await commands['search.state'](owner, {})).at !== 'ready' || n === 0; n += 1) {
    await send(world, ann, group, `meanwhile ${n}`);
    assert.equal((await world.texts(ann, 'word')).length, 120);
    assert.equal((await world.texts(ann, 'meanwhile')).length, n + 1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await world.texts(ann, 'word')).length, 120);
  await world.search.settled();
  const after = await commands['search.state'](owner, {});
  assert.deepEqual([after.behind, after.rebuiltAt, after.rebuilding], [0, world.clock.now(), undefined]);
  const { seq } = await send(world, ann, group, 'after it');
  assert.deepEqual(await world.texts(ann, 'after it'), ['after it']);
  await world.as(ann, 'message.recall', { clientId: freshClientId(), conversation: group, seq });
  assert.deepEqual(await world.texts(ann, 'after it'), []);
  await world.close();
});

test('[SE7] the state tells how much can be found, how far behind it is, and how far a new one is', async () => {
  let hold: Promise<void> | undefined;
  const held = Promise.withResolvers<void>();
  class Slow extends InlineIndex {
    override async put(...args: Parameters<InlineIndex['put']>) {
      if (args[0] === 'coming') await hold;
      return super.put(...args);
    }
  }
  const world = await openSearchWorld({ index: new Slow() });
  const [ann] = world.people.addAll('ann');
  const group = await createGroup(world, ann, []);
  for (let n = 0; n < 9; n += 1) await send(world, ann, group, `word ${n}`);
  await world.search.settled();
  hold = held.promise;
  const owner = { ...ann, role: 'owner' as const };
  const { commands } = world.search;
  await commands['search.rebuild'](owner, {});
  let state = await commands['search.state'](owner, {});
  while (state.rebuilding === undefined) state = await commands['search.state'](owner, {});
  assert.deepEqual(state, { at: 'rebuilding', documents: 9, events: 10, behind: 0, rebuilding: { done: 0, of: 10 } });
  held.resolve();
  while (state.at !== 'ready') {
    await new Promise((resolve) => setImmediate(resolve));
    state = await commands['search.state'](owner, {});
  }
  assert.deepEqual(state, { at: 'ready', documents: 9, events: 10, behind: 0, rebuiltAt: world.clock.now() });
  await world.close();
});

test('[SE4] while the index fails, searches say so, and it catches up by itself', async () => {
  class Shaky extends InlineIndex {
    broken = true;
    override async put(...args: Parameters<InlineIndex['put']>) {
      if (this.broken) throw new Failure('server.busy');
      return super.put(...args);
    }
  }
  const index = new Shaky();
  const world = await openSearchWorld({ index });
  const [ann] = world.people.addAll('ann');
  const group = await createGroup(world, ann, []);
  await send(world, ann, group, 'some words');
  await world.search.settled();
  const broken = await world.find(ann, 'words');
  assert.deepEqual([broken.hits, broken.incomplete], [[], true]);
  index.broken = false;
  await world.search.settled();
  const mended = await world.find(ann, 'words');
  assert.deepEqual([mended.hits.length, mended.incomplete], [1, undefined]);
  await world.close();
});
