import type { PersonalTables } from '../personal/api.ts';
import type { JoinTables } from './groups/tables.ts';
import type { MarkTables } from './marks/tables.ts';
import type { ThreadTables } from './threads/tables.ts';

/** Rows as both engines store them: ids as varchar, integers below 2^53, JSON as text. */
export interface ConversationTables extends PersonalTables, JoinTables, MarkTables, ThreadTables {
  conversations: ConversationRow;
  conversation_events: EventRow;
  conversation_lines: LineStateRow;
  conversation_members: MemberRow;
  message_mentions: { conversation_id: string; seq: number; user_id: string };
  message_reactions: ReactionRow;
  conversation_announcements: { conversation_id: string; seq: number };
  conversation_pins: { conversation_id: string; seq: number; pinned_seq: number };
  client_ids: ClientIdRow;
  /** Messages that are kept from one of two people for good. */
  withheld_messages: { conversation_id: string; user_id: string; seq: number };
  nudges: { by_user: string; to_user: string; made_at: number };
  conversation_meta: { name: string; value: string };
}

export interface ConversationRow {
  id: string;
  kind: 'direct' | 'group' | 'channel';
  title: string;
  /** What it is about, as the settings say, for searching. */
  topic: string | null;
  /** The two people of a direct conversation, sorted, with a colon between them. */
  direct_key: string | null;
  last_seq: number;
  message_count: number;
  /** The last event that is a line. */
  shown_seq: number;
  member_count: number;
  /** When it changed last, in microseconds of a clock that never goes back. */
  stamp: number;
  /** `ConversationSettings` as JSON; null: all as by default. */
  settings: string | null;
  /** When it dissolves by itself. */
  ends_at: number | null;
  /** The furthest `visible_from` that any member was given; null: none was. */
  limited_from: number | null;
}

export interface EventRow {
  conversation_id: string;
  seq: number;
  made_at: number;
  made_by: string;
  type: string;
  message_count: number;
  /** What the type adds, as JSON. */
  body: string;
}

/** The events that are lines, and what has become of them since. */
export interface LineStateRow {
  conversation_id: string;
  seq: number;
  /** 1: a reply that is in its thread alone. */
  hidden: number;
  /** A `LineState` as JSON, once anything changed the message. */
  state: string | null;
}

export interface ReactionRow {
  conversation_id: string;
  seq: number;
  /** The code points in hexadecimal: collations take different emoji for the same. */
  emoji: string;
  user_id: string;
  /** The event that told of it. */
  reacted_seq: number;
}

export interface MemberRow {
  conversation_id: string;
  user_id: string;
  role: 'owner' | 'admin' | 'member';
  read_seq: number;
  read_count: number;
  joined_seq: number;
  /** The first event that the member sees anything of; null: the first of all. */
  visible_from: number | null;
  /** When a mute ends; null: none. */
  muted_until: number | null;
}

export interface ClientIdRow {
  user_id: string;
  client_id: string;
  conversation_id: string;
  seq: number;
  /** SHA-256 of the command, so that the same id for something else is noticed. */
  fingerprint: string;
}
