import type { UserId } from '#protocol/common.ts';
import { findEntry } from '../../personal/api.ts';
import type { Change, Place } from '../change.ts';
import { managersOf } from '../group-store.ts';
import { countRequests } from './join-store.ts';

/**
 * [GR54] Tells owner and admins how many wait to be let in. `others` may have been one of them before: they are told
 * that it is no business of theirs any more.
 */
export async function tellRequests(change: Change, place: Place, others: readonly UserId[] = []): Promise<void> {
  const count = await countRequests(change.db, place.id);
  const managers = await managersOf(change.db, place.id);
  for (const user of managers) await tellCount(change, place, user, count);
  for (const user of others) if (!managers.includes(user)) await tellCount(change, place, user, 0);
}

/** Tells one person, unless they know. */
async function tellCount(change: Change, { id }: Place, user: UserId, count: number): Promise<void> {
  const known = await findEntry(change.db, user, `join-requests:${id}`);
  const before = known?.type === 'join-requests' ? known.count : 0;
  if (before === count) return;
  const gone = count === 0 ? { gone: true as const } : {};
  await change.tell(user, { type: 'join-requests', conversation: id, count, ...gone });
}
