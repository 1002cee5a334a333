/** How a faceless person or room is told apart: a colour by the id, initials by the name. */
export function colourOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return (sum % 8) + 1;
}

const HAN = /\p{Script=Han}/u;
/** Made once: making one costs more than what it does. */
const SEGMENTER = new Intl.Segmenter();
const EMOJI = /\p{Extended_Pictographic}/u;

/** People: the last two Chinese characters or two Latin capitals. */
export function personInitials(name: string): string {
  const text = name.replace(/[（(].*/u, '').trim() || name.trim();
  const han = [...text].filter((character) => HAN.test(character));
  if (han.length > 0 && HAN.test([...text][0] ?? '')) return han.slice(-2).join('');
  const words = text.split(/[\s._-]+/u).filter((word) => word !== '');
  const [first, second] = words;
  return (firstOf(first) + firstOf(second)).toUpperCase();
}

/** Rooms: the first Chinese character, or the first two letters of a Latin title. */
export function roomInitials(title: string): string {
  const characters = graphemes(title.trim());
  const [first = '#', second = ''] = characters;
  if (HAN.test(first) || EMOJI.test(first)) return first;
  return /[\p{L}\p{N}]/u.test(second) && !HAN.test(second) ? first.toUpperCase() + second : first.toUpperCase();
}

function firstOf(word: string | undefined): string {
  return word === undefined ? '' : (graphemes(word)[0] ?? '');
}

function graphemes(text: string): string[] {
  return [...SEGMENTER.segment(text.slice(0, 60))].map((part) => part.segment);
}
