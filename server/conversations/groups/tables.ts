/** How people come into groups. */
export interface JoinTables {
  join_links: JoinLinkRow;
  join_requests: JoinRequestRow;
  group_leavers: LeaverRow;
  conversation_bans: BanRow;
  /** Of people who are no members now. */
  left_mutes: { conversation_id: string; user_id: string; muted_until: number };
}

/** Somebody whom the end of a group put out, and who has not been told yet. */
export interface LeaverRow {
  conversation_id: string;
  user_id: string;
  why: 'dissolved' | 'ended';
}

/** Somebody who may not come back. */
export interface BanRow {
  conversation_id: string;
  user_id: string;
  banned_by: string;
  banned_at: number;
}

export interface JoinLinkRow {
  id: string;
  conversation_id: string;
  /** SHA-256 of what the link ends with: whoever reads the database can't join. */
  token_hash: string;
  made_by: string;
  made_at: number;
  /** null: never. */
  expires_at: number | null;
  /** null: any number. */
  most_uses: number | null;
  uses: number;
}

export interface JoinRequestRow {
  conversation_id: string;
  user_id: string;
  /** Who wants them in; null: they asked themself. */
  asked_by: string | null;
  /** The link with which they asked. */
  link_id: string | null;
  word: string;
  asked_at: number;
}
