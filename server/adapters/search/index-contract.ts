import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import { parseQuery } from '#kernel/search/query.ts';
import { queryTerms, traitTerm } from '#kernel/search/terms.ts';
import type { Seq } from '#protocol/common.ts';
import type { SearchIndex, Shelf } from '../../search/ports.ts';

const by = newId('u');
const EVERYWHERE = Number.MAX_SAFE_INTEGER;

function wanted(text: string) {
  return queryTerms(parseQuery(text)).map((term) => [term]);
}

async function put(
  index: SearchIndex,
  conversation: string,
  texts: Record<Seq, string | undefined>,
  shelf: Shelf = 'shown',
) {
  const messages = Object.entries(texts).map(([seq, text]) => ({
    seq: Number(seq),
    document: text === undefined ? undefined : { by, text },
  }));
  await index.put(shelf, [{ conversation, messages, upTo: Math.max(...messages.map(({ seq }) => seq)) }]);
}

async function find(index: SearchIndex, conversation: string, text: string, from = 0, to = EVERYWHERE, limit = 50) {
  return (await index.find(wanted(text), [{ conversation, from, to }], limit))[0];
}

/** docs/spec/search.md, SE2 and SE4. Every index runs this. `open` gives an empty one, `again` the same once more. */
export function searchIndexContract(
  name: string,
  open: () => Promise<{ index: SearchIndex; again: (epoch?: string) => Promise<SearchIndex> }>,
): void {
  test(`${name} [SE2] finds by terms, newest first, within a stretch and a limit`, async () => {
    const { index } = await open();
    const [one, other] = [newId('c'), newId('c')];
    await put(index, one, { 2: '明天开会', 3: 'the budget', 5: '开会 about the budget' });
    await put(index, other, { 2: '开会' });
    assert.deepEqual(await find(index, one, '开会'), [5, 2]);
    assert.deepEqual(await find(index, one, '开会 bud'), [5]);
    assert.deepEqual(await find(index, one, '开会', 3), [5]);
    assert.deepEqual(await find(index, one, '开会', 0, 4), [2]);
    assert.deepEqual(await find(index, one, '会', 0, EVERYWHERE, 1), [5]);
    const both = [one, other, newId('c')].map((conversation) => ({ conversation, from: 0, to: EVERYWHERE }));
    assert.deepEqual(await index.find(wanted('开会'), both, 9), [[5, 2], [2], []]);
    await index.close();
  });

  test(`${name} [SE2] finds in one of many conversations, and what is in all of them`, async () => {
    const { index } = await open();
    const all = Array.from({ length: 30 }, () => newId('c'));
    for (const [n, conversation] of all.entries()) {
      const more = Object.fromEntries(Array.from({ length: 20 }, (_, seq) => [seq + 4, 'everywhere 到处']));
      await put(index, conversation, { 2: n === 7 ? 'needle 针尖' : 'hay', 3: 'needless', ...more });
    }
    const stretches = all.map((conversation) => ({ conversation, from: 0, to: EVERYWHERE }));
    const where = async (text: string) => (await index.find(wanted(text), stretches, 5)).map((seqs) => seqs.join());
    for (const text of ['"needle"', '针尖', 'hay needle', '针']) {
      const found = await where(text);
      const places = found.flatMap((seqs, n) => (seqs === '' ? [] : [n]));
      assert.deepEqual(places, text === 'hay needle' ? [] : [7], text);
    }
    assert.equal((await where('needl')).filter((seqs) => seqs === '3').length, 29);
    for (const text of ['everywhere', '到处', 'e'])
      assert.ok(
        (await where(text)).every((seqs) => seqs === '23,22,21,20,19'),
        text,
      );
    await index.close();
  });

  test(`${name} [SE2] one term of a group is enough, and traits are terms`, async () => {
    const { index } = await open();
    const conversation = newId('c');
    await put(index, conversation, { 2: 'red', 3: 'green', 4: 'blue https://a.example/x' });
    const stretch = [{ conversation, from: 0, to: EVERYWHERE }];
    assert.deepEqual(await index.find([['red', 'blue']], stretch, 9), [[4, 2]]);
    assert.deepEqual(await index.find([[traitTerm({ is: 'link' })]], stretch, 9), [[4]]);
    assert.deepEqual(await index.find([[traitTerm({ is: 'from', user: by })]], stretch, 9), [[4, 3, 2]]);
    assert.deepEqual(await index.find([[traitTerm({ is: 'from', user: newId('u') })]], stretch, 9), [[]]);
    await index.close();
  });

  test(`${name} [SE4] what is put again replaces, what has no document goes`, async () => {
    const { index } = await open();
    const conversation = newId('c');
    await put(index, conversation, { 2: 'first text', 3: 'second text' });
    await put(index, conversation, { 2: 'another', 3: undefined });
    assert.deepEqual(await find(index, conversation, 'text'), []);
    assert.deepEqual(await find(index, conversation, 'another'), [2]);
    await index.close();
  });

  test(`${name} [SE4] what it holds and how far it is survives, unless it was of another database`, async () => {
    const { index, again } = await open();
    const conversation = newId('c');
    await put(index, conversation, { 2: 'here', 7: 'there' });
    assert.deepEqual([...(await index.progress('shown'))], [[conversation, 7]]);
    await index.close();
    const second = await again();
    assert.deepEqual([...(await second.progress('shown'))], [[conversation, 7]]);
    assert.deepEqual(await find(second, conversation, 'there'), [7]);
    await second.close();
    const third = await again('another');
    assert.deepEqual([...(await third.progress('shown'))], []);
    assert.deepEqual(await find(third, conversation, 'there'), []);
    await third.close();
  });

  test(`${name} [SE8] putting it in order changes nothing of what is found`, async () => {
    const { index } = await open();
    const all = Array.from({ length: 8 }, () => newId('c'));
    for (let seq = 2; seq < 14; seq += 1) {
      for (const conversation of all) await put(index, conversation, { [seq]: seq % 2 ? 'even odd' : 'odd 单数' });
    }
    await put(index, all[3] ?? '', { 4: undefined });
    const stretches = all.map((conversation) => ({ conversation, from: 3, to: 12 }));
    const look = () =>
      Promise.all(['odd', 'even', '单数', '"even" odd', 'o'].map((t) => index.find(wanted(t), stretches, 4)));
    const before = await look();
    let steps = 0;
    while (await index.tidy()) steps += 1;
    assert.ok(steps < 100);
    assert.deepEqual(await look(), before);
    assert.deepEqual(before[2]?.[3], [12, 10, 8, 6]);
    assert.deepEqual(before[2]?.[4], [12, 10, 8, 6]);
    assert.equal(await index.tidy(), false);
    await index.close();
  });

  test(`${name} [SE5] one is built beside the other and takes its place`, async () => {
    const { index, again } = await open();
    const conversation = newId('c');
    await put(index, conversation, { 2: 'old', 3: 'gone' });
    assert.deepEqual(await index.facts(), { documents: 2, rebuiltAt: undefined });
    await index.begin();
    assert.ok(await index.building());
    await put(index, conversation, { 2: 'new' }, 'coming');
    assert.deepEqual(await find(index, conversation, 'old'), [2]);
    assert.deepEqual([...(await index.progress('coming'))], [[conversation, 2]]);
    await index.close();
    const second = await again();
    assert.ok(await second.building());
    await second.swap(77);
    assert.ok(!(await second.building()));
    assert.deepEqual(await second.facts(), { documents: 1, rebuiltAt: 77 });
    assert.deepEqual(await find(second, conversation, 'old'), []);
    assert.deepEqual(await find(second, conversation, 'new'), [2]);
    assert.deepEqual([...(await second.progress('shown'))], [[conversation, 2]]);
    await second.begin();
    await second.begin();
    await second.swap(78);
    assert.deepEqual(await find(second, conversation, 'new'), []);
    await second.close();
  });
}
