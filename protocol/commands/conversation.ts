import Type from 'typebox';
import { ClientId, ConversationId, Person, Seq, TimeMs, UserId } from '../common.ts';
import { ConversationEvent, HistoryPage, Member, ReadMark, Summary } from '../conversations.ts';
import { LIMITS } from '../limits.ts';
import { ChangesPage, closed, command, Written } from './shapes.ts';

const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.pageSize }));
const People = Type.Array(UserId, { minItems: 1, maxItems: LIMITS.addAtOnce, uniqueItems: true });

/** Conversations and who is in them. */
export const CONVERSATION_COMMANDS = {
  'conversation.changes': command(Type.Object({ page: Type.String({ maxLength: 200 }) }, closed), ChangesPage),
  'conversation.get': command(
    Type.Object({ conversation: ConversationId }, closed),
    Type.Object({ summary: Summary, people: Type.Array(Person) }),
  ),
  'conversation.events': command(
    Type.Object({ conversation: ConversationId, after: Seq, limit: Limit }, closed),
    Type.Object({ events: Type.Array(ConversationEvent), people: Type.Array(Person), lastSeq: Seq }),
  ),
  /** At most one of before, after, around, date; none: the newest page. `date`: around the first line from that time on. */
  'conversation.history': command(
    Type.Object(
      {
        conversation: ConversationId,
        before: Type.Optional(Seq),
        after: Type.Optional(Seq),
        around: Type.Optional(Seq),
        date: Type.Optional(TimeMs),
        limit: Limit,
      },
      closed,
    ),
    HistoryPage,
  ),
  /** For each stretch between two of the times, the first line in it, if there is one: which days have something. */
  'conversation.days': command(
    Type.Object(
      {
        conversation: ConversationId,
        starts: Type.Array(TimeMs, { minItems: 2, maxItems: LIMITS.daysAtOnce + 1 }),
      },
      closed,
    ),
    Type.Object({ days: Type.Array(Type.Union([Seq, Type.Null()])) }),
  ),
  /** Who is in whose name holds `query`: the owner, admins, then the others, each by name. Small ones come whole. */
  'conversation.members': command(
    Type.Object(
      {
        conversation: ConversationId,
        query: Type.Optional(Type.String({ maxLength: LIMITS.searchChars })),
        page: Type.Optional(Type.String({ maxLength: 60 })),
      },
      closed,
    ),
    Type.Object({
      members: Type.Array(Member, { maxItems: LIMITS.memberPage }),
      people: Type.Array(Person),
      /** The log's last place at that moment. Without query, page and `next`, the members are all there are then. */
      asOf: Seq,
      /** Ask with it for the rest. Absent on the last page. */
      next: Type.Optional(Type.String()),
    }),
  ),
  'conversation.direct': command(
    Type.Object({ user: UserId }, closed),
    Type.Object({ summary: Summary, people: Type.Array(Person) }),
  ),
  'conversation.create': command(
    Type.Object(
      {
        clientId: ClientId,
        title: Type.String({ maxLength: 200 }),
        members: People,
        /** A temporary group, which ends then. */
        until: Type.Optional(TimeMs),
      },
      closed,
    ),
    Type.Object({ summary: Summary, people: Type.Array(Person) }),
  ),
  'conversation.rename': command(
    Type.Object({ clientId: ClientId, conversation: ConversationId, title: Type.String({ maxLength: 200 }) }, closed),
    Written,
  ),
  'conversation.read': command(
    Type.Object({ conversation: ConversationId, seq: Seq }, closed),
    Type.Object({ read: ReadMark }),
  ),
  'conversation.leave': command(Type.Object({ clientId: ClientId, conversation: ConversationId }, closed), Written),
  'member.add': command(
    Type.Object({ clientId: ClientId, conversation: ConversationId, members: People }, closed),
    Written,
  ),
  'member.remove': command(
    Type.Object(
      {
        clientId: ClientId,
        conversation: ConversationId,
        member: UserId,
        /** They may not come back; also of somebody who isn't in. */
        ban: Type.Optional(Type.Literal(true)),
      },
      closed,
    ),
    Written,
  ),
} as const;
