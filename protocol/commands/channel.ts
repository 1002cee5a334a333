import Type, { type Static } from 'typebox';
import { ClientId, ConversationId, Person, Seq } from '../common.ts';
import { Summary } from '../conversations.ts';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

/** A public channel as everybody of the workspace sees it. */
export const ChannelCard = Type.Object({
  conversation: ConversationId,
  title: Type.String(),
  topic: Type.Optional(Type.String()),
  memberCount: Type.Integer({ minimum: 0 }),
  joined: Type.Boolean(),
  /** The caller may not come back. */
  banned: Type.Optional(Type.Literal(true)),
});
export type ChannelCard = Static<typeof ChannelCard>;

/** Public channels: docs/spec/threads-and-channels.md. */
export const CHANNEL_COMMANDS = {
  'channel.create': command(
    Type.Object(
      {
        clientId: ClientId,
        title: Type.String({ maxLength: 200 }),
        topic: Type.Optional(Type.String({ maxLength: LIMITS.topicChars })),
      },
      closed,
    ),
    Type.Object({ summary: Summary, people: Type.Array(Person) }),
  ),
  /** Those whose name or topic has the text in it, those with the most members first. */
  'channel.browse': command(
    Type.Object(
      {
        query: Type.Optional(Type.String({ maxLength: LIMITS.searchChars })),
        page: Type.Optional(Type.String({ maxLength: 60 })),
      },
      closed,
    ),
    Type.Object({
      channels: Type.Array(ChannelCard),
      /** Ask with it for the rest. Absent on the last page. */
      next: Type.Optional(Type.String()),
    }),
  ),
  /** One of them, for who thinks of joining. */
  'channel.get': command(Type.Object({ conversation: ConversationId }, closed), ChannelCard),
  /** Joining again changes nothing. */
  'channel.join': command(
    Type.Object({ clientId: ClientId, conversation: ConversationId }, closed),
    Type.Object({ summary: Summary, people: Type.Array(Person) }),
  ),
  /**
   * The conversations in view, in place of those named before: of large ones, only who looks gets every event. Answers
   * with how far each goes, so that what came before can be fetched. Unknown ones are left out.
   */
  'conversation.look': command(
    Type.Object(
      {
        conversations: Type.Array(ConversationId, { maxItems: LIMITS.conversationsInView, uniqueItems: true }),
      },
      closed,
    ),
    Type.Object({ places: Type.Array(Type.Object({ conversation: ConversationId, lastSeq: Seq })) }),
  ),
} as const;
