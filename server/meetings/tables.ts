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
  };
  /** Who was let into which meeting last, and on which device: where to look for them. */
  meeting_pass: {
    account: UserId;
    meeting: string;
    device: DeviceId;
    minted_at: number;
  };
}
