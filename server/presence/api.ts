import type { ConversationId, UserId } from '#protocol/common.ts';
import type { CommandName, ParamsOf, ResultOf, ServerFrame } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';

export type { Sightings } from './ports.ts';

/** The connection that asks. */
export interface Seat {
  /** Unique over all processes. */
  readonly id: string;
  push(frame: ServerFrame): void;
}

/** What the gateway tells of its connections. Calls about seats that did not arrive do nothing. */
export interface Attendance {
  arrived(seat: Seat, caller: Caller): void;
  /** Nothing is heard of it, though it has not been given up. */
  silent(seat: Seat): void;
  heard(seat: Seat): void;
  left(seat: Seat): void;
}

export type PresenceCommand = Extract<CommandName, `presence.${string}`>;

/** @throws Failure */
export type PresenceCommands = {
  [Name in PresenceCommand]: (caller: Caller, params: ParamsOf<Name>, seat: Seat) => Promise<ResultOf<Name>>;
};

/** What is kept of a person's presence. */
export interface PresenceRecord {
  availability: 'auto' | 'busy';
  showLastSeen: boolean;
  /** When they were last there; undefined: never. */
  seenAt: number | undefined;
}

/** What presence tells on the bus. */
export interface PresenceTopics extends Record<string, unknown> {
  'presence-record': { user: UserId; change: Partial<PresenceRecord> };
  /** Somebody is writing in a conversation. */
  typing: { conversation: ConversationId; user: UserId };
}
