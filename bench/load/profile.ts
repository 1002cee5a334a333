/** How much somebody does, each a minute. */
export interface Habits {
  /** Of all people, 0–1. */
  readonly share: number;
  readonly sends: number;
  /** Opens a conversation and reads its newest page. */
  readonly opens: number;
  /** Loses the connection and comes back. */
  readonly reconnects: number;
  /** Goes away from the device, or is back. */
  readonly leaves: number;
  /** Share of the messages that arrive which are read at once, 0–1. */
  readonly reads: number;
  /** People in view, whose presence is followed. */
  readonly inView: number;
}

/** Conversations of one size. */
export interface Rooms {
  readonly size: number;
  /** Of how many of them each person is a member, in the mean. */
  readonly each: number;
  /** Share of the messages that are written in them, as far as the writer has some. */
  readonly weight: number;
}

export interface Profile {
  readonly about: string;
  readonly kinds: Readonly<Record<'chatty' | 'active' | 'idle', Habits>>;
  readonly rooms: readonly Rooms[];
}

export type Kind = keyof Profile['kinds'];
export const KINDS: readonly Kind[] = ['chatty', 'active', 'idle'];

const NOTHING = { sends: 0, opens: 0, reconnects: 0, leaves: 0, reads: 0, inView: 0 };
const ROOMS: readonly Rooms[] = [
  { size: 2, each: 3, weight: 60 },
  { size: 8, each: 2, weight: 25 },
  { size: 30, each: 1, weight: 11 },
  { size: 200, each: 0.5, weight: 4 },
];

const OFFICE: Profile = {
  about: 'a company at work: a few who write much, a third who take part, the others only have it open',
  kinds: {
    chatty: { share: 0.05, sends: 2, opens: 1, reconnects: 0.03, leaves: 0.1, reads: 0.5, inView: 30 },
    active: { share: 0.35, sends: 0.3, opens: 0.5, reconnects: 0.05, leaves: 0.2, reads: 0.3, inView: 20 },
    idle: { share: 0.6, sends: 0.01, opens: 0.02, reconnects: 0.05, leaves: 0.05, reads: 0, inView: 0 },
  },
  rooms: ROOMS,
};

/** By name. Figures are chosen, not measured: a report always tells them. */
export const PROFILES = {
  office: OFFICE,
  busy: {
    ...OFFICE,
    about: 'ten minutes in which something happened: everybody of “office” does several times as much',
    kinds: {
      chatty: { ...OFFICE.kinds.chatty, share: 0.15, sends: 6, opens: 3 },
      active: { ...OFFICE.kinds.active, share: 0.45, sends: 1.5, opens: 1 },
      idle: { ...OFFICE.kinds.idle, share: 0.4, sends: 0.05 },
    },
  },
  trains: {
    ...OFFICE,
    about: '“office” on the way home: lines break, everybody comes back every other minute',
    kinds: {
      chatty: { ...OFFICE.kinds.chatty, reconnects: 0.5 },
      active: { ...OFFICE.kinds.active, reconnects: 0.5 },
      idle: { ...OFFICE.kinds.idle, reconnects: 0.5 },
    },
  },
  idle: {
    about: 'connected, signed in, subscribed; nobody has a conversation or does anything',
    kinds: { chatty: { share: 0, ...NOTHING }, active: { share: 0, ...NOTHING }, idle: { share: 1, ...NOTHING } },
    rooms: [],
  },
} satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;
