import { Failure } from '#kernel/failure.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { PollContent } from '#protocol/polls.ts';

/** What is wrong with a poll that somebody sends at `now`, in ms: [PO1]. */
export function pollFault(poll: PollContent, text: string, now: number): Failure | undefined {
  const { question, options, closesAt } = poll;
  const said = text === '' && isLine(question, LIMITS.pollQuestionChars);
  const choices = options.every((option) => isLine(option, LIMITS.pollOptionChars));
  const different = new Set(options.map((option) => option.trim())).size === options.length;
  if (!said || !choices || !different) return new Failure('request.invalid');
  if (closesAt === undefined) return undefined;
  if (closesAt <= now) return new Failure('poll.closed');
  return closesAt - now > LIMITS.scheduledAheadMs ? new Failure('request.invalid') : undefined;
}

function isLine(text: string, most: number): boolean {
  return text.trim() !== '' && checkLine(text, most) === undefined;
}
