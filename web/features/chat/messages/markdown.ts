import { textParts } from '../links.ts';
import { tableAt } from './markdown-table.ts';

/**
 * The Markdown that people use in messages, read into a tree. Nothing here makes HTML: what is no mark is text. Unlike
 * in CommonMark every line break counts, and marks work beside Chinese punctuation.
 */
export type Block =
  | { is: 'text'; parts: Inline[] }
  | { is: 'heading'; level: number; parts: Inline[] }
  | { is: 'code'; text: string; language: string }
  | { is: 'quote'; blocks: Block[] }
  /** `tasks`: which of the items are done, of those that can be; absent when none can. */
  | { is: 'list'; start: number | undefined; items: Block[][]; tasks?: (boolean | undefined)[] }
  | { is: 'table'; head: Inline[][]; rows: Inline[][][] };

export type Inline =
  | { is: 'plain'; text: string }
  | { is: 'code'; text: string }
  | { is: 'strong' | 'em' | 'strike'; parts: Inline[] }
  /** `bare`: written in angle brackets, which asks for no preview. */
  | { is: 'link'; to: string; parts: Inline[]; bare?: true }
  | { is: 'mention'; who: string; text: string };

/** Names that a text may mention, longest first, with who they are. */
export type Names = readonly { name: string; who: string }[];

/** Deeper than this, marks are text. */
const MOST_DEEP = 6;
const FENCE = /^\s{0,3}```([\w+#.-]{0,20})\s*$/;
const HEADING = /^(#{1,3})\s+(\S.*?)\s*$/;
const QUOTE = /^\s{0,3}>\s?/;
const ITEM = /^(\s*)(?:([-*+])|(\d{1,9})[.)])\s+(?=\S)/;

export function parseMarkdown(text: string, names: Names = []): Block[] {
  return blocksOf(text.split('\n'), names, 0);
}

/** What the text says in one line, without its marks: for quotes and lists. */
export function plainLine(text: string): string {
  return plainBlocks(parseMarkdown(text)).replace(/\s+/gu, ' ').trim();
}

function plainBlocks(blocks: readonly Block[]): string {
  const texts = blocks.map((block) => {
    if (block.is === 'text' || block.is === 'heading') return plainParts(block.parts);
    if (block.is === 'code') return block.text;
    if (block.is === 'table') return [block.head, ...block.rows].flat().map(plainParts).join(' ');
    return block.is === 'quote' ? plainBlocks(block.blocks) : block.items.map(plainBlocks).join(' ');
  });
  return texts.join(' ');
}

function plainParts(parts: readonly Inline[]): string {
  return parts.map((part) => ('parts' in part ? plainParts(part.parts) : part.text)).join('');
}

function blocksOf(lines: readonly string[], names: Names, depth: number): Block[] {
  const blocks: Block[] = [];
  let plain: string[] = [];
  const flush = () => {
    const text = plain.join('\n').replace(/^\n+|\n+$/g, '');
    if (text !== '') blocks.push({ is: 'text', parts: inline(text, names, 0) });
    plain = [];
  };
  for (let at = 0; at < lines.length; ) {
    const found = depth < MOST_DEEP ? blockAt(lines, at, names, depth) : undefined;
    if (found === undefined) {
      plain.push(lines[at] ?? '');
      at += 1;
      continue;
    }
    flush();
    blocks.push(found.block);
    at = found.next;
  }
  flush();
  return blocks;
}

interface Found {
  block: Block;
  /** The line after it. */
  next: number;
}

function blockAt(lines: readonly string[], at: number, names: Names, depth: number): Found | undefined {
  const line = lines[at] ?? '';
  if (FENCE.test(line)) return fenceAt(lines, at);
  const [, signs = '', title = ''] = HEADING.exec(line) ?? [];
  if (title !== '') {
    return { block: { is: 'heading', level: signs.length, parts: inline(title, names, 1) }, next: at + 1 };
  }
  if (QUOTE.test(line)) {
    const next = endOf(lines, at, (each) => QUOTE.test(each));
    const inner = lines.slice(at, next).map((each) => each.replace(QUOTE, ''));
    return { block: { is: 'quote', blocks: blocksOf(inner, names, depth + 1) }, next };
  }
  return ITEM.test(line) ? listAt(lines, at, names, depth) : tableFound(lines, at, names);
}

function fenceAt(lines: readonly string[], at: number): Found {
  const end = lines.findIndex((line, index) => index > at && /^\s{0,3}```\s*$/.test(line));
  const to = end < 0 ? lines.length : end;
  const language = FENCE.exec(lines[at] ?? '')?.[1] ?? '';
  return { block: { is: 'code', language, text: lines.slice(at + 1, to).join('\n') }, next: end < 0 ? to : to + 1 };
}

function listAt(lines: readonly string[], at: number, names: Names, depth: number): Found {
  const [, indent = '', , number] = ITEM.exec(lines[at] ?? '') ?? [];
  const items: string[][] = [];
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const item = ITEM.exec(line);
    const inner = items.at(-1);
    if (
      item !== null &&
      (item[1] ?? '').length <= indent.length &&
      (item[3] === undefined) === (number === undefined)
    ) {
      items.push([line.slice(item[0].length)]);
    } else if (inner !== undefined && line.trim() !== '' && leading(line) > indent.length + 1) {
      inner.push(line.slice(indent.length + 2));
    } else break;
  }
  const start = number === undefined ? undefined : Number(number);
  const tasks = items.map(([first = '']) => taskOf(first));
  const inner = items.map((item, index) =>
    tasks[index] === undefined ? item : [item[0]?.slice(4) ?? '', ...item.slice(1)],
  );
  const done = tasks.some((task) => task !== undefined) ? { tasks } : {};
  return { block: { is: 'list', start, items: inner.map((item) => blocksOf(item, names, depth + 1)), ...done }, next };
}

/** `[ ] to do`, `[x] done`. */
function taskOf(first: string): boolean | undefined {
  const mark = /^\[([ xX])\]\s/.exec(first)?.[1];
  return mark === undefined ? undefined : mark !== ' ';
}

function tableFound(lines: readonly string[], at: number, names: Names): Found | undefined {
  const table = tableAt(lines, at);
  if (table === undefined) return undefined;
  const read = (cells: readonly string[]) => cells.map((cell) => inline(cell, names, 1));
  return { block: { is: 'table', head: read(table.head), rows: table.rows.map(read) }, next: table.next };
}

function leading(line: string): number {
  return line.length - line.trimStart().length;
}

function endOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let to = from;
  while (to < lines.length && belongs(lines[to] ?? '')) to += 1;
  return to;
}

const MARKS = [
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 'strike'],
  ['*', 'em'],
  ['_', 'em'],
] as const;
const SPECIAL = /[\\`*_~[@<]/g;
const WORD = /[\p{L}\p{N}]/u;
const LATIN = /[A-Za-z0-9]/;

/** Reads marks within a run of lines. Each kind that has no end is looked for once, so this takes linear time. */
function inline(text: string, names: Names, depth: number): Inline[] {
  const parts: Inline[] = [];
  const endless = new Set<string>();
  let plainFrom = 0;
  const plainTo = (to: number) => {
    if (to > plainFrom) parts.push(...addresses(text.slice(plainFrom, to).replace(/\\([\\`*_~[\]()>#@.+-])/g, '$1')));
  };
  SPECIAL.lastIndex = 0;
  const special = new RegExp(SPECIAL);
  for (let found = special.exec(text); found !== null && depth < MOST_DEEP; found = special.exec(text)) {
    const at = found.index;
    if (found[0] === '\\') {
      special.lastIndex = at + 2;
      continue;
    }
    const read = readAt(text, at, { names, depth, endless });
    if (read === undefined) continue;
    plainTo(at);
    parts.push(read.part);
    plainFrom = read.next;
    special.lastIndex = read.next;
  }
  plainTo(text.length);
  return parts;
}

interface Around {
  names: Names;
  depth: number;
  endless: Set<string>;
}

type Read = { part: Inline; next: number } | undefined;

function readAt(text: string, at: number, around: Around): Read {
  const first = text[at];
  if (first === '`') return codeAt(text, at, around.endless);
  if (first === '[') return linkAt(text, at, around);
  if (first === '@') return mentionAt(text, at, around.names);
  if (first === '<') return bareLinkAt(text, at);
  for (const [mark, is] of MARKS) {
    if (!text.startsWith(mark, at)) continue;
    const read = markAt(text, at, mark, is, around);
    if (read !== undefined) return read;
  }
  return undefined;
}

function codeAt(text: string, at: number, endless: Set<string>): Read {
  const ticks = /^`+/.exec(text.slice(at, at + 20))?.[0] ?? '`';
  if (endless.has(ticks)) return undefined;
  const end = text.indexOf(ticks, at + ticks.length);
  if (end < 0) {
    endless.add(ticks);
    return undefined;
  }
  const code = text.slice(at + ticks.length, end);
  return code.trim() === '' ? undefined : { part: { is: 'code', text: code }, next: end + ticks.length };
}

function markAt(text: string, at: number, mark: string, is: 'strong' | 'em' | 'strike', around: Around): Read {
  if (around.endless.has(mark) || !opens(text, at, mark)) return undefined;
  const from = at + mark.length;
  for (let end = text.indexOf(mark, from); end >= 0; end = text.indexOf(mark, end + 1)) {
    if (!closes(text, end, mark, from)) continue;
    const parts = inline(text.slice(from, end), around.names, around.depth + 1);
    return { part: { is, parts }, next: end + mark.length };
  }
  around.endless.add(mark);
  return undefined;
}

function opens(text: string, at: number, mark: string): boolean {
  const [before, after] = [text[at - 1] ?? '', text[at + mark.length] ?? ''];
  if (after === '' || /\s/.test(after) || after === mark[0]) return false;
  if (mark === '*') return !LATIN.test(before) && before !== '*';
  return mark[0] !== '_' || (!WORD.test(before) && before !== '_');
}

function closes(text: string, end: number, mark: string, from: number): boolean {
  const [before, after] = [text[end - 1] ?? '', text[end + mark.length] ?? ''];
  if (end === from || /\s/.test(before) || before === '\\') return false;
  if (mark.length === 1 && (before === mark || after === mark)) return false;
  if (mark.length === 2 && after === mark[0]) return false;
  if (mark === '*') return !LATIN.test(after);
  return mark[0] !== '_' || !WORD.test(after);
}

const LINK = /\[([^[\]\n]{1,500})\]\(([^()\s]{1,2000})\)/y;

function linkAt(text: string, at: number, { names, depth }: Around): Read {
  LINK.lastIndex = at;
  const found = LINK.exec(text);
  const to = safeLink(found?.[2] ?? '');
  if (found === null || to === undefined) return undefined;
  return { part: { is: 'link', to, parts: inline(found[1] ?? '', names, depth + 1) }, next: at + found[0].length };
}

const BARE_LINK = /<(https?:\/\/[^\s<>]{1,2000})>/iy;

/** `<https://…>`: the address alone, without a preview. */
function bareLinkAt(text: string, at: number): Read {
  BARE_LINK.lastIndex = at;
  const found = BARE_LINK.exec(text);
  const to = safeLink(found?.[1] ?? '');
  if (found === null || to === undefined) return undefined;
  const parts: Inline[] = [{ is: 'plain', text: found[1] ?? '' }];
  return { part: { is: 'link', to, parts, bare: true }, next: at + found[0].length };
}

/** Only addresses of the web and of mail: anything else could run in this page. */
function safeLink(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
}

function mentionAt(text: string, at: number, names: Names): Read {
  const found = names.find(({ name }) => text.startsWith(name, at + 1));
  if (found === undefined) return undefined;
  const next = at + 1 + found.name.length;
  return { part: { is: 'mention', who: found.who, text: text.slice(at, next) }, next };
}

function addresses(text: string): Inline[] {
  return textParts(text).map((part) =>
    part.link === undefined
      ? { is: 'plain', text: part.text }
      : { is: 'link', to: part.link, parts: [{ is: 'plain', text: part.text }] },
  );
}
