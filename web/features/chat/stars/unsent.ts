import type { Client } from '#client/api.ts';
import type { OutgoingLine } from '#client/view.ts';
import type { Seq } from '#protocol/common.ts';
import type { Mention, MessageEvent, MessageLine } from '#protocol/conversations.ts';
import { compose, composerOf } from '../messages/acting.ts';

/** An own message that is on its way has no place yet: until then it stands here as a line with this one. */
const NOWHERE = 0;

function asLine({ clientId, conversation, by, text, at, mentions }: OutgoingLine): MessageLine {
  const named = mentions === undefined ? {} : { mentions: [...mentions] };
  return { type: 'message', seq: NOWHERE, count: 0, clientId, conversation, by, text, at, ...named };
}

/** Answers or edits a message that is on its way. */
export function composeUnsent(is: 'answer' | 'edit', line: OutgoingLine, thread?: Seq): void {
  compose(composerOf(line.conversation, thread), { is, line: asLine(line) });
}

/** What the message answers, for `client.send`. */
export function answerTo(line: MessageLine): { replyTo?: number; answers?: string } {
  return line.seq === NOWHERE ? { answers: line.clientId } : { replyTo: line.seq };
}

export function changeText(
  client: Pick<Client, 'edit' | 'retry'>,
  line: MessageLine,
  text: string,
  mentions: Mention[],
): void {
  if (line.seq !== NOWHERE) client.edit(line.conversation, line.seq, text, mentions);
  else client.retry(line.clientId, { text, ...(mentions.length === 0 ? {} : { mentions }) });
}

/** A poll that is on its way, or has arrived, as its card wants it. */
export function pollLine(said: OutgoingLine | MessageEvent): MessageLine {
  return 'seq' in said ? said : { ...asLine(said), ...(said.content === undefined ? {} : { content: said.content }) };
}
