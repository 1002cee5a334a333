import { invariant } from '#kernel/invariant.ts';
import { foldLine, isChange, recalledLine } from '#kernel/line-fold.ts';
import type { UserId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { Written } from '#protocol/realtime.ts';
import type { Message } from './access.ts';
import type { Change, Place } from './change.ts';
import type { LineState } from './lines.ts';
import { clearMentions } from './mentions.ts';
import type { EventBody } from './rows.ts';

type ChangeBody = Extract<EventBody, { type: 'edited' | 'recalled' | 'reacted' | 'pinned' | 'voted' | 'poll-closed' }>;

/** Which reactions are whose own is told to each reader: what is stored is nobody's. */
const NOBODY = '';

/** Adds the event, and folds it into the state of the message's line. */
export async function alter(
  change: Change,
  place: Place,
  by: UserId,
  message: Message,
  body: ChangeBody,
): Promise<Written> {
  const written = await change.append(place, by, body);
  const event = change.events.at(-1)?.event;
  invariant(event !== undefined && isChange(event), 'what was added last is the change');
  const line = foldLine(message.line, event, NOBODY);
  invariant(line.type === 'message', 'a message stays a message');
  await setState(change, line, body.type === 'edited' ? [...message.edits, event.seq] : message.edits);
  return written;
}

/** Stores what has become of a message. */
export async function setState(change: Change, line: MessageLine, edits: Message['edits']): Promise<void> {
  const { editedAt, reactions, pinned, poll, replies, changed, recalled } = line;
  const edited = editedAt === undefined ? {} : { editedAt, text: line.text, mentions: line.mentions, here: line.here };
  const state = recalled ? { changed, replies } : { ...edited, reactions, pinned, poll, replies, changed, edits };
  await change.db
    .updateTable('conversation_lines')
    .set({ state: JSON.stringify(state satisfies { [Key in keyof LineState]: unknown }) })
    .where('conversation_id', '=', line.conversation)
    .where('seq', '=', line.seq)
    .execute();
}

/** Takes everything that a message said, and all that hung on it, out of the database. */
export async function erase(change: Change, { line, edits }: Message, by: UserId, at: number): Promise<void> {
  const { conversation, seq } = line;
  const { clientId, text, recalled, thread, alsoSent } = recalledLine(line, by, at);
  await setBody(change, conversation, [seq], { clientId, text, recalled, thread, alsoSent });
  if (edits.length > 0) await setBody(change, conversation, edits, { target: seq, text: '' });
  await clearMentions(change.db, conversation, seq);
  for (const table of ['message_reactions', 'conversation_pins', 'message_stars', 'poll_votes'] as const) {
    await change.db.deleteFrom(table).where('conversation_id', '=', conversation).where('seq', '=', seq).execute();
  }
}

async function setBody(change: Change, conversation: string, seqs: readonly number[], body: object): Promise<void> {
  await change.db
    .updateTable('conversation_events')
    .set({ body: JSON.stringify(body) })
    .where('conversation_id', '=', conversation)
    .where('seq', 'in', seqs)
    .execute();
}
