/** A node of the notes, as the editor tells it. */
export interface NoteNode {
  type?: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
  content?: NoteNode[];
}

/** The notes as CommonMark, with GitHub's check lists. */
export function markdownOf(doc: NoteNode): string {
  const text = blocks(doc.content ?? []);
  return text === '' ? '' : `${text}\n`;
}

function blocks(nodes: readonly NoteNode[], between = '\n\n'): string {
  const texts = nodes.map((node) => block(node));
  while (texts.at(-1) === '') texts.pop();
  return texts.join(between);
}

function block(node: NoteNode): string {
  const content = node.content ?? [];
  switch (node.type) {
    case 'heading':
      return `${'#'.repeat(Math.min(6, Number(node.attrs?.['level']) || 1))} ${inline(content)}`;
    case 'bulletList':
      return items(content, () => '- ');
    case 'orderedList': {
      const start = Number(node.attrs?.['start'] ?? 1) || 1;
      return items(content, (index) => `${start + index}. `);
    }
    case 'taskList':
      return items(content, (_, item) => (item.attrs?.['checked'] === true ? '- [x] ' : '- [ ] '));
    case 'blockquote':
      return indented(blocks(content), '> ', '> ');
    case 'codeBlock':
      return fenced(content.map(({ text = '' }) => text).join(''), node.attrs?.['language']);
    case 'horizontalRule':
      return '---';
    default:
      return inline(content);
  }
}

function items(nodes: readonly NoteNode[], mark: (index: number, item: NoteNode) => string): string {
  return nodes
    .map((item, index) => {
      const first = mark(index, item);
      const text = blocks(item.content ?? [], '\n');
      return indented(text, first, ' '.repeat(first.startsWith('- [') ? 2 : first.length));
    })
    .join('\n');
}

function indented(text: string, first: string, rest: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first : line === '' && rest.trim() === '' ? '' : rest) + line)
    .map((line) => line.trimEnd())
    .join('\n');
}

function fenced(text: string, language: unknown): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${typeof language === 'string' ? language : ''}\n${text}\n${fence}`;
}

function inline(nodes: readonly NoteNode[]): string {
  return nodes.map((node) => (node.type === 'hardBreak' ? '\\\n' : marked(node))).join('');
}

const AROUND: Readonly<Record<string, string>> = { bold: '**', italic: '*', strike: '~~' };

/** Marks do not stand next to spaces, or they would be none. */
function marked({ text = '', marks = [] }: NoteNode): string {
  const code = marks.some(({ type }) => type === 'code');
  const [, before = '', middle = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (middle === '') return text;
  let shown = code ? codeSpan(middle) : escaped(middle);
  for (const { type } of marks) {
    const around = AROUND[type];
    if (around !== undefined) shown = around + shown + around;
  }
  const href = marks.find(({ type }) => type === 'link')?.attrs?.['href'];
  if (typeof href === 'string') shown = `[${shown}](<${href.replaceAll(/[<>\n]/g, encodeURIComponent)}>)`;
  return before + shown + after;
}

function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${ticks}${space}${text}${space}${ticks}`;
}

/** What would mean something else, were it not escaped. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>~]/g, (sign) => `\\${sign}`)
    .replace(/^(\s*)([#+-]|\d+[.)])(\s)/, (_, space: string, sign: string, after: string) => {
      return `${space}${sign.slice(0, -1)}\\${sign.slice(-1)}${after}`;
    });
}
