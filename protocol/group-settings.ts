import Type, { type Static } from 'typebox';
import { TimeMs, UserId } from './common.ts';
import { LIMITS } from './limits.ts';

/** What owner and admins set for a conversation. Rules: docs/spec/groups.md. */

const Everybody = Type.Union([Type.Literal('everybody'), Type.Literal('admins')]);
const OnlyAdmins = Type.Optional(Type.Literal('admins'));
/** Names a picture: a new one has a new name. */
const Picture = Type.String({ pattern: '^[0-9a-z]{26}$' });

export const Announcement = Type.Object({ text: Type.String(), by: UserId, at: TimeMs });
export type Announcement = Static<typeof Announcement>;

/** A field that is absent means what stands behind it. */
export const ConversationSettings = Type.Object({
  /** None. */
  announcement: Type.Optional(Announcement),
  /** None. What a channel is about. */
  topic: Type.Optional(Type.String()),
  /** Made of the members' faces. */
  avatar: Type.Optional(Picture),
  /** Every member. */
  post: OnlyAdmins,
  invite: OnlyAdmins,
  pin: OnlyAdmins,
  mentionAll: OnlyAdmins,
  /** All of it, for those who join from now on. 'joining': from their joining on. */
  history: Type.Optional(Type.Literal('joining')),
  /** Who comes by a link or is added by a member is in at once. */
  approval: Type.Optional(Type.Literal(true)),
  /** It is told who has read what. */
  receipts: Type.Optional(Type.Literal(false)),
  /** It is there for good. */
  until: Type.Optional(TimeMs),
  /** The number of the meeting whose chat it is: never changed. */
  meeting: Type.Optional(Type.String()),
});
export type ConversationSettings = Static<typeof ConversationSettings>;

/** What can be asked for: every field is what it becomes, the absent ones stay. */
const asked = {
  /** Empty: none any more. */
  announcement: Type.Optional(Type.String({ maxLength: LIMITS.announcementChars })),
  topic: Type.Optional(Type.String({ maxLength: LIMITS.topicChars })),
  post: Type.Optional(Everybody),
  invite: Type.Optional(Everybody),
  pin: Type.Optional(Everybody),
  mentionAll: Type.Optional(Everybody),
  history: Type.Optional(Type.Union([Type.Literal('everything'), Type.Literal('joining')])),
  approval: Type.Optional(Type.Boolean()),
  receipts: Type.Optional(Type.Boolean()),
  /** null: for good. */
  until: Type.Optional(Type.Union([TimeMs, Type.Null()])),
};
export const SettingsRequest = Type.Object(asked, { additionalProperties: false, minProperties: 1 });
export type SettingsRequest = Static<typeof SettingsRequest>;

/** What the log tells. */
export const SettingsChange = Type.Object({
  ...asked,
  /** null: made of faces again. */
  avatar: Type.Optional(Type.Union([Picture, Type.Null()])),
});
export type SettingsChange = Static<typeof SettingsChange>;
