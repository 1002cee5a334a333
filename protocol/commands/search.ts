import Type, { type Static } from 'typebox';
import { ConversationId, Person, Seq, TimeMs, UserId } from '../common.ts';
import { ContentType } from '../content.ts';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

/** Looking for people, conversations and messages. Rules: docs/spec/search.md. */

const Text = Type.String({ maxLength: LIMITS.queryChars });

/** What a message has, besides words. Files are all that are no pictures. */
export const Having = Type.Union([
  Type.Literal('link'),
  Type.Literal('mention'),
  Type.Literal('file'),
  Type.Literal('picture'),
]);
export type Having = Static<typeof Having>;

/** A piece of a message, around what was found. */
export const Hit = Type.Object({
  conversation: ConversationId,
  seq: Seq,
  at: TimeMs,
  by: UserId,
  /** The root of the thread in which the message is; it may be there alone. */
  thread: Type.Optional(Seq),
  content: Type.Optional(ContentType),
  text: Type.String({ maxLength: LIMITS.snippetChars }),
  /** What was found, in UTF-16 code units of `text`, in order: from, and to after the last. */
  ranges: Type.Array(Type.Tuple([Type.Integer({ minimum: 0 }), Type.Integer({ minimum: 0 })])),
  /** Whether the message goes on before and after. */
  cut: Type.Object({ before: Type.Boolean(), after: Type.Boolean() }),
});
export type Hit = Static<typeof Hit>;

const Count = Type.Integer({ minimum: 0 });

/** The index is not whole yet: there may be more than was found. */
const Incomplete = Type.Optional(Type.Literal(true));

export const SEARCH_COMMANDS = {
  /** The messages that hold every word, newest first. Without words, all that the other conditions leave. */
  'search.messages': command(
    Type.Object(
      {
        query: Text,
        conversation: Type.Optional(ConversationId),
        from: Type.Optional(UserId),
        /** Sent at this time or later; before this time. */
        after: Type.Optional(TimeMs),
        before: Type.Optional(TimeMs),
        has: Type.Optional(Type.Array(Having, { maxItems: 4, uniqueItems: true })),
        /** `next` of the page before. */
        cursor: Type.Optional(Type.String({ maxLength: 100 })),
      },
      closed,
    ),
    Type.Object({
      hits: Type.Array(Hit, { maxItems: LIMITS.searchPage }),
      people: Type.Array(Person),
      next: Type.Optional(Type.String()),
      incomplete: Incomplete,
    }),
  ),
  /** A few of each, for who types and looks. */
  'search.all': command(
    Type.Object({ query: Text }, closed),
    Type.Object({
      found: Type.Array(Person),
      /** Those of the caller, by title or by who is in them. */
      conversations: Type.Array(ConversationId, { maxItems: LIMITS.searchFew }),
      hits: Type.Array(Hit, { maxItems: LIMITS.searchFew }),
      people: Type.Array(Person),
      incomplete: Incomplete,
    }),
  ),
  /** Builds the index anew beside the present one. For owner and admins of the workspace. */
  'search.rebuild': command(Type.Object({}, closed), Type.Object({})),
  /** For owner and admins of the workspace. */
  'search.state': command(
    Type.Object({}, closed),
    Type.Object({
      /** 'following': what was there at the start is not all in yet. */
      at: Type.Union([Type.Literal('ready'), Type.Literal('following'), Type.Literal('rebuilding')]),
      /** Messages that can be found. */
      documents: Count,
      /** Events of all logs, and how many of them the index has not read yet. */
      events: Count,
      behind: Count,
      /** When it was rebuilt last; absent: never. */
      rebuiltAt: Type.Optional(TimeMs),
      /** While one is built anew: of all events, so many are in it. */
      rebuilding: Type.Optional(Type.Object({ done: Count, of: Count })),
    }),
  ),
} as const;
