import type { UserId } from '#protocol/common.ts';
import type { ConversationEvent, Summary, UserEntry } from '#protocol/conversations.ts';
import type { ConversationRow, EventRow, MemberRow, UserEntryRow } from './tables.ts';

/** What every event has; the rest is told by its type. */
type HeadKey = 'conversation' | 'seq' | 'at' | 'by' | 'count';
type BodyOf<Event> = Event extends ConversationEvent ? Omit<Event, HeadKey> : never;

/** An event before it has its place in a log. */
export type EventBody = BodyOf<ConversationEvent>;

export function eventToRow(event: ConversationEvent): EventRow {
  const { conversation, seq, at, by, count, type, ...body } = event;
  return {
    conversation_id: conversation,
    seq,
    made_at: at,
    made_by: by,
    type,
    message_count: count,
    body: JSON.stringify(body),
  };
}

/** What is stored was written by `eventToRow`. */
export function eventFromRow(row: EventRow): ConversationEvent {
  return {
    conversation: row.conversation_id,
    seq: row.seq,
    at: row.made_at,
    by: row.made_by,
    count: row.message_count,
    type: row.type,
    ...JSON.parse(row.body),
  } as ConversationEvent;
}

/** A conversation and the place of one member in it. */
export type AccessRow = ConversationRow & Pick<MemberRow, 'role' | 'read_seq' | 'read_count'>;

export function toSummary(row: AccessRow, last: ConversationEvent, user: UserId): Summary {
  const peer = row.direct_key === null ? undefined : peerIn(row.direct_key, user);
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    ...(peer === undefined ? {} : { peer }),
    memberCount: row.member_count,
    myRole: row.role,
    lastSeq: row.last_seq,
    messageCount: row.message_count,
    last,
    read: { seq: row.read_seq, count: row.read_count },
  };
}

export function directKey(one: UserId, other: UserId): string {
  return [one, other].sort().join(':');
}

function peerIn(key: string, user: UserId): UserId | undefined {
  return key.split(':').find((one) => one !== user);
}

/** An entry before it has its place in the person's log. */
type EntryOf<Entry> = Entry extends UserEntry ? Omit<Entry, 'seq'> : never;
export type EntryBody = EntryOf<UserEntry>;

/** What an entry is about: the next one for it takes its place. */
export function slotOf(entry: EntryBody): string {
  return `${entry.type}:${entry.conversation}`;
}

export function entryFromRow(row: Pick<UserEntryRow, 'seq' | 'body'>): UserEntry {
  return { seq: row.seq, ...JSON.parse(row.body) } as UserEntry;
}

/** Everybody whom an event names. */
export function peopleIn(event: ConversationEvent): UserId[] {
  switch (event.type) {
    case 'created':
    case 'members-added':
      return [event.by, ...event.members];
    case 'member-removed':
    case 'role-changed':
      return [event.by, event.member];
    case 'message':
    case 'renamed':
      return [event.by];
  }
}
