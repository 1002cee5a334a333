import type { Transaction } from 'kysely';
import { newId } from '#kernel/ids.ts';
import type { ConversationId, Seq, TimeMs, UserId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { ConversationSettings } from '#protocol/group-settings.ts';
import type { Written } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { MeetingChats, NewMeetingChat } from './api.ts';
import type { Change } from './change.ts';
import type { Commits } from './commits.ts';
import { lineQuery, lineSeqsBefore, presentLines } from './lines.ts';
import { namedIn, type PeopleSource } from './people.ts';
import { checkText, mostMembers } from './rules.ts';
import { eventsBetween, membersAmong } from './store.ts';
import type { ConversationRow, ConversationTables } from './tables.ts';

/** Nobody's own marks and reactions are told to guests. */
const NOBODY = '';
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
    since: (conversation, after, from, most) => since(parts, conversation, after, from, most),
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

async function since(
  { database, people }: Parts,
  conversation: ConversationId,
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
      ? await lineSeqsBefore(db, NOBODY, conversation, asOf + 1, most)
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
  const lines = (await presentLines(db, rows.reverse(), NOBODY)) as MessageLine[];
  return { asOf, lines, people: await namedIn(people, lines) };
}

function placeOf(change: Change, conversation: ConversationId): Promise<ConversationRow | undefined> {
  return change.db.selectFrom('conversations').selectAll().where('id', '=', conversation).executeTakeFirst();
}
