import type { DeviceId, UserId } from '#protocol/common.ts';
import type { MeetingLobby, SeatState } from '#protocol/meeting-rules.ts';
import type { BoardTables } from './boards/tables.ts';
import type { BreakoutTables } from './breakout/tables.ts';

/** What meetings keep in the database. Times are ms since the epoch. */
export interface MeetingTables extends BoardTables, BreakoutTables {
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
  /** What is decided in a meeting; without a row, what `newRoom` says. */
  meeting_rooms: {
    meeting: string;
    host: string | null;
    handed: number;
    lobby: MeetingLobby;
    passcode: string;
    /** JSON of MeetingMay. */
    may: string;
    /** Grows with whatever hosts see. */
    revision: number;
    /** Grows with every transaction: what holds the meeting. */
    changes: number;
    /** Until when a token for the room may be good. */
    watch_until: number;
  };
  /** Who is, was or wants to be in it. */
  meeting_seats: {
    meeting: string;
    /** As the media engine names them: an account, or a guest. */
    identity: string;
    name: string;
    guest: number;
    state: SeatState;
    since: number;
    until_at: number | null;
    missing_at: number | null;
    cohost: number;
    admitted: number;
    voiced: number;
    refused: number;
    barred: number;
    /** Of a guest's ticket, the SHA-256. */
    ticket: string | null;
    /** Where a guest came from, hashed for this meeting alone. */
    origin: string | null;
  };
  /** Who was in, from when to when. */
  meeting_visits: {
    meeting: string;
    identity: string;
    in_at: number;
    out_at: number | null;
    name: string;
    guest: number;
  };
  /** Who was let into which meeting last, and on which device: where to look for them. */
  meeting_pass: {
    account: UserId;
    meeting: string;
    device: DeviceId;
    minted_at: number;
  };
}
