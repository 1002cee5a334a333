import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import type { EmojiRow } from './features/chat/emoji/emoji-row.ts';
import { withTone } from './features/chat/emoji/tones.ts';

interface Entry {
  hexcode: string;
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
  version: number;
  skins?: { emoji: string; tone: number | number[] }[];
}

/** Later ones are empty boxes on most systems. */
const NEWEST = 15.1;
/** Parts of other emoji: skin tones, hair. */
const COMPONENTS = 2;
const NAME = 'virtual:emoji';

/** What the page needs of emojibase-data (MIT), in one part of its own: `import rows from 'virtual:emoji'`. */
export function emojiData(): Plugin {
  return {
    name: 'emoji-data',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) =>
      id === `\0${NAME}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(emojiRows()))})` : null,
  };
}

export function emojiRows(): EmojiRow[] {
  const chinese = new Map(entriesOf('zh').map((entry) => [entry.hexcode, entry]));
  return entriesOf('en')
    .filter(({ group, version }) => group !== undefined && group !== COMPONENTS && version <= NEWEST)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((entry): EmojiRow => {
      const zh = chinese.get(entry.hexcode);
      const { group = 0, label } = entry;
      const emoji = shortest(entry.emoji);
      return [emoji, group, label, tagsOf(entry), zh?.label ?? '', tagsOf(zh), takesTones(entry) ? 1 : 0];
    });
}

function entriesOf(language: 'en' | 'zh'): Entry[] {
  const path = createRequire(import.meta.url).resolve(`emojibase-data/${language}/data.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Entry[];
}

function tagsOf(entry: Entry | undefined): string {
  return (entry?.tags ?? []).join(' ');
}

/** Without the sign for colour where there is colour anyway: the same emoji is the same reaction, however it is chosen. */
function shortest(emoji: string): string {
  return emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
}

/** Only emoji of one person: for these the page makes the five others itself. */
function takesTones({ emoji, skins = [] }: Entry): boolean {
  const single = skins.filter(({ tone }) => typeof tone === 'number');
  return (
    single.length === 5 &&
    single.every((skin) => withTone(shortest(emoji), skin.tone as number) === shortest(skin.emoji))
  );
}
