/**
 * Names by their first letters; Chinese ones by that of the pinyin. Its order is the browser's own: the first character
 * of each letter is compared with, so that no table of readings is needed.
 */
const LETTERS = 'ABCDEFGHJKLMNOPQRSTWXYZ';
const FIRST = '阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥扨它穵夕丫帀';

/** Characters that are read otherwise when they are surnames. */
const SURNAMES: Readonly<Record<string, string>> = {
  曾: 'Z',
  单: 'S',
  解: 'X',
  查: 'Z',
  仇: 'Q',
  区: 'O',
  乐: 'Y',
  覃: 'Q',
  翟: 'Z',
  缪: 'M',
};

const pinyin = new Intl.Collator('zh-CN-u-co-pinyin');
const HAN = /^\p{Script=Han}/u;

/** The heading under which a name stands: A to Z, or '#'. */
export function letterOf(name: string): string {
  const first = name.trim().slice(0, 2);
  if (HAN.test(first)) return hanLetter([...first][0] ?? '');
  const plain = first.normalize('NFKD').charAt(0).toUpperCase();
  return plain >= 'A' && plain <= 'Z' ? plain : '#';
}

function hanLetter(character: string): string {
  const surname = SURNAMES[character];
  if (surname !== undefined) return surname;
  let found = '#';
  for (const [index, first] of [...FIRST].entries()) {
    if (pinyin.compare(character, first) < 0) break;
    found = LETTERS.charAt(index);
  }
  return found;
}

export interface LetterGroup<Item> {
  letter: string;
  items: Item[];
}

/** The items under their letters, in order, '#' last. */
export function byLetter<Item>(items: readonly Item[], nameOf: (item: Item) => string): LetterGroup<Item>[] {
  const sorted = items.toSorted((one, other) => pinyin.compare(nameOf(one), nameOf(other)));
  const groups = Map.groupBy(sorted, (item) => letterOf(nameOf(item)));
  return [...groups]
    .map(([letter, some]) => ({ letter, items: some }))
    .sort((one, other) => order(one.letter) - order(other.letter));
}

function order(letter: string): number {
  return letter === '#' ? Number.MAX_SAFE_INTEGER : letter.charCodeAt(0);
}
