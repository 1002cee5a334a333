import Type, { type Static } from 'typebox';
import { FileItem } from './files.ts';
import { LIMITS } from './limits.ts';

/** What somebody says instead of writing it: docs/spec/voice.md. */
export const VoiceContent = Type.Object(
  {
    type: Type.Literal('voice'),
    /** Ogg with Opus, or MP4 with AAC. */
    file: FileItem,
    /** How long it is, in ms. */
    ms: Type.Integer({ minimum: 1, maximum: LIMITS.voiceMs }),
    /** How loud it is from beginning to end, a digit of base 32 a bar. */
    wave: Type.String({ pattern: `^[0-9a-v]{1,${LIMITS.voiceBars}}$` }),
  },
  { additionalProperties: false },
);
export type VoiceContent = Static<typeof VoiceContent>;
