/** A meeting's room as the screens see it: immutable snapshots, free of the media library's objects. */
export type MediaSourceName = 'camera' | 'screen';
export type Quality = 'unknown' | 'lost' | 'poor' | 'good' | 'excellent';

export interface Person {
  identity: string;
  name: string;
  me: boolean;
  host: boolean;
  cohost: boolean;
  guest: boolean;
  /** Milliseconds since the Unix epoch. */
  joinedAt: number;
  speaking: boolean;
  microphone: boolean;
  /** The id of the picture shown now; absent while the camera is off or not here yet. */
  camera: string | undefined;
  screen: string | undefined;
  /** The server paused their picture because this side's network cannot carry it. */
  paused: boolean;
  quality: Quality;
  /** Since when their hand is up, milliseconds since the Unix epoch by the server's clock. */
  hand: number | undefined;
  /** The host shows them to everybody. */
  spotlight: boolean;
}

export interface RoomState {
  people: readonly Person[];
  /** By identity: when they were last heard, milliseconds since the Unix epoch. */
  spokeAt: ReadonlyMap<string, number>;
  /** The browser wants a click before it plays sound. */
  silenced: boolean;
  /** Somebody else muted one's own microphone, and it has not been turned on since. */
  hushed: boolean;
  /** One may write and react. */
  mayTalk: boolean;
  /** A host asks one to unmute, and one has not answered yet. */
  asked: boolean;
  /** What the hosts let one do. */
  allowed: { microphone: boolean; camera: boolean; screen: boolean };
  mayRename: boolean;
  /** What is said of breakout rooms: another text means that there is news. Empty: there were none. */
  breakout: string;
}

export const ALL_ALLOWED: RoomState['allowed'] = { microphone: true, camera: true, screen: true };

export const EMPTY_ROOM: RoomState = {
  people: [],
  spokeAt: new Map(),
  silenced: false,
  hushed: false,
  mayTalk: true,
  asked: false,
  allowed: ALL_ALLOWED,
  mayRename: true,
  breakout: '',
};

/** `after`, with the objects of `before` for everybody who did not change: unchanged tiles are not drawn anew. */
export function keepUnchanged(before: readonly Person[], after: readonly Person[]): Person[] {
  const known = new Map(before.map((person) => [person.identity, person]));
  return after.map((person) => {
    const old = known.get(person.identity);
    return old !== undefined && sameFields(old, person) ? old : person;
  });
}

function sameFields(a: Person, b: Person): boolean {
  return (Object.keys(b) as (keyof Person)[]).every((field) => a[field] === b[field]);
}

export interface Arrivals {
  joined: string[];
  left: string[];
}

/** Names of who came and went between two snapshots, oneself left out. */
export function arrivals(before: readonly Person[], after: readonly Person[]): Arrivals {
  const was = new Set(before.map((person) => person.identity));
  const is = new Set(after.map((person) => person.identity));
  return {
    joined: after.filter((person) => !person.me && !was.has(person.identity)).map((person) => person.name),
    left: before.filter((person) => !person.me && !is.has(person.identity)).map((person) => person.name),
  };
}

/** Names of who raised a hand between two snapshots, oneself left out. */
export function newHands(before: readonly Person[], after: readonly Person[]): string[] {
  const up = new Set(before.filter(({ hand }) => hand !== undefined).map(({ identity }) => identity));
  const raised = after.filter(({ me, hand, identity }) => !me && hand !== undefined && !up.has(identity));
  return raised.map(({ name }) => name);
}

/** 24:16, 1:02:05: how long something has lasted. */
export function durationText(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}
