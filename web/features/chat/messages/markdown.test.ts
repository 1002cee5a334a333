import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown, plainLine } from './markdown.ts';

/** The tree in short: marks as tags. */
function told(blocks: readonly Block[]): string {
  return blocks.map(tellBlock).join('|');
}

function tellBlock(block: Block): string {
  if (block.is === 'text') return block.parts.map(tell).join('');
  if (block.is === 'code') return `<pre ${block.language}>${block.text}</pre>`;
  if (block.is === 'quote') return `<q>${told(block.blocks)}</q>`;
  if (block.is === 'table') return '<table>';
  if (block.is === 'heading') return `<h${block.level}>${block.parts.map(tell).join('')}</>`;
  const name = block.start === undefined ? 'ul' : `ol ${block.start}`;
  return `<${name}>${block.items.map((item) => `<li>${told(item)}</li>`).join('')}</>`;
}

function tell(part: Inline): string {
  if (part.is === 'plain') return part.text;
  if (part.is === 'code') return `<code>${part.text}</code>`;
  if (part.is === 'mention') return `<@${part.who}>`;
  if (part.is === 'link') return `<a ${part.to}>${part.parts.map(tell).join('')}</a>`;
  return `<${part.is}>${part.parts.map(tell).join('')}</${part.is}>`;
}

const read = (text: string, names?: Parameters<typeof parseMarkdown>[1]) => told(parseMarkdown(text, names));

describe('marks within a line', () => {
  test.each([
    ['**bold** and *italic* and ~~gone~~', '<strong>bold</strong> and <em>italic</em> and <strike>gone</strike>'],
    ['**你好，**世界', '<strong>你好，</strong>世界'],
    ['前*斜体*后', '前<em>斜体</em>后'],
    ['__so__ _it_ is', '<strong>so</strong> <em>it</em> is'],
    ['**a *b* c**', '<strong>a <em>b</em> c</strong>'],
    ['`**code**`', '<code>**code**</code>'],
    ['``a ` b``', '<code>a ` b</code>'],
    ['[site](https://example.org/a)', '<a https://example.org/a>site</a>'],
    ['see https://example.org.', 'see <a https://example.org/>https://example.org</a>.'],
    ['\\*not\\*', '*not*'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

test.each([
  '2*3*4',
  'snake_case_name',
  'a * b * c',
  '**',
  '****',
  '**open',
  '``',
  '5 > 3 < 6',
  '<b>html</b> <script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '[x](data:text/html,1)',
  '[x](/relative)',
])('%s stays as it is', (text) => expect(read(text)).toBe(text));

test('code, quotes and lists are blocks; line breaks stay', () => {
  expect(read('one\ntwo')).toBe('one\ntwo');
  expect(read('before\n```js\nlet *a*;\n\n```\nafter')).toBe('before|<pre js>let *a*;\n</pre>|after');
  expect(read('```\nnever closed')).toBe('<pre >never closed</pre>');
  expect(read('> a\n> **b**\nc')).toBe('<q>a\n<strong>b</strong></q>|c');
  expect(read('- a\n- b\n  - c\nd')).toBe('<ul><li>a</li><li>b|<ul><li>c</li></></li></>|d');
  expect(read('3. a\n4. b')).toBe('<ol 3><li>a</li><li>b</li></>');
  expect(read('1.5 is a number\n-1 too')).toBe('1.5 is a number\n-1 too');
});

test('in one line, the marks are left out', () => {
  expect(plainLine('**a** [b](https://c.de)\n- `d`\n> e\n\n2*3')).toBe('a b d e 2*3');
});

test('those who are mentioned are marked by name, the longest first', () => {
  const names = [
    { name: 'Ann Lee', who: 'u_lee' },
    { name: 'Ann', who: 'u_ann' },
  ];
  expect(read('@Ann Lee and **@Ann**, not @Bob', names)).toBe('<@u_lee> and <strong><@u_ann></strong>, not @Bob');
});

test('any text is read in time, and none of its letters is lost', () => {
  for (const mark of ['*', '**', '_', '`', '~~', '[', '> ', '- ', '```\n', '@', '\\', '[x](', '*a', '**a ', '_a_b']) {
    parseMarkdown(mark.repeat(64_000 / mark.length));
  }
  let state = 7;
  const next = (n: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state >> 12) % n;
  };
  const pieces = ['*', '**', '_', '`', '~~', '>', '- ', '1. ', '\n', ' ', 'word', '你好', '[a](b)', '```', '\\', '@'];
  for (let n = 0; n < 5000; n += 1) {
    const text = Array.from({ length: next(24) }, () => pieces[next(pieces.length)]).join('');
    const letters = (from: string) => from.match(/word|你好/g)?.length ?? 0;
    expect(letters(told(parseMarkdown(text))), text).toBe(letters(text));
  }
});

test('headings need a space after their signs', () => {
  expect(told(parseMarkdown('# One **two**\ntext\n### Three'))).toBe(
    '<h1>One <strong>two</strong></>|text|<h3>Three</>',
  );
  expect(told(parseMarkdown('#1 is done'))).toBe('#1 is done');
  expect(told(parseMarkdown('# '))).toBe('# ');
});

test('tables, tasks and addresses without a preview', () => {
  const [table] = parseMarkdown('| a | **b** |\n|---|:-:|\n| 1 | x\\|y |\n| 2 |');
  expect(table).toMatchObject({
    is: 'table',
    rows: [
      [[{ text: '1' }], [{ text: 'x|y' }]],
      [[{ text: '2' }], []],
    ],
  });
  expect(parseMarkdown('a | b\nc | d')).toMatchObject([{ is: 'text' }]);
  expect(parseMarkdown('---')).toMatchObject([{ is: 'text' }]);
  expect(parseMarkdown('- [x] done\n- [ ] open\n- plain')).toMatchObject([
    { is: 'list', tasks: [true, false, undefined] },
  ]);
  const link = {
    is: 'link',
    to: 'https://a.example/',
    bare: true,
    parts: [{ is: 'plain', text: 'https://a.example' }],
  };
  expect(parseMarkdown('see <https://a.example>')).toMatchObject([{ parts: [{ text: 'see ' }, link] }]);
  expect(parseMarkdown('<javascript:alert(1)> < b')).toMatchObject([
    { parts: [{ is: 'plain', text: '<javascript:alert(1)> < b' }] },
  ]);
  expect(plainLine('| a | b |\n|---|---|\n| 1 | 2 |')).toBe('a b 1 2');
});
