import type { LinkPreview } from '#protocol/commands/link.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Page } from './page-fetch.ts';

/** Tags that are looked at, and how long one may be: pages of strangers must not cost time. */
const MOST_TAGS = 300;
const MOST_TAG_CHARS = 4096;
/** What is read of a page, in characters. */
const MOST_CHARS = 512 * 1024;

/** What the head of a page says: its title, a description, the name of the site. Undefined without a title. */
export function readHead(page: Page): LinkPreview | undefined {
  const { title: own, meta } = scan(textOf(page).slice(0, MOST_CHARS));
  const first = (...names: string[]) => names.map((name) => tidy(meta.get(name) ?? '')).find((text) => text !== '');
  const title = cut(first('og:title', 'twitter:title') ?? tidy(own), LIMITS.previewTitleChars);
  if (title === '') return undefined;
  const description = first('og:description', 'description', 'twitter:description');
  const site = first('og:site_name');
  return {
    title,
    ...(description === undefined ? {} : { description: cut(description, LIMITS.previewTextChars) }),
    ...(site === undefined ? {} : { site: cut(site, LIMITS.previewTitleChars) }),
  };
}

/** The charset of the header, else of the page itself, else UTF-8. */
function textOf({ charset, bytes }: Page): string {
  const beginning = bytes.toString('latin1', 0, 2048);
  const label = charset ?? /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(beginning)?.[1] ?? 'utf-8';
  return decoderOf(label).decode(bytes);
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('utf-8');
  }
}

interface Head {
  title: string;
  meta: Map<string, string>;
}

/** One pass over the tags, up to the body; scripts, styles and comments are stepped over. */
function scan(html: string): Head {
  const head: Head = { title: '', meta: new Map() };
  const lower = html.toLowerCase();
  let at = html.indexOf('<');
  for (let tags = 0; at >= 0 && tags < MOST_TAGS; tags += 1) {
    const name = /[a-z][a-z0-9]*|!--/y;
    name.lastIndex = at + 1;
    const tag = name.exec(lower)?.[0];
    if (tag === 'body') break;
    at = html.indexOf('<', takeTag(html, lower, at, tag, head));
  }
  return head;
}

/** Reads the tag at `at`. Returns where to go on, always after `at`. */
function takeTag(html: string, lower: string, at: number, tag: string | undefined, head: Head): number {
  if (tag === '!--') return after(lower, '-->', at);
  if (tag === 'script' || tag === 'style' || tag === 'noscript') return after(lower, `</${tag}`, at);
  if (tag !== 'meta' && tag !== 'title') return at + 1;
  const end = endOfTag(html, at);
  if (tag === 'meta') {
    const given = attributesOf(html.slice(at + 5, end));
    const key = (given.get('property') ?? given.get('name') ?? '').toLowerCase();
    if (key !== '' && !head.meta.has(key)) head.meta.set(key, given.get('content') ?? '');
    return end;
  }
  const close = lower.indexOf('</title', end);
  if (close < 0) return end;
  if (head.title === '') head.title = html.slice(end + 1, Math.min(close, end + 1 + MOST_TAG_CHARS));
  return close + 1;
}

function after(text: string, needle: string, from: number): number {
  const found = text.indexOf(needle, from);
  return found < 0 ? text.length : found + needle.length;
}

/** Where the tag's `>` is, that is in no quoted value; or as far as a tag may go. */
function endOfTag(html: string, at: number): number {
  const most = Math.min(html.length, at + MOST_TAG_CHARS);
  let quote = '';
  for (let place = at + 1; place < most; place += 1) {
    const character = html.charAt(place);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return place;
  }
  return most;
}

function attributesOf(tag: string): Map<string, string> {
  const given = new Map<string, string>();
  for (const [, name = '', double, single, bare] of tag.matchAll(
    /([a-z:-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]{1,2000}))/gi,
  )) {
    const key = name.toLowerCase();
    if (!given.has(key)) given.set(key, double ?? single ?? bare ?? '');
  }
  return given;
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', hellip: '…', mdash: '—', ndash: '–' },
  ...{ lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', middot: '·', copy: '©', reg: '®' },
};

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are taken out
const UNPRINTABLE = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]/g;

/** Plain text in one line: it is shown as text, whatever is in it. */
function tidy(text: string): string {
  const decoded = text.slice(0, MOST_TAG_CHARS).replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, entity);
  return decoded.toWellFormed().replace(UNPRINTABLE, '').replace(/\s+/g, ' ').trim();
}

/** No character is cut in half. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const short = text.slice(0, most - 1);
  return `${short.isWellFormed() ? short : short.slice(0, -1)}…`;
}
