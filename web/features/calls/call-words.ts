import type { ContentOf } from '#protocol/content.ts';
import type { lineWords } from './line-words.ts';

type LineTexts = (typeof lineWords)['en'];

/** What the line of a call says: who called reads it otherwise than who was called. */
export function callLineWords(
  { mode, outcome, durationMs }: ContentOf<'call'>,
  mine: boolean,
  words: LineTexts,
): string {
  const kind = mode === 'video' ? words.videoCall : words.voiceCall;
  switch (outcome) {
    case 'started':
      return words.started(kind);
    case 'ended':
      return words.ended(kind, lasted(durationMs ?? 0));
    case 'declined':
      return mine ? words.theyDeclined(kind) : words.youDeclined(kind);
    case 'cancelled':
      return mine ? words.cancelled(kind) : words.missed(kind);
    case 'no-answer':
      return mine ? words.noAnswer(kind) : words.missed(kind);
  }
}

/** 0:42, 24:16, 1:02:05. */
export function lasted(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
