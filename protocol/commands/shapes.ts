import Type, { type Static, type TSchema } from 'typebox';
import { ConversationId, Person, Seq, TimeMs } from '../common.ts';
import { Summary } from '../conversations.ts';

/** What commands are made of. */

/** No properties but the named ones. */
export const closed = { additionalProperties: false } as const;

export function command<Params extends TSchema, Result extends TSchema>(params: Params, result: Result) {
  return { params, result };
}

/** The answer of everything that writes to a log. A repeated client id gets the first answer. */
export const Written = Type.Object({ conversation: ConversationId, seq: Seq, at: TimeMs, count: Seq });
export type Written = Static<typeof Written>;

export const ChangesPage = Type.Object({
  conversations: Type.Array(Summary),
  people: Type.Array(Person),
  /** Ask `conversation.changes` with it for the rest. Absent on the last page. */
  next: Type.Optional(Type.String()),
});
