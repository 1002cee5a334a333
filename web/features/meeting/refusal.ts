import { asFailure } from '#kernel/failure.ts';
import type { Elsewhere, Refusal } from './model/meeting.ts';

/** What the server said no with, as the meeting's states hold it; `other` is where the person is already. */
export function refusalOf(error: unknown): { refusal: Refusal; other?: Elsewhere } {
  const { code, detail } = asFailure(error);
  const { retryAfterMs, fields, meeting } = detail;
  const refusal: Refusal = { code, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(fields && { fields }) };
  return meeting === undefined ? { refusal } : { refusal, other: meeting };
}
