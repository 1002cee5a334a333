import Type from 'typebox';
import { ClientId, ConversationId, Person, Seq, TimeMs, UserId } from '../common.ts';
import { Content } from '../content.ts';
import { Line, Mentions } from '../conversations.ts';
import { LIMITS } from '../limits.ts';
import { closed, command, Written } from './shapes.ts';

/** Shape only; that the text fits in `LIMITS.textBytes` of UTF-8 and isn't blank is a rule of the module. */
const Text = Type.String({ maxLength: LIMITS.frameBytes });
/** A message of a conversation. */
const Target = { conversation: ConversationId, seq: Seq };

/** Messages, and what is done with them. */
export const MESSAGE_COMMANDS = {
  'message.send': command(
    Type.Object(
      {
        clientId: ClientId,
        conversation: ConversationId,
        text: Text,
        content: Type.Optional(Content),
        replyTo: Type.Optional(Seq),
        /** The root of the thread in which it is a reply. */
        thread: Type.Optional(Seq),
        /** With `thread`: it is a line of the conversation as well. */
        alsoSent: Type.Optional(Type.Literal(true)),
        mentions: Type.Optional(Mentions),
      },
      closed,
    ),
    Written,
  ),
  /**
   * Copies messages into another conversation: one by one, or with `bundle` as one message that holds them all. What is
   * copied is read by the server, in the order of the conversation.
   */
  'message.forward': command(
    Type.Object(
      {
        clientId: ClientId,
        conversation: ConversationId,
        seqs: Type.Array(Seq, { minItems: 1, maxItems: LIMITS.bundleItems, uniqueItems: true }),
        to: ConversationId,
        bundle: Type.Optional(Type.Object({ title: Type.String({ maxLength: LIMITS.bundleTitleChars }) }, closed)),
      },
      closed,
    ),
    Written,
  ),
  'message.edit': command(
    Type.Object({ clientId: ClientId, ...Target, text: Text, mentions: Type.Optional(Mentions) }, closed),
    Written,
  ),
  'message.recall': command(Type.Object({ clientId: ClientId, ...Target }, closed), Written),
  'message.react': command(
    Type.Object({ clientId: ClientId, ...Target, emoji: Type.String({ maxLength: 100 }), on: Type.Boolean() }, closed),
    Written,
  ),
  'message.pin': command(Type.Object({ clientId: ClientId, ...Target, on: Type.Boolean() }, closed), Written),
  /** The texts that an edited message had, oldest first, the present one last. */
  'message.edits': command(
    Type.Object(Target, closed),
    Type.Object({ versions: Type.Array(Type.Object({ at: TimeMs, text: Type.String() })) }),
  ),
  /** Everybody who reacted with the emoji, in the order of reacting. */
  'message.reactions': command(
    Type.Object({ ...Target, emoji: Type.String({ maxLength: 100 }) }, closed),
    Type.Object({ users: Type.Array(UserId), people: Type.Array(Person) }),
  ),
  /** The pinned messages, in the order of pinning. */
  'message.pins': command(
    Type.Object({ conversation: ConversationId }, closed),
    Type.Object({ lines: Type.Array(Line), people: Type.Array(Person), asOf: Seq }),
  ),
} as const;
