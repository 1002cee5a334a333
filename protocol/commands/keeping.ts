import Type, { type Static } from 'typebox';
import { ClientId, ConversationId, Person, Seq, TimeMs } from '../common.ts';
import { Content } from '../content.ts';
import { Mentions, MessageLine } from '../conversations.ts';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

const Text = Type.String({ maxLength: LIMITS.frameBytes });

/** What a message says that goes out later. */
const Said = {
  text: Text,
  content: Type.Optional(Content),
  replyTo: Type.Optional(Seq),
  mentions: Type.Optional(Mentions),
  /** The root of the thread in which it is a reply. */
  thread: Type.Optional(Seq),
  /** With `thread`: a line of the conversation as well. */
  alsoSent: Type.Optional(Type.Literal(true)),
};

/** A message that waits for its time, whole. */
export const ScheduledMessage = Type.Object({
  item: ClientId,
  conversation: ConversationId,
  ...Said,
  at: TimeMs,
  /** Why it was not sent when its time came; it waits for another time or its end. */
  failure: Type.Optional(Type.String()),
});
export type ScheduledMessage = Static<typeof ScheduledMessage>;

/** Where the personal log stands once it says so; 0: nothing was different. */
const Kept = Type.Object({ entrySeq: Seq });
const Scheduled = Type.Object({ item: ClientId, at: TimeMs });

/** What people keep for themselves: docs/spec/keeping.md. */
export const KEEPING_COMMANDS = {
  'message.star': command(Type.Object({ conversation: ConversationId, seq: Seq, on: Type.Boolean() }, closed), Kept),
  /** The starred messages of all conversations, what was starred last first; of those with `query` in their words. */
  'message.stars': command(
    Type.Object(
      {
        query: Type.Optional(Type.String({ maxLength: LIMITS.searchChars })),
        page: Type.Optional(Type.String({ maxLength: 40 })),
      },
      closed,
    ),
    Type.Object({
      lines: Type.Array(MessageLine),
      people: Type.Array(Person),
      /** For the next page. Absent on the last. */
      next: Type.Optional(Type.String()),
    }),
  ),
  /** For the asker alone, and for good. */
  'message.erase': command(
    Type.Object(
      {
        conversation: ConversationId,
        seqs: Type.Array(Seq, { minItems: 1, maxItems: LIMITS.eraseAtOnce, uniqueItems: true }),
      },
      closed,
    ),
    Type.Object({ ...Kept.properties, erased: Type.Integer({ minimum: 0 }) }),
  ),
  /** `ago`: how long since it was written, in ms; what is older than what is known changes nothing. Nothing: no draft. */
  'draft.set': command(
    Type.Object(
      {
        conversation: ConversationId,
        thread: Type.Optional(Seq),
        text: Type.String({ maxLength: LIMITS.draftChars }),
        mentions: Type.Optional(Mentions),
        replyTo: Type.Optional(Seq),
        ago: TimeMs,
      },
      closed,
    ),
    Type.Object({ ...Kept.properties, taken: Type.Boolean() }),
  ),
  /** The client id is that of the message when it is sent, and names the item until then. */
  'message.schedule': command(
    Type.Object({ clientId: ClientId, conversation: ConversationId, ...Said, at: TimeMs }, closed),
    Scheduled,
  ),
  /** `at` not later than now: it is sent at once. */
  'message.reschedule': command(
    Type.Object({ item: ClientId, text: Type.Optional(Text), mentions: Type.Optional(Mentions), at: TimeMs }, closed),
    Scheduled,
  ),
  'message.unschedule': command(Type.Object({ item: ClientId }, closed), Type.Object({})),
  /** The whole text of one that waits. */
  'message.scheduled': command(Type.Object({ item: ClientId }, closed), ScheduledMessage),
} as const;
