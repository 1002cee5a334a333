import { LIMITS } from '#protocol/limits.ts';
import { type EventBody, settingsOf } from '../rows.ts';
import type { ConversationRow } from '../tables.ts';

/** [TC41] [MC4] In large channels, and in the chats of meetings, it is no line that somebody comes or goes. */
export function quieted(place: ConversationRow, body: EventBody): EventBody {
  const comesOrGoes = body.type === 'members-added' || body.type === 'member-removed';
  if (!comesOrGoes) return body;
  const large = place.kind === 'channel' && place.member_count >= LIMITS.quietJoins;
  return large || settingsOf(place).meeting !== undefined ? { ...body, quiet: true } : body;
}
