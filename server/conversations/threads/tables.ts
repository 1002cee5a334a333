/** Threads as they are stored; `root_seq` is the message that a thread hangs under. */
export interface ThreadTables {
  threads: ThreadRow;
  thread_lines: ReplyRow;
  thread_followers: FollowerRow;
  /** Mentions of replies that are in their thread alone. */
  thread_mentions: ThreadKey & { user_id: string; seq: number };
}

export interface ThreadKey {
  conversation_id: string;
  root_seq: number;
}

export interface ThreadRow extends ThreadKey {
  /** Recalled ones too. */
  reply_count: number;
  last_seq: number;
  last_at: number;
  follower_count: number;
}

export interface ReplyRow extends ThreadKey {
  seq: number;
  /** The replies up to and with this one. */
  reply_count: number;
  made_by: string;
  made_at: number;
  /** 1: recalled. */
  gone: number;
}

export interface FollowerRow extends ThreadKey {
  user_id: string;
  /** 0: not any more; how far they had read is kept. */
  following: number;
  read_seq: number;
  read_count: number;
}
