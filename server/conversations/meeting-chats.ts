import type { Kysely, Transaction } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { ConversationId, Seq, TimeMs, UserId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { ConversationSettings } from '#protocol/group-settings.ts';
import type { Written } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Message } from './access.ts';
import type { GuestVote, MeetingChats, NewMeetingChat } from './api.ts';
import type { Change } from './change.ts';
import type { Commits } from './commits.ts';
import { bareLine, lineQuery, lineSeqsBefore, presentLines, stateOf } from './lines.ts';
import { namedIn, type PeopleSource } from './people.ts';
import { castVote } from './polls/voting.ts';
import { checkText, mostMembers } from './rules.ts';
import { eventsBetween, membersAmong } from './store.ts';
import type { ConversationRow, ConversationTables } from './tables.ts';

/** Who was away for longer than these events gets the newest lines. */
const MOST_EVENTS = 500;

interface Parts {
  database: Database<ConversationTables>;
  commits: Commits;
  people: PeopleSource;
}

/** The conversations that are the chats of meetings. Rules: docs/spec/meeting-chat.md. */
export function createMeetingChats(parts: Parts): MeetingChats {
  const { commits } = parts;
  return {
    begin: (chat, note) => commits.run((change) => begin(change, chat, note)),
    comeIn: (conversation, users) => commits.run((change) => comeIn(change, conversation, users)),
    goOut: (conversation, users, by) => commits.run((change) => goOut(change, conversation, users, by)),
    rename: (conversation, title, by) =>
      commits.run(async (change) => {
        const place = await placeOf(change, conversation);
        if (place !== undefined && place.title !== title) await change.append(place, by, { type: 'renamed', title });
      }),
    sayAsGuest: (conversation, guest, said) => sayAsGuest(commits, conversation, guest, said),
    voteAsGuest: (conversation, guest, vote) => voteAsGuest(commits, conversation, guest, vote),
    isSaidSince: async (conversation, seq, from) =>
      (await messageSince(parts.database.read, conversation, seq, from)) !== undefined,
    since: (...asked) => since(parts, ...asked),
  };
}

async function begin(
  change: Change,
  { number, title, owner, members: others }: NewMeetingChat,
  note: (db: Transaction<never>, conversation: ConversationId) => Promise<void>,
): Promise<ConversationId> {
  const members = [...new Set([owner, ...others])].slice(0, mostMembers({ kind: 'group' }));
  const place = await change.create('group', newId('c'), title, null);
  // Whoever joins joins the meeting: its hosts decide.
  const settings: ConversationSettings = { meeting: number, invite: 'admins' };
  place.settings = JSON.stringify(settings);
  const { id } = place;
  await change.db.updateTable('conversations').set({ settings: place.settings }).where('id', '=', id).execute();
  await note(change.db as unknown as Transaction<never>, id);
  const created = { type: 'created', kind: 'group', title, members, meeting: number } as const;
  await change.append(place, owner, created, members.length);
  await change.join(place, members, (user) => (user === owner ? 'owner' : 'member'));
  return id;
}

async function comeIn(change: Change, conversation: ConversationId, users: readonly UserId[]): Promise<void> {
  const place = await placeOf(change, conversation);
  if (place === undefined) return;
  const present = await membersAmong(change.db, conversation, users);
  const free = Math.max(0, mostMembers(place) - place.member_count);
  const members = users.filter((user) => !present.has(user)).slice(0, free);
  const [first] = members;
  if (first === undefined) return;
  await change.append(place, first, { type: 'members-added', members }, members.length);
  await change.join(place, members);
}

async function goOut(
  change: Change,
  conversation: ConversationId,
  users: readonly UserId[],
  by: UserId,
): Promise<void> {
  const place = await placeOf(change, conversation);
  if (place === undefined) return;
  for (const member of await membersAmong(change.db, conversation, users)) {
    await change.append(place, by, { type: 'member-removed', member }, -1);
    await change.part(place, member, 'removed');
  }
}

async function sayAsGuest(
  commits: Commits,
  conversation: ConversationId,
  guest: UserId,
  { clientId, text }: { clientId: string; text: string },
): Promise<Written> {
  checkText(text);
  const content = ['meeting.chat', conversation, text] as const;
  return commits.once({ caller: { user: guest }, clientId, content }, async (change) => {
    const place = await change.db
      .selectFrom('conversations')
      .selectAll()
      .where('id', '=', conversation)
      .executeTakeFirstOrThrow();
    return change.append(place, guest, { type: 'message', clientId, text });
  });
}

async function voteAsGuest(
  commits: Commits,
  conversation: ConversationId,
  guest: UserId,
  { clientId, seq, options: chosen, from }: GuestVote,
): Promise<Written> {
  const options = chosen.toSorted((a, b) => a - b);
  const content = ['meeting.vote', conversation, seq, options] as const;
  return commits.once({ caller: { user: guest }, clientId, content }, async (change) => {
    const place = await placeOf(change, conversation);
    const message = await messageSince(change.db, conversation, seq, from);
    if (place === undefined || message === undefined) throw new Failure('message.unknown');
    return castVote(change, place, { user: guest, options, at: commits.now(), hasLog: false }, message);
  });
}

/** A message to all that was said then or later, and that is there still. */
async function messageSince(
  db: Kysely<ConversationTables>,
  conversation: ConversationId,
  seq: Seq,
  from: TimeMs,
): Promise<Message | undefined> {
  const row = await lineQuery(db)
    .where('l.conversation_id', '=', conversation)
    .where('l.seq', '=', seq)
    .where('l.hidden', '=', 0)
    .where('e.made_at', '>=', from)
    .executeTakeFirst();
  const line = row && bareLine(row);
  if (row === undefined || line?.type !== 'message' || line.recalled) return undefined;
  return { line, edits: stateOf(row).edits ?? [] };
}

async function since(
  { database, people }: Parts,
  conversation: ConversationId,
  reader: UserId,
  after: Seq,
  from: TimeMs,
  most: number,
): ReturnType<MeetingChats['since']> {
  const db = database.read;
  const place = await db
    .selectFrom('conversations')
    .select('last_seq')
    .where('id', '=', conversation)
    .executeTakeFirst();
  const asOf = place?.last_seq ?? 0;
  if (asOf <= after) return { asOf, lines: [], people: [] };
  const seqs =
    after === 0 || asOf - after > MOST_EVENTS
      ? await lineSeqsBefore(db, reader, conversation, asOf + 1, most)
      : (await eventsBetween(db, conversation, after + 1, asOf)).map((event) =>
          'target' in event ? event.target : event.seq,
        );
  if (seqs.length === 0) return { asOf, lines: [], people: [] };
  const rows = await lineQuery(db)
    .where('l.conversation_id', '=', conversation)
    .where('l.hidden', '=', 0)
    .where('l.seq', 'in', [...new Set(seqs)])
    .where('e.type', '=', 'message')
    .where('e.made_at', '>=', from)
    .orderBy('l.seq', 'desc')
    .limit(most)
    .execute();
  const lines = (await presentLines(db, rows.reverse(), reader)) as MessageLine[];
  return { asOf, lines, people: await namedIn(people, lines) };
}

function placeOf(change: Change, conversation: ConversationId): Promise<ConversationRow | undefined> {
  return change.db.selectFrom('conversations').selectAll().where('id', '=', conversation).executeTakeFirst();
}
