import Type from 'typebox';
import { ConversationId, Seq, TimeMs } from '../common.ts';
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
} as const;
