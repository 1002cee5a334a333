/** What a piece of code is: a colour of the tokens; empty for the plain rest. */
export type CodeKind = '' | 'key' | 'string' | 'number' | 'quiet' | 'added' | 'removed';

export interface CodePart {
  text: string;
  kind: CodeKind;
}

const KINDS: Readonly<Record<string, CodeKind>> = {
  ...{ keyword: 'key', built_in: 'key', type: 'key', tag: 'key', name: 'key', 'selector-tag': 'key', section: 'key' },
  ...{ string: 'string', regexp: 'string', char: 'string', link: 'string', attr: 'string', 'template-tag': 'string' },
  ...{ number: 'number', literal: 'number', symbol: 'number', bullet: 'number', 'template-variable': 'number' },
  ...{ comment: 'quiet', quote: 'quiet', meta: 'quiet', doctag: 'quiet' },
  ...{ addition: 'added', deletion: 'removed' },
  // What is put into a string is no string.
  subst: '',
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

/**
 * Reads what the highlighter writes (spans with classes, and escaped text) into parts, which become elements. Whatever
 * else were in it would stay text. What is within a coloured span keeps its colour unless it has its own.
 */
export function codeParts(marked: string): CodePart[] {
  const parts: CodePart[] = [];
  const kinds: CodeKind[] = [];
  for (const [, opened, closed, text = ''] of marked.matchAll(/<span class="([\w\s-]+)">|(<\/span>)|([^<]+|<)/g)) {
    if (opened !== undefined) kinds.push(kindOf(opened) ?? kinds.at(-1) ?? '');
    else if (closed !== undefined) kinds.pop();
    else add(parts, { text: unescaped(text), kind: kinds.at(-1) ?? '' });
  }
  return parts;
}

function add(parts: CodePart[], part: CodePart): void {
  const last = parts.at(-1);
  if (last?.kind === part.kind) last.text += part.text;
  else parts.push(part);
}

function kindOf(classes: string): CodeKind | undefined {
  const scope = /(?:^|\s)hljs-([\w-]+)/.exec(classes)?.[1];
  return KINDS[scope ?? ''];
}

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#x27);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
