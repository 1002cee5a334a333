/** A run of a message's text: plain, or an address that can be followed. */
export type TextPart = { link: undefined; text: string } | { link: string; text: string };

const CANDIDATE = /https?:\/\/[^\s<>"'`，。；：！？、（）【】《》“”‘’]+/giu;
const TRAILING = /[.,;:!?)\]}]+$/u;

/** Finds http and https addresses. Punctuation that ends a sentence stays outside; a closing bracket stays in when it was opened. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = withoutTrailing(match[0]);
    const link = safeAddress(shown);
    if (link === undefined) continue;
    if (match.index > from) parts.push({ link: undefined, text: text.slice(from, match.index) });
    parts.push({ link, text: shown });
    from = match.index + shown.length;
  }
  if (from < text.length) parts.push({ link: undefined, text: text.slice(from) });
  return parts;
}

function withoutTrailing(address: string): string {
  let shown = address;
  for (;;) {
    const trailing = TRAILING.exec(shown)?.[0];
    const last = shown.at(-1);
    if (trailing === undefined || last === undefined) return shown;
    const opening = last === ')' ? '(' : last === ']' ? '[' : last === '}' ? '{' : undefined;
    if (opening !== undefined && count(shown, opening) >= count(shown, last)) return shown;
    shown = shown.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function safeAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && url.hostname !== '' ? url.href : undefined;
}
