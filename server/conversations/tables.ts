/** Rows as both engines store them: ids as varchar, integers below 2^53, JSON as text. */
export interface ConversationTables {
  conversations: ConversationRow;
  conversation_events: EventRow;
  conversation_members: MemberRow;
  client_ids: ClientIdRow;
  user_logs: { user_id: string; last_seq: number };
  user_entries: UserEntryRow;
  conversation_meta: { name: string; value: string };
}

export interface ConversationRow {
  id: string;
  kind: 'direct' | 'group';
  title: string;
  /** The two people of a direct conversation, sorted, with a colon between them. */
  direct_key: string | null;
  last_seq: number;
  message_count: number;
  /** The last event that lists show. */
  shown_seq: number;
  member_count: number;
  /** When it changed last, in microseconds of a clock that never goes back. */
  stamp: number;
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

export interface MemberRow {
  conversation_id: string;
  user_id: string;
  role: 'owner' | 'admin' | 'member';
  read_seq: number;
  read_count: number;
  joined_seq: number;
}

export interface ClientIdRow {
  user_id: string;
  client_id: string;
  conversation_id: string;
  seq: number;
  /** SHA-256 of the command, so that the same id for something else is noticed. */
  fingerprint: string;
}

export interface UserEntryRow {
  user_id: string;
  /** What the entry is about: a later one for the same slot takes its place. */
  slot: string;
  seq: number;
  body: string;
}
