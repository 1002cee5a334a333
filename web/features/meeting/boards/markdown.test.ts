import { expect, test } from 'vitest';
import { markdownOf, type NoteNode } from './markdown.ts';

function text(value: string, ...marks: string[]): NoteNode {
  return { type: 'text', text: value, marks: marks.map((type) => ({ type })) };
}

function paragraph(...content: NoteNode[]): NoteNode {
  return { type: 'paragraph', content };
}

function said(...content: NoteNode[]): string {
  return markdownOf({ type: 'doc', content });
}

test('headings, paragraphs, quotes and rules stand apart', () => {
  const heading = { type: 'heading', attrs: { level: 2 }, content: [text('Plan')] };
  const quote = { type: 'blockquote', content: [paragraph(text('one')), paragraph(text('two'))] };
  expect(said(heading, paragraph(text('a')), quote, { type: 'horizontalRule' })).toBe(
    '## Plan\n\na\n\n> one\n>\n> two\n\n---\n',
  );
  expect(said(paragraph())).toBe('');
});

test('lists, numbers and check lists, in each other', () => {
  const inner = { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('deep'))] }] };
  const checks = {
    type: 'taskList',
    content: [
      { type: 'taskItem', attrs: { checked: true }, content: [paragraph(text('done'))] },
      { type: 'taskItem', attrs: { checked: false }, content: [paragraph(text('open')), inner] },
    ],
  };
  const numbers = {
    type: 'orderedList',
    attrs: { start: 9 },
    content: [
      { type: 'listItem', content: [paragraph(text('nine'))] },
      { type: 'listItem', content: [paragraph(text('ten')), inner] },
    ],
  };
  expect(said(checks, numbers)).toBe('- [x] done\n- [ ] open\n  - deep\n\n9. nine\n10. ten\n    - deep\n');
});

test('bold, italic, struck, code and links; marks do not touch spaces', () => {
  const link: NoteNode = {
    type: 'text',
    text: 'here',
    marks: [{ type: 'link', attrs: { href: 'https://a.example/<b>' } }],
  };
  expect(said(paragraph(text('so '), text(' bold ', 'bold'), text('it', 'italic'), text('s', 'strike')))).toBe(
    'so  **bold** *it*~~s~~\n',
  );
  expect(said(paragraph(text('a`b', 'code'), text(' '), link))).toBe('`` a`b `` [here](<https://a.example/%3Cb%3E>)\n');
});

test('what people type is never anything but text', () => {
  expect(said(paragraph(text('*a* _b_ [c] <d> `e`')))).toBe('\\*a\\* \\_b\\_ \\[c\\] \\<d\\> \\`e\\`\n');
  expect(said(paragraph(text('# no')), paragraph(text('1. no')), paragraph(text('- no')))).toBe(
    '\\# no\n\n1\\. no\n\n\\- no\n',
  );
});

test('code blocks keep their text, whatever fences are in it', () => {
  const code = { type: 'codeBlock', attrs: { language: 'js' }, content: [{ type: 'text', text: '```\n*x*' }] };
  expect(said(code)).toBe('````js\n```\n*x*\n````\n');
});
