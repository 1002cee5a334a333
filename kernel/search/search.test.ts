import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseQuery, rangesIn } from './query.ts';
import { snippetOf } from './snippet.ts';
import { queryTerms, termsOf } from './terms.ts';
import { wordsOf } from './words.ts';

const by = `u_${'a'.repeat(20)}`;

function stands(text: string, query: string): boolean {
  return rangesIn(text, parseQuery(query)) !== undefined;
}

function marked(text: string, query: string): string | undefined {
  const ranges = rangesIn(text, parseQuery(query));
  return ranges?.reduceRight(
    (out, { from, to }) => `${out.slice(0, from)}[${out.slice(from, to)}]${out.slice(to)}`,
    text,
  );
}

test('[SE1] Chinese is found by any run of its characters, and by a single one', () => {
  assert.equal(marked('我们明天开会，地点不变', '明天开会'), '我们[明天开会]，地点不变');
  assert.equal(marked('我们明天开会', '会'), '我们明天开[会]');
  assert.ok(!stands('开，会', '开会'));
  assert.ok(!stands('会开', '开会'));
  assert.ok(stands('日本語のテキスト', 'テキスト') && stands('한국어 문장', '국어'));
});

test('[SE1] Latin words are found in any case, width and accent; the last one by its beginning', () => {
  assert.equal(marked('Der ÄRGER über Café', 'arger'), 'Der [ÄRGER] über Café');
  assert.equal(marked('ｆｕｌｌ　ｗｉｄｔｈ', 'Full'), '[ｆｕｌｌ]　ｗｉｄｔｈ');
  assert.equal(marked('the budget of 2026', 'bud'), 'the [budget] of 2026');
  assert.ok(!stands('the budget', 'bud of'), 'only the last word is open');
  assert.ok(!stands('the budget', '"bud"') && stands('the budget', '"budget"'));
  assert.ok(!stands('budget', 'udget'));
});

test('[SE1] mixed texts, numbers and phrases', () => {
  assert.equal(marked('新 iPhone15手机到货', 'iphone15手机'), '新 [iPhone15手机]到货');
  assert.ok(stands('room 4.12, floor', '4.12') && !stands('room 12.4', '4.12'));
  assert.ok(stands('see foo-bar now', 'foo-bar') && !stands('bar foo', 'foo-bar'));
  assert.equal(marked('会议在三月，三月', '三月 会议'), '[会议]在[三月]，[三月]');
  assert.deepEqual(parseQuery('… — !'), []);
});

const character = fc.oneof(
  fc.constantFrom(...'abAÁé你好们会议ガｶﾞ１2ß- ,"，🙂ﷺ½'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const text = fc.array(character, { maxLength: 40 }).map((parts) => parts.join(''));

test('[SE2] an index by terms loses nothing that stands in a text', () => {
  fc.assert(
    fc.property(text, text, (body, typed) => {
      const query = parseQuery(typed);
      if (rangesIn(body, query) === undefined) return;
      const terms = new Set(termsOf({ by, text: body }));
      for (const term of queryTerms(query)) assert.ok(terms.has(term), `${term} of ${typed} in ${body}`);
    }),
    { numRuns: 3000 },
  );
});

test('[SE2] every piece of a text is found in it, also in another case and width', () => {
  fc.assert(
    fc.property(text, fc.nat(40), fc.nat(10), (body, at, length) => {
      const words = wordsOf(body);
      const [first, last] = [words[at % Math.max(1, words.length)], words[Math.min(at + length, words.length - 1)]];
      if (first === undefined || last === undefined || last.from < first.from) return;
      const piece = body.slice(first.from, last.to).replace(/["“”„«»「」『』]/g, ' ');
      assert.ok(stands(body, piece), piece);
      const terms = new Set(termsOf({ by, text: body }));
      for (const term of queryTerms(parseQuery(piece))) assert.ok(terms.has(term), `${term} of ${piece}`);
    }),
    { numRuns: 3000 },
  );
});

test('[SE1] words lie in order within the text, and terms are safe to write into any query', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (body) => {
      let end = 0;
      for (const word of wordsOf(body)) {
        assert.ok(word.from >= end && word.to > word.from && word.to <= body.length);
        end = word.to;
      }
      for (const term of termsOf({ by, text: body })) assert.match(term, /^§?[\p{L}\p{N}\p{M}]+›?$/u);
      for (const term of queryTerms(parseQuery(body))) assert.match(term, /^[\p{L}\p{N}\p{M}]+›?$/u);
    }),
    { numRuns: 3000 },
  );
});

test('[SE3] a snippet holds the first place, is short, and cuts no character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.nat(300), fc.nat(20), (body, at, length) => {
      const ranges =
        body === '' ? [] : [{ from: at % body.length, to: Math.min(body.length, (at % body.length) + length + 1) }];
      const snippet = snippetOf(body, ranges, 60);
      assert.ok(snippet.text.length <= 61 && body.includes(snippet.text));
      if (body.isWellFormed()) assert.ok(snippet.text.isWellFormed());
      for (const { from, to } of snippet.ranges) assert.ok(from >= 0 && from < to && to <= snippet.text.length);
      assert.equal(snippet.ranges.length, ranges.length);
    }),
  );
});
