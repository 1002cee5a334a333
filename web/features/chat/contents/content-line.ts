import { kindOf } from '#kernel/content-files.ts';
import { lengthWords } from '#kernel/sound/wave.ts';
import type { BundleItem, Content, ContentOf } from '#protocol/content.ts';
import type { ContentWords } from './words.ts';

/** What a content is called, in brackets: all that a quote knows of it. */
export function kindWords(type: Content['type'], words: ContentWords): string {
  return words.kind(words[type]);
}

/** A content in one line, for lists, quotes and notifications. A nudge is told by whose it is, elsewhere. */
export function contentLine(content: Content | BundleItem['content'], words: ContentWords): string {
  if (content === undefined) return '';
  if (content.type === 'voice') return words.voiceOf(lengthWords(content.ms));
  if (content.type === 'meeting') return `${meetingKind(content, words)} ${content.title}`;
  const said = saidIn(content, words);
  const kind = content.type === 'files' ? filesKind(content, words) : kindWords(content.type, words);
  return said === '' ? kind : `${kind} ${said}`;
}

/** What is said of a meeting: that one is invited, reminded, or that something changed. */
function meetingKind({ what }: ContentOf<'meeting'>, words: ContentWords): string {
  return words.kind(words[what === 'invited' ? 'meeting' : what]);
}

/** What files are together: pictures, or, of different kinds, files. */
function filesKind({ items }: ContentOf<'files'>, words: ContentWords): string {
  const kinds = new Set(items.map(kindOf));
  const [kind = 'file'] = kinds;
  return words.kind(kinds.size > 1 || kind === 'file' ? words.files : words[kind]);
}

function filesSaid({ items: [first, ...more] }: ContentOf<'files'>, words: ContentWords): string {
  if (first === undefined || kindOf(first) === 'picture') return more.length === 0 ? '' : words.count(more.length + 1);
  return more.length === 0 ? first.name : `${first.name} ${words.count(more.length + 1)}`;
}

function saidIn(content: Content | NonNullable<BundleItem['content']>, words: ContentWords): string {
  switch (content.type) {
    case 'location':
      return content.name;
    case 'sticker':
      return content.text;
    case 'bundle':
      return content.title;
    case 'poll':
      return content.question;
    case 'files':
      return filesSaid(content, words);
    default:
      return '';
  }
}

/** The content and the text of a message in one line. */
export function lineWords(content: Content | BundleItem['content'], text: string, words: ContentWords): string {
  return [contentLine(content, words), text].filter((part) => part !== '').join(' ');
}

const DIGITS = 5;

/** Degrees as people write them. */
export function degrees(value: number): string {
  return String(Number(value.toFixed(DIGITS)));
}

/** Where the place is shown on a map, for a person to open. */
export function mapAddress(latitude: number, longitude: number): string {
  const [lat, lon] = [degrees(latitude), degrees(longitude)];
  return `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=16/${lat}/${lon}`;
}

/** A latitude or longitude as somebody typed it; undefined when it isn't one. Full-width signs are read as well. */
export function readDegrees(text: string, most: 90 | 180): number | undefined {
  const plain = text.normalize('NFKC').trim().replace('−', '-');
  if (!/^[+-]?\d{1,3}([.,]\d{0,12})?$/.test(plain)) return undefined;
  const value = Number(plain.replace(',', '.'));
  return Math.abs(value) <= most ? value : undefined;
}
