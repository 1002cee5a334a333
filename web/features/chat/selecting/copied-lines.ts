import type { MessageLine } from '#protocol/conversations.ts';
import { contentLine } from '../contents/content-line.ts';
import type { ContentWords } from '../contents/words.ts';

interface Telling {
  nameOf: (user: string) => string;
  timeOf: (at: number) => string;
  words: ContentWords;
}

/** Messages as a text that can be read elsewhere: who, when, what. */
export function textOfLines(lines: readonly MessageLine[], { nameOf, timeOf, words }: Telling): string {
  return lines
    .toSorted((a, b) => a.seq - b.seq)
    .map((line) => {
      const said = [contentLine(line.content, words), line.text].filter((part) => part !== '');
      return [`${nameOf(line.by)}  ${timeOf(line.at)}`, ...said].join('\n');
    })
    .join('\n\n');
}
