import type { DeviceId, UserId } from '#protocol/common.ts';

/** What meetings keep in the database. Times are ms since the epoch. */
export interface MeetingTables {
  meeting: {
    /** Never given twice, also not after the meeting has ended. */
    number: string;
    /** The room's name at the media engine. Not to be guessed from the number. */
    room: string;
    title: string;
    host: UserId;
    created_at: number;
    ended_at: number | null;
    /** Since when nobody new gets in. */
    locked_at: number | null;
  };
  /** Whom the host sent out, and keeps out. */
  meeting_removed: {
    meeting: string;
    /** As the media engine names them: an account, or a guest. */
    identity: string;
    name: string;
    removed_at: number;
  };
  /** Who was let into which meeting last, and on which device: where to look for them. */
  meeting_pass: {
    account: UserId;
    meeting: string;
    device: DeviceId;
    minted_at: number;
  };
}
