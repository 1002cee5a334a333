import type { ConversationId, TimeMs, UserId } from '#protocol/common.ts';

/** What the chats of meetings keep in the database. */
export interface ChatTables {
  /** The conversations that are chats of meetings. */
  meeting_chats: {
    /** The number; of somebody's own number the room, which is another one after each end. */
    place: string;
    meeting: string;
    conversation: ConversationId;
  };
  /** Guests, as people who write. */
  meeting_guests: {
    id: UserId;
    meeting: string;
    name: string;
    /** When they came last: what was said before is not for them. */
    since: TimeMs;
  };
}
