import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newId } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { Person } from '../yiqi/person.ts';
import { Texts } from './texts.ts';

/** A conversation of the archive, and how many messages it was given. */
export interface Archived {
  id: ConversationId;
  owner: number;
  messages: number;
}

/** Each person is in one conversation of five. */
const SHARES = 5;

/** Conversations made through the server, so that everything about them is as it should be. */
export async function makeConversations(people: readonly Person[], count: number): Promise<Archived[]> {
  const made: Archived[] = [];
  for (let n = 0; n < count; n += 1) {
    const members = people.filter((_, index) => index % SHARES === n % SHARES);
    const owner = members[Math.floor(n / SHARES) % members.length];
    if (owner === undefined) throw new Error('nobody to make a conversation');
    const about = { clientId: newId('t'), title: `Group ${n}`, members: members.map(({ id }) => id) };
    const { summary } = await owner.call('conversation.create', about);
    made.push({ id: summary.id, owner: people.indexOf(owner), messages: 0 });
  }
  return made;
}

/**
 * Writes messages straight into the database of a server that isn't running, as the server itself stores them: sending a
 * million would take an hour. The first conversations get the most, as in life.
 */
export function fillArchive(folder: string, archive: Archived[], people: readonly Person[], total: number): void {
  const database = new DatabaseSync(path.join(folder, 'data', 'yiqi.sqlite'));
  database.exec('pragma synchronous = off; begin');
  const event = database.prepare(
    "insert into conversation_events (conversation_id, seq, made_at, made_by, type, message_count, body) values (?, ?, ?, ?, 'message', ?, ?)",
  );
  const line = database.prepare('insert into conversation_lines (conversation_id, seq) values (?, ?)');
  const texts = new Texts();
  const start = Date.now() - total * 1000;
  for (let n = 0; n < total; n += 1) {
    const place = archive[Math.floor(archive.length * texts.fraction() ** 2)];
    if (place === undefined) continue;
    place.messages += 1;
    // The first event tells that the conversation was made.
    const seq = 1 + place.messages;
    const by = people[(place.owner + SHARES * (n % 7)) % people.length]?.id ?? '';
    const body = JSON.stringify({ clientId: `bench${String(n).padStart(15, '0')}`, text: texts.next(n) });
    event.run(place.id, seq, start + n * 1000, by, place.messages, body);
    line.run(place.id, seq);
  }
  const head = database.prepare(
    'update conversations set last_seq = ?, shown_seq = ?, message_count = ?, stamp = (select made_at * 1000 from conversation_events where conversation_id = ? and seq = ?) where id = ?',
  );
  for (const { id, messages } of archive) head.run(messages + 1, messages + 1, messages, id, messages + 1, id);
  database.exec('commit');
  database.close();
}
