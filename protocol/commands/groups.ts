import Type, { type Static } from 'typebox';
import { ClientId, ConversationId, Person, TimeMs, UserId } from '../common.ts';
import { Announcement, SettingsRequest } from '../group-settings.ts';
import { LIMITS } from '../limits.ts';
import { AvatarUpload } from '../profile.ts';
import { closed, command, Written } from './shapes.ts';

const Writing = { clientId: ClientId, conversation: ConversationId };

/** What owner and admins do: docs/spec/groups.md. */
export const GROUP_COMMANDS = {
  /** Changes what is given. */
  'conversation.settings': command(Type.Object({ ...Writing, change: SettingsRequest }, closed), Written),
  /** The announcements so far, the newest first; an empty text: it was taken down. */
  'conversation.announcements': command(
    Type.Object({ conversation: ConversationId }, closed),
    Type.Object({
      announcements: Type.Array(Announcement, { maxItems: LIMITS.announcementsTold }),
      people: Type.Array(Person),
    }),
  ),
  /** The faces that stand for groups: of the first who joined each, in that order. Unknown groups are left out. */
  'conversation.faces': command(
    Type.Object(
      {
        conversations: Type.Array(ConversationId, { minItems: 1, maxItems: LIMITS.helloPage, uniqueItems: true }),
      },
      closed,
    ),
    Type.Object({
      faces: Type.Array(
        Type.Object({ conversation: ConversationId, users: Type.Array(UserId, { maxItems: LIMITS.groupFaces }) }),
      ),
      people: Type.Array(Person),
    }),
  ),
  /** The group's own picture, as `settings.avatar` names it. */
  'conversation.picture': command(
    Type.Object(
      {
        conversation: ConversationId,
        name: Type.String({ pattern: '^[0-9a-z]{26}$' }),
        size: Type.Union([Type.Literal('large'), Type.Literal('small')]),
      },
      closed,
    ),
    Type.Object({
      type: Type.Union([Type.Literal('image/jpeg'), Type.Literal('image/webp')]),
      data: Type.String({ description: 'Base64' }),
    }),
  ),
  /** Shows another picture of the group; null: the one made of faces. */
  'conversation.set-picture': command(
    Type.Object({ ...Writing, picture: Type.Union([AvatarUpload, Type.Null()]) }, closed),
    Written,
  ),
  'conversation.dissolve': command(Type.Object(Writing, closed), Written),
  'member.role': command(
    Type.Object(
      { ...Writing, member: UserId, role: Type.Union([Type.Literal('admin'), Type.Literal('member')]) },
      closed,
    ),
    Written,
  ),
  /** Hands the group over; the owner becomes an admin. */
  'member.owner': command(Type.Object({ ...Writing, member: UserId }, closed), Written),
  /** 0 lifts the mute, `FOR_GOOD` is until that. */
  'member.mute': command(Type.Object({ ...Writing, member: UserId, until: TimeMs }, closed), Written),
} as const;

const LinkId = Type.String({ pattern: '^l_[0-9a-z]{20}$' });
/** What a link ends with. It is told once, to the one who makes it. */
export const JoinToken = Type.String({ pattern: '^[0-9A-Za-z_-]{22}$' });
const Word = Type.String({ maxLength: LIMITS.joinWordChars });

/** A link by which people join. */
export const JoinLink = Type.Object({
  id: LinkId,
  by: UserId,
  madeAt: TimeMs,
  /** Absent: never. */
  expiresAt: Type.Optional(TimeMs),
  /** How many may use it; absent: any number. */
  mostUses: Type.Optional(Type.Integer({ minimum: 1 })),
  uses: Type.Integer({ minimum: 0 }),
});
export type JoinLink = Static<typeof JoinLink>;

/** Somebody who waits to be let in. */
export const JoinRequest = Type.Object({
  user: UserId,
  /** Who wants them in; absent: they asked themself, with a link. */
  by: Type.Optional(UserId),
  word: Type.String(),
  at: TimeMs,
});
export type JoinRequest = Static<typeof JoinRequest>;

/** Somebody who may not come back. */
export const Ban = Type.Object({ user: UserId, by: UserId, at: TimeMs });
export type Ban = Static<typeof Ban>;

/** Coming into a group by a link, and being let in. */
export const JOIN_COMMANDS = {
  'join.create': command(
    Type.Object(
      {
        conversation: ConversationId,
        /** How long it is good for, in ms; absent: for good. */
        lastsMs: Type.Optional(Type.Integer({ minimum: 60_000, maximum: 366 * 86_400_000 })),
        mostUses: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.groupMembers })),
      },
      closed,
    ),
    Type.Object({ link: JoinLink, token: JoinToken }),
  ),
  /** The links that are still good. */
  'join.links': command(
    Type.Object({ conversation: ConversationId }, closed),
    Type.Object({ links: Type.Array(JoinLink, { maxItems: LIMITS.joinLinks }), people: Type.Array(Person) }),
  ),
  'join.revoke': command(Type.Object({ conversation: ConversationId, link: LinkId }, closed), Type.Object({})),
  /** What a link leads to. */
  'join.look': command(
    Type.Object({ token: JoinToken }, closed),
    Type.Object({
      title: Type.String(),
      memberCount: Type.Integer({ minimum: 0 }),
      /** The small picture of the group, in base64. */
      picture: Type.Optional(Type.String()),
      /** Owner and admins decide who comes in. */
      approval: Type.Boolean(),
      state: Type.Union([Type.Literal('open'), Type.Literal('asked'), Type.Literal('member')]),
      /** For members. */
      conversation: Type.Optional(ConversationId),
    }),
  ),
  /** Joins, or asks to be let in. Doing it again changes nothing. */
  'join.ask': command(
    Type.Object({ token: JoinToken, word: Type.Optional(Word) }, closed),
    Type.Union([
      Type.Object({ state: Type.Literal('member'), conversation: ConversationId }),
      Type.Object({ state: Type.Literal('asked') }),
    ]),
  ),
  /** Those who wait, the first to ask first. */
  'join.requests': command(
    Type.Object({ conversation: ConversationId }, closed),
    Type.Object({
      requests: Type.Array(JoinRequest, { maxItems: LIMITS.joinRequests }),
      people: Type.Array(Person),
    }),
  ),
  'join.decide': command(
    Type.Object(
      {
        conversation: ConversationId,
        user: UserId,
        accept: Type.Boolean(),
        /** Who is declined may not ask again. */
        ban: Type.Optional(Type.Literal(true)),
      },
      closed,
    ),
    Type.Object({}),
  ),
  /** Those who may not come back, the last one first. */
  'join.bans': command(
    Type.Object({ conversation: ConversationId, page: Type.Optional(Type.String({ maxLength: 60 })) }, closed),
    Type.Object({
      bans: Type.Array(Ban, { maxItems: LIMITS.pageSize }),
      people: Type.Array(Person),
      next: Type.Optional(Type.String()),
    }),
  ),
  /** They may come back. */
  'join.lift': command(Type.Object({ conversation: ConversationId, user: UserId }, closed), Type.Object({})),
} as const;
