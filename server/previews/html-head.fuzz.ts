import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '#protocol/limits.ts';
import { Chooser, FUZZ_RUNS, mangled } from '#server/testing/fuzz.ts';
import { readHead } from './html-head.ts';

const PARTS: [string, ...string[]] = [
  ...([
    '<title>',
    '</title>',
    '<meta ',
    'property="og:title" ',
    "content='",
    'content="',
    '"',
    "'",
    '>',
    '<',
    '=',
  ] as const),
  ...[
    '<!--',
    '-->',
    '<script>',
    '</script',
    '<body',
    '&amp;',
    '&#x',
    '&#99999999;',
    '中',
    '\u0000',
    'name=description ',
  ],
];

test('[MC53] whatever a page is, its head is read or not, in short words', (t) => {
  const choose = new Chooser();
  t.diagnostic(`YIQI_FUZZ_SEED=${choose.seed}`);
  let read = 0;
  for (let run = 0; run < FUZZ_RUNS; run += 1) {
    const html = Array.from({ length: choose.below(30) }, () => choose.of(PARTS)).join('');
    const bytes = choose.chance(0.3) ? Buffer.from(mangled(choose, Buffer.from(html))) : Buffer.from(html);
    const head = readHead({ charset: choose.of([undefined, 'gbk', 'utf-16', 'x']), bytes });
    if (head === undefined) continue;
    read += 1;
    assert.ok(head.title.length >= 1 && head.title.length <= LIMITS.previewTitleChars);
    assert.ok((head.description ?? '').length <= LIMITS.previewTextChars && head.title.isWellFormed());
  }
  assert.ok(read > FUZZ_RUNS / 100, `${read} of ${FUZZ_RUNS}`);
});

test('[MC53] pages made to be slow are not', () => {
  const traps = ['<meta ', '<meta content="', '<title>', '<', '<!--', '<script', 'a=', '<meta a="b" ', '&#x1'];
  for (const trap of traps) {
    const bytes = Buffer.from(trap.repeat(Math.floor((512 * 1024) / trap.length)));
    const begun = process.cpuUsage();
    readHead({ charset: undefined, bytes });
    const { user } = process.cpuUsage(begun);
    assert.ok(user < 2_000_000, `${trap}: ${user} µs`);
  }
});
