import type { Content } from '#protocol/content.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { IndexedMessage } from './ports.ts';

/** All words of a message: its text, and what its content says in words. */
export function textOf({ text, content }: Pick<MessageLine, 'text' | 'content'>): string {
  const said = content === undefined ? '' : wordsIn(content);
  if (said === '') return text;
  return text === '' ? said : `${text}\n${said}`;
}

function wordsIn(content: Content): string {
  switch (content.type) {
    case 'location':
      return content.name;
    case 'sticker':
      return content.text;
    case 'poll':
      return [content.question, ...content.options].join('\n');
    case 'bundle':
      return [content.title, ...content.items.map((item) => textOf(item))].join('\n');
    case 'contact':
    case 'nudge':
      return '';
  }
}

/** A message as the index takes it: one that says nothing any more isn't to be found. */
export function indexed(line: MessageLine): IndexedMessage {
  const { seq, by, mentions, recalled } = line;
  return { seq, document: recalled === undefined ? { by, text: textOf(line), mentions } : undefined };
}
