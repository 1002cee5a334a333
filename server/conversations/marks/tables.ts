/** What people keep for themselves, beside their own logs. */
export interface MarkTables {
  message_stars: {
    user_id: string;
    conversation_id: string;
    seq: number;
    /** The place of its entry in the person's own log. */
    starred_seq: number;
  };
  message_erasures: { user_id: string; conversation_id: string; seq: number };
  poll_votes: VoteRow;
  scheduled_messages: ScheduledRow;
}

export interface VoteRow {
  conversation_id: string;
  seq: number;
  user_id: string;
  /** A `PollChoice` as JSON, never an empty one. */
  options: string;
  /** The event that told of it. */
  voted_seq: number;
}

export interface ScheduledRow {
  user_id: string;
  /** The client id of the message. */
  item: string;
  conversation_id: string;
  /** By the server's clock, in ms. */
  send_at: number;
  /** What it says, as JSON. */
  body: string;
  /** Why it was not sent at its time; null: it waits. */
  failure: string | null;
}
