import type { Room } from './room.ts';

/** What is needed to make a room again elsewhere. */
export interface RoomSetup {
  name: string;
  metadata: string;
  emptyTimeoutSeconds: number;
  departureTimeoutSeconds: number;
  maxParticipants: number;
  lastN: number;
}

/** Hears of this server's rooms and how many people are in all of them. */
export interface RoomWatcher {
  /** A room is there, or is set up in another way than before. */
  opened(setup: RoomSetup): void;
  closed(name: string): void;
  people(count: number): void;
}

/** Returns what is to be called with each new room. */
export function reportRooms(watcher: RoomWatcher): (room: Room) => void {
  let people = 0;
  const count = (change: number): void => {
    people += change;
    watcher.people(people);
  };
  return (room) => {
    watcher.opened(setupOf(room));
    room.events.on('changed', () => watcher.opened(setupOf(room)));
    room.events.on('closed', () => watcher.closed(room.name));
    room.events.on('joined', (participant) => {
      count(1);
      participant.events.on('closed', () => count(-1));
    });
  };
}

function setupOf(room: Room): RoomSetup {
  const { name, metadata, emptyTimeoutSeconds, departureTimeoutSeconds, maxParticipants, lastN } = room;
  return { name, metadata, emptyTimeoutSeconds, departureTimeoutSeconds, maxParticipants, lastN };
}
