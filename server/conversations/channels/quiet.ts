import { LIMITS } from '#protocol/limits.ts';
import type { EventBody } from '../rows.ts';
import type { ConversationRow } from '../tables.ts';

/** [TC41] In large channels it is no line that somebody comes or goes. */
export function quieted(place: ConversationRow, body: EventBody): EventBody {
  const comesOrGoes = body.type === 'members-added' || body.type === 'member-removed';
  const quiet = place.kind === 'channel' && place.member_count >= LIMITS.quietJoins;
  return comesOrGoes && quiet ? { ...body, quiet: true } : body;
}
