import type { CallMode, CallOutcome, CallState } from '#protocol/calls.ts';
import type { ConversationId, DeviceId, UserId } from '#protocol/common.ts';

/** What calls keep in the database. Times are ms since the epoch. */
export interface CallTables {
  calls: CallRow;
  /** The call that goes on in a conversation: one at a time. */
  live_calls: { conversation: ConversationId; call: string };
  call_people: CallPersonRow;
}

export interface CallRow {
  id: string;
  conversation: ConversationId;
  /** 1: of a group. */
  of_group: number;
  /** The room's name at the media engine. */
  room: string;
  mode: CallMode;
  made_by: UserId;
  started_at: number;
  answered_at: number | null;
  over_at: number | null;
  outcome: Exclude<CallOutcome, 'started'> | null;
  /** When time alone changes something. */
  due_at: number | null;
  /** Since when somebody is alone in the call of a group. */
  alone_since: number | null;
  /** Counts changes: who raises it first holds the row until the transaction ends. */
  changes: number;
}

export interface CallPersonRow {
  call: string;
  account: UserId;
  /** The order in which they came to it. */
  place: number;
  state: CallState;
  /** Where they are in. */
  device: DeviceId | null;
  /** Until when it rings, or since when they are in. */
  at: number | null;
  busy: number;
  /** 1: they are told nothing of it. */
  apart: number;
  /** 1: invited from elsewhere. */
  outside: number;
  /** 1: in, and speaks in another call meanwhile. */
  held: number;
  /** That of the call. */
  started_at: number;
}
