import Type, { type Static } from 'typebox';
import { TimeMs, UserId } from './common.ts';

/** Whether people are there, over all their devices. Rules: docs/spec/presence.md. */

export const PresenceState = Type.Union([
  Type.Literal('online'),
  Type.Literal('away'),
  Type.Literal('busy'),
  Type.Literal('offline'),
]);
export type PresenceState = Static<typeof PresenceState>;

export const Presence = Type.Object({
  user: UserId,
  state: PresenceState,
  /** Only of people who are offline and let it be seen: when they were last there. */
  seenAt: Type.Optional(TimeMs),
});
export type Presence = Static<typeof Presence>;

/** 'auto': as the devices tell; 'busy': whenever any device is there. */
export const Availability = Type.Union([Type.Literal('auto'), Type.Literal('busy')]);
export type Availability = Static<typeof Availability>;

export const PresenceSettings = Type.Object({ availability: Availability, showLastSeen: Type.Boolean() });
export type PresenceSettings = Static<typeof PresenceSettings>;
