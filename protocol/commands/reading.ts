import Type, { type Static } from 'typebox';
import { ConversationId, Person, Seq, UserId } from '../common.ts';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

/** How far a member has read. Messages up to and with `joined` are none of theirs: they were not in yet. */
export const ReaderMark = Type.Object({ user: UserId, joined: Seq, read: Seq });
export type ReaderMark = Static<typeof ReaderMark>;
const ReaderMarks = Type.Array(ReaderMark, { maxItems: LIMITS.receiptMembers });

/** What is told of a followed conversation: those that changed; all there are with `whole`. */
export const ReadsPush = Type.Object({
  conversation: ConversationId,
  marks: ReaderMarks,
  whole: Type.Optional(Type.Literal(true)),
});
export type ReadsPush = Static<typeof ReadsPush>;

/** Who has read what: docs/spec/list-and-reading.md [LR30]. */
export const READING_COMMANDS = {
  /**
   * Follows how far the others have read, or ends that. Answers with the marks of all who show them; without, when
   * nobody is shown any here.
   */
  'conversation.reads': command(
    Type.Object({ conversation: ConversationId, on: Type.Boolean() }, closed),
    Type.Object({ marks: Type.Optional(ReaderMarks) }),
  ),
  /** Who has read an own message and who has not, in pages: those who have first. */
  'message.readers': command(
    Type.Object(
      {
        conversation: ConversationId,
        seq: Seq,
        after: Type.Optional(UserId),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.pageSize })),
      },
      closed,
    ),
    Type.Object({
      readers: Type.Array(Type.Object({ user: UserId, read: Type.Boolean() })),
      people: Type.Array(Person),
      /** How many have read it, of how many. */
      read: Type.Integer({ minimum: 0 }),
      total: Type.Integer({ minimum: 0 }),
      /** Ask again with it as `after` for the rest. */
      next: Type.Optional(UserId),
    }),
  ),
} as const;
