import Type from 'typebox';
import { ConversationId, Person, Seq, TimeMs, UserId } from '../common.ts';
import { FileItem } from '../files.ts';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

/** How members get at the files of messages. */
export const FILE_COMMANDS = {
  /** A key opens all files of one message for some minutes. Messages that the caller doesn't see have none. */
  'file.keys': command(
    Type.Object(
      {
        conversation: ConversationId,
        seqs: Type.Array(Seq, { minItems: 1, maxItems: LIMITS.fileKeysAtOnce, uniqueItems: true }),
      },
      closed,
    ),
    Type.Object({
      keys: Type.Array(Type.Object({ seq: Seq, key: Type.String() })),
      /** Until when they are good, and for how long that is. */
      until: TimeMs,
      forMs: Type.Integer({ minimum: 0 }),
    }),
  ),
  /** The files of a conversation that the caller sees, newest messages first. */
  'file.list': command(
    Type.Object(
      {
        conversation: ConversationId,
        /** Pictures and videos; voice messages and other sound; or all others. */
        kind: Type.Union([Type.Literal('media'), Type.Literal('sound'), Type.Literal('other')]),
        /** In their names. */
        query: Type.Optional(Type.String({ maxLength: LIMITS.searchChars })),
        /** Of messages before this one. */
        before: Type.Optional(Seq),
      },
      closed,
    ),
    Type.Object({
      files: Type.Array(Type.Object({ seq: Seq, at: TimeMs, by: UserId, item: FileItem })),
      people: Type.Array(Person),
      /** Ask with it as `before` for more. */
      next: Type.Optional(Seq),
    }),
  ),
} as const;
