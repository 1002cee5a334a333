/** A person's own log. */
export interface PersonalTables {
  user_logs: { user_id: string; last_seq: number };
  user_entries: UserEntryRow;
}

export interface UserEntryRow {
  user_id: string;
  /** What the entry is about: a later one for the same slot takes its place. */
  slot: string;
  seq: number;
  body: string;
}
