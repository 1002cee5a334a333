import type { BundleItem, Content } from '#protocol/content.ts';
import type { ContentWords } from './words.ts';

/** What a content is called, in brackets: all that a quote knows of it. */
export function kindWords(type: Content['type'], words: ContentWords): string {
  return words.kind(words[type]);
}

/** A content in one line, for lists, quotes and notifications. A nudge is told by whose it is, elsewhere. */
export function contentLine(content: Content | BundleItem['content'], words: ContentWords): string {
  if (content === undefined) return '';
  const said = saidIn(content);
  const kind = kindWords(content.type, words);
  return said === '' ? kind : `${kind} ${said}`;
}

function saidIn(content: Content | NonNullable<BundleItem['content']>): string {
  switch (content.type) {
    case 'location':
      return content.name;
    case 'sticker':
      return content.text;
    case 'bundle':
      return content.title;
    case 'poll':
      return content.question;
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
