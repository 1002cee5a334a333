import Type, { type Static } from 'typebox';
import { ClientId, ConversationId, Seq, TimeMs } from './common.ts';
import { ContentType } from './content.ts';
import { FileItem } from './files.ts';
import { LIMITS } from './limits.ts';
import { Ticket } from './meeting-rules.ts';
import { PollChoice, Tally } from './polls.ts';

/** HTTP shapes of `/api/v1/meetings/{number}/chat…`: what is said in a meeting. Rules: docs/spec/meeting-chat.md. */

const closed = { additionalProperties: false } as const;

/** What members get: the meeting's conversation, which they are in now. */
export const ChatOpened = Type.Object({ conversation: ConversationId });
export type ChatOpened = Static<typeof ChatOpened>;

/** What a guest says. A repeated client id says nothing anew. */
export const ChatSayRequest = Type.Object(
  { ticket: Ticket, clientId: ClientId, text: Type.String({ maxLength: LIMITS.guestTextChars }) },
  closed,
);
export type ChatSayRequest = Static<typeof ChatSayRequest>;

/** What a guest chooses of a poll's answers; none: the vote is taken back. */
export const ChatVoteRequest = Type.Object(
  { ticket: Ticket, clientId: ClientId, seq: Seq, options: PollChoice },
  closed,
);
export type ChatVoteRequest = Static<typeof ChatVoteRequest>;

/** A guest wants the files of what was said there. */
export const ChatKeyRequest = Type.Object({ ticket: Ticket, seq: Seq }, closed);
export type ChatKeyRequest = Static<typeof ChatKeyRequest>;

/** With which they are fetched, as members do with those of `file.keys`. */
export const ChatKey = Type.Object({ key: Type.String() });
export type ChatKey = Static<typeof ChatKey>;

/** What a guest has seen already; absent: nothing. */
export const ChatReadRequest = Type.Object({ ticket: Ticket, after: Type.Optional(Seq) }, closed);
export type ChatReadRequest = Static<typeof ChatReadRequest>;

/** Something that was said, as guests are told of it. */
export const ChatLine = Type.Object({
  seq: Seq,
  at: TimeMs,
  /** Names the author among the lines. */
  by: Type.String(),
  name: Type.String(),
  /** The author is a guest. */
  guest: Type.Optional(Type.Literal(true)),
  /** The asker is the author. */
  mine: Type.Optional(Type.Literal(true)),
  /** Empty once it has been recalled. */
  text: Type.String(),
  recalled: Type.Optional(Type.Literal(true)),
  edited: Type.Optional(Type.Literal(true)),
  /** What it answers. */
  quote: Type.Optional(Type.Object({ name: Type.String(), text: Type.String() })),
  /** What it is besides its text: voice, cards and the like are for members. */
  what: Type.Optional(ContentType),
  files: Type.Optional(Type.Array(Type.Pick(FileItem, ['id', 'name', 'size']), { maxItems: LIMITS.filesInMessage })),
  poll: Type.Optional(
    Type.Object({
      question: Type.String(),
      options: Type.Array(Type.String(), { maxItems: LIMITS.pollOptions }),
      tally: Tally,
      closed: Type.Optional(Type.Literal(true)),
      closesAt: Type.Optional(TimeMs),
      multiple: Type.Optional(Type.Literal(true)),
      anonymous: Type.Optional(Type.Literal(true)),
      /** What the asker chose. */
      mine: Type.Optional(PollChoice),
    }),
  ),
  reactions: Type.Optional(
    Type.Array(Type.Object({ emoji: Type.String(), count: Type.Integer({ minimum: 1 }) }), {
      maxItems: LIMITS.reactionKinds,
    }),
  ),
});
export type ChatLine = Static<typeof ChatLine>;

/** What is new since `after`, lines that changed included, and how far that goes. */
export const ChatLines = Type.Object({
  asOf: Seq,
  lines: Type.Array(ChatLine, { maxItems: LIMITS.guestLines }),
});
export type ChatLines = Static<typeof ChatLines>;
