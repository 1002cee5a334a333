import { type FileKind, filesIn, kindOf } from '#kernel/content-files.ts';
import { contentText } from '#kernel/content-text.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { IndexedMessage } from './ports.ts';

/** All words of a message: its text, and what its content says in words. */
export function textOf({ text, content }: Pick<MessageLine, 'text' | 'content'>): string {
  return [text, contentText(content)].filter((words) => words !== '').join('\n');
}

/** A message as the index takes it: one that says nothing any more isn't to be found. */
export function indexed(line: MessageLine): IndexedMessage {
  const { seq, by, mentions, recalled } = line;
  const files = kindsIn(line);
  return { seq, document: recalled === undefined ? { by, text: textOf(line), mentions, files } : undefined };
}

/** As what the files of a message are shown, each kind once. */
export function kindsIn({ content }: Pick<MessageLine, 'content'>): FileKind[] {
  return [...new Set(filesIn(content).map(kindOf))];
}
