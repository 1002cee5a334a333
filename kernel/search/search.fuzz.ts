import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseQuery, rangesIn } from './query.ts';
import { snippetOf } from './snippet.ts';
import { queryTerms, termsOf } from './terms.ts';

const RUNS = Number(process.env['YIQI_FUZZ_RUNS'] ?? 50_000);
const SEED = Number(process.env['YIQI_FUZZ_SEED'] ?? randomInt(2 ** 31));
const by = `u_${'a'.repeat(20)}`;
const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }));

test(`any ${RUNS} texts and queries are read, and an index loses none of what is found`, (context) => {
  context.diagnostic(`seed ${SEED} (YIQI_FUZZ_SEED repeats it)`);
  fc.assert(
    fc.property(anything, anything, (text, typed) => {
      const query = parseQuery(typed);
      const terms = new Set(termsOf({ by, text }));
      for (const [asked, wanted] of [[query, typed] as const, [parseQuery(text), text] as const]) {
        const ranges = rangesIn(text, asked);
        if (ranges === undefined) continue;
        snippetOf(text, ranges, 20);
        for (const term of queryTerms(asked)) assert.ok(terms.has(term), `${term} of ${wanted}`);
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

test('the longest texts and the oddest queries take no long time', () => {
  const texts = [
    'a '.repeat(32_000),
    '的'.repeat(21_000),
    'x'.repeat(65_000),
    '"'.repeat(60_000),
    '\u0301'.repeat(30_000),
  ];
  for (const text of texts) {
    termsOf({ by, text });
    for (const typed of ['a '.repeat(100), '的'.repeat(200), '"'.repeat(200), 'a"'.repeat(100)]) {
      rangesIn(text, parseQuery(typed));
    }
  }
});
