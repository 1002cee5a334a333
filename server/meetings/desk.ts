import type { Power, Seat } from '#kernel/meeting-room.ts';
import type { MeetingDesk, Seated } from '#protocol/meeting-rules.ts';
import type { RemovedPeople, RemovedPerson } from '#protocol/meetings.ts';
import type { StoredRoom } from './room-store.ts';

/** What the hosts of a meeting have before them. */
export function deskOf({ room, passcode, revision }: StoredRoom, power: Power): MeetingDesk {
  const { host, people, lobby, locked, may } = room;
  const waiting = people.filter(({ state }) => state === 'waiting');
  const removed = people.filter(({ state }) => state === 'removed');
  return {
    revision,
    ...(host !== undefined && { host }),
    cohosts: people.filter(({ cohost }) => cohost).map(({ identity }) => identity),
    waiting: waiting.sort((a, b) => a.since - b.since).map(seated),
    removed: removed.sort((a, b) => b.since - a.since).map(seated),
    lobby,
    locked,
    may,
    passcode,
    whole: power === 'host',
  };
}

/** Whom the hosts keep out, who was removed last first. */
export function removedOf({ room }: StoredRoom): RemovedPerson[] {
  const removed = room.people.filter(({ state }) => state === 'removed');
  return removed.sort((a, b) => b.since - a.since).map(({ identity, name, guest }) => ({ identity, name, guest }));
}

/** The same, of a desk. */
export function removedOn({ removed }: MeetingDesk): RemovedPeople {
  return { removed: removed.map(({ identity, name, guest }) => ({ identity, name, guest })) };
}

function seated({ identity, name, guest, since }: Seat): Seated {
  return { identity, name, guest, since };
}
