import { withSettings } from '#kernel/conversation-fold.ts';
import { withMentions } from '#kernel/mention-fold.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import type { Content } from '#protocol/content.ts';
import type { ConversationEvent, Line, Mention, MessageLine, Summary } from '#protocol/conversations.ts';
import type { ConversationSettings } from '#protocol/group-settings.ts';
import type { ConversationRow, EventRow, MemberRow } from './tables.ts';

/** What every event has; the rest is told by its type. */
type HeadKey = 'conversation' | 'seq' | 'at' | 'by' | 'count';
type BodyOf<Event> = Event extends ConversationEvent ? Omit<Event, HeadKey> : never;

/** An event before it has its place in a log. */
export type EventBody = BodyOf<ConversationEvent>;

export function eventToRow(event: ConversationEvent): EventRow {
  const { conversation, seq, at, by, count, type, ...body } = withoutQuote(event);
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

/** What a message quotes is not of its log: it changes with the quoted one. */
function withoutQuote(event: ConversationEvent): ConversationEvent {
  if (event.type !== 'message') return event;
  const { quote: _, ...rest } = event;
  return rest;
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
export type AccessRow = ConversationRow &
  Pick<MemberRow, 'user_id' | 'role' | 'read_seq' | 'read_count' | 'visible_from' | 'muted_until'>;

/**
 * The first event of which the member may see anything: what is before it is hidden from every answer, with all that
 * tells of it (`seenFrom` in kernel/visibility.ts).
 */
export function visibleFrom(access: Pick<AccessRow, 'visible_from'>): Seq {
  return access.visible_from ?? 1;
}

export function settingsOf({ settings }: Pick<ConversationRow, 'settings'>): ConversationSettings {
  return settings === null ? {} : (JSON.parse(settings) as ConversationSettings);
}

export function toSummary(row: AccessRow, last: Line, user: UserId, mentions: readonly Seq[]): Summary {
  const peer = row.direct_key === null ? undefined : peerIn(row.direct_key, user);
  const summary: Summary = {
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
    ...(row.muted_until === null ? {} : { mutedUntil: row.muted_until }),
    ...(row.visible_from === null ? {} : { visibleFrom: row.visible_from }),
  };
  return withMentions(withSettings(summary, settingsOf(row)), mentions);
}

export function directKey(one: UserId, other: UserId): string {
  return [one, other].sort().join(':');
}

function peerIn(key: string, user: UserId): UserId | undefined {
  return key.split(':').find((one) => one !== user);
}

/** Everybody whom an event or a line names. */
export function peopleIn(event: ConversationEvent | Line): UserId[] {
  switch (event.type) {
    case 'created':
    case 'members-added':
      return [event.by, ...event.members];
    case 'member-removed':
    case 'role-changed':
    case 'member-muted':
      return [event.by, event.member];
    case 'message':
      return [
        event.by,
        ...peopleOf(event.content),
        ...mentioned(event),
        ...(event.quote ? [event.quote.by] : []),
        ...(event.forwarded ? [event.forwarded.by] : []),
        ...reactedIn(event),
        ...votedIn(event),
        ...repliedIn(event),
      ];
    case 'edited':
      return [event.by, ...mentioned(event)];
    case 'renamed':
    case 'settings-changed':
    case 'dissolved':
    case 'recalled':
    case 'reacted':
    case 'pinned':
    case 'voted':
    case 'poll-closed':
      return [event.by];
  }
}

/** A bundle says itself what people were called. */
function peopleOf(content: Content | undefined): UserId[] {
  return content?.type === 'contact' || content?.type === 'nudge' ? [content.user] : [];
}

function mentioned({ mentions = [] }: { mentions?: Mention[] }): UserId[] {
  return mentions.filter((one) => one !== 'all' && one !== 'here');
}

function votedIn({ poll }: MessageLine): UserId[] {
  return [...(poll?.names ?? []).flat(), ...(poll?.closed ? [poll.closed.by] : [])];
}

function repliedIn({ replies }: MessageLine): UserId[] {
  return replies?.by ?? [];
}

function reactedIn({ reactions = [], recalled }: MessageLine): UserId[] {
  return [...reactions.flatMap((one) => one.users), ...(recalled ? [recalled.by] : [])];
}

/** An emoji as a key that no collation takes for another's. */
export function emojiKey(emoji: string): string {
  return [...emoji].map((character) => character.codePointAt(0)?.toString(16)).join('-');
}
