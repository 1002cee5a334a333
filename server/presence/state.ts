import type { UserId } from '#protocol/common.ts';
import type { Presence } from '#protocol/presence.ts';
import type { PresenceRecord } from './api.ts';
import type { Sighting } from './ports.ts';

export const UNKNOWN_RECORD: PresenceRecord = { availability: 'auto', showLastSeen: true, seenAt: undefined };

/** [PR1] [PR2] What others see of a person, from all connections and what the person chose. */
export function presenceOf(user: UserId, sightings: readonly Sighting[], record: PresenceRecord): Presence {
  if (sightings.length === 0) {
    const { showLastSeen, seenAt } = record;
    return { user, state: 'offline', ...(showLastSeen && seenAt !== undefined ? { seenAt } : {}) };
  }
  if (record.availability === 'busy') return { user, state: 'busy' };
  return { user, state: sightings.some(({ active }) => active) ? 'online' : 'away' };
}

export function samePresence(one: Presence | undefined, other: Presence): boolean {
  return one?.state === other.state && one.seenAt === other.seenAt;
}
