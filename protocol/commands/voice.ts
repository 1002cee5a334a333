import Type from 'typebox';
import { ConversationId, Seq } from '../common.ts';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

/** What people have listened to: docs/spec/voice.md. */
export const VOICE_COMMANDS = {
  /** For the asker alone: nobody else learns of it. `entrySeq` 0: nothing was different. */
  'voice.heard': command(
    Type.Object(
      {
        conversation: ConversationId,
        seqs: Type.Array(Seq, { minItems: 1, maxItems: LIMITS.heardAtOnce, uniqueItems: true }),
      },
      closed,
    ),
    Type.Object({ entrySeq: Seq }),
  ),
} as const;
