import Type, { type Static } from 'typebox';
import { SeatIdentity, Ticket } from './meeting-rules.ts';

/**
 * HTTP shapes of `/api/v1/meetings/{number}/hand` and `…/spotlight`. Everybody in the room sees the answer as LiveKit
 * attributes of the participant: `hand` is since when it is up, in milliseconds since the Unix epoch; `spotlight` is '1'.
 */

/** Without an identity: one's own hand. With one a host takes somebody's hand down. */
export const HandRequest = Type.Object(
  { up: Type.Boolean(), identity: Type.Optional(SeatIdentity), ticket: Type.Optional(Ticket) },
  { additionalProperties: false },
);
export type HandRequest = Static<typeof HandRequest>;

/** A host shows somebody large to everybody; without an identity nobody any more. */
export const SpotlightRequest = Type.Object({ identity: Type.Optional(SeatIdentity) }, { additionalProperties: false });
export type SpotlightRequest = Static<typeof SpotlightRequest>;
