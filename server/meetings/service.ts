import type { Transaction } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId, randomDigits } from '#kernel/ids.ts';
import { isHere, powerOf, seatOf } from '#kernel/meeting-room.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { UserId } from '#protocol/common.ts';
import { checkTitle } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { MeetingLobby } from '#protocol/meeting-rules.ts';
import type { Meeting, MeetingView } from '#protocol/meetings.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Caller, Identity } from '#server/identity/api.ts';
import { engineRooms } from './breakout/store.ts';
import type { LookupLimits, Seeker } from './lookup-limits.ts';
import type { MediaEngine } from './media-engine.ts';
import { refuseFault } from './names.ts';
import { findRoom, lockRoom, type StoredRoom, updateRoom } from './room-store.ts';
import { findMeeting, insertMeeting, meetingsOf, type StoredMeeting } from './store.ts';
import type { MeetingTables } from './tables.ts';

export interface MeetingServiceOptions {
  database: Database<MeetingTables>;
  identity: Identity;
  engine: MediaEngine;
  limits: LookupLimits;
  attempts: Attempts;
  clock: Clock;
  log: Log;
}

/** Who asks about a meeting: a member, or a guest, from an address. */
export interface Visitor {
  address: string;
  caller: Caller | undefined;
}

/** How a meeting begins. */
export interface FirstSettings {
  lobby?: MeetingLobby;
  passcode?: string;
}

const NUMBER = new RegExp(`^[1-9][0-9]{${LIMITS.meetingNumberDigits - 1}}$`);
/** Meetings made by one account: numbers must stay rare among those that could be tried. */
const CREATION: AttemptRule = {
  name: 'meeting creation: account',
  free: 100,
  windowMs: 3600_000,
  firstWaitMs: 10_000,
  maxWaitMs: 600_000,
};

/** Meetings: making and finding them. */
export class MeetingService {
  readonly #options: MeetingServiceOptions;

  constructor(options: MeetingServiceOptions) {
    this.#options = options;
  }

  /** @throws Failure 'fields.invalid', 'rate.limited' */
  async create(host: UserId, titleTyped = '', first: FirstSettings = {}): Promise<Meeting> {
    const { database, attempts, clock, log } = this.#options;
    const title = titleTyped.normalize('NFC').trim();
    refuseFault('title', title === '' ? undefined : checkTitle(title));
    const retryAfterMs = await attempts.waitMs(CREATION, host);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    await attempts.failed(CREATION, host);
    for (;;) {
      const number = randomDigits(LIMITS.meetingNumberDigits);
      const meeting = { number, room: newId('m'), title, host, created_at: clock.now() };
      const made = await database.write(async (db) => (await insertMeeting(db, meeting)) && setUp(db, number, first));
      if (made === false) continue;
      log.info({ user: host, room: meeting.room }, 'meeting created');
      return this.shown({ ...meeting, ended_at: null, locked_at: null }, made);
    }
  }

  async mine(host: UserId): Promise<Meeting[]> {
    const meetings = await meetingsOf(this.#options.database.read, host);
    const nickname = await this.#nickname(host);
    return meetings.map((meeting) => shown(meeting, nickname));
  }

  /** @throws Failure 'meeting.unknown', 'meeting.ended', 'rate.limited', 'media.unavailable' */
  async view(number: string, visitor: Visitor): Promise<MeetingView> {
    const { database, engine } = this.#options;
    const meeting = await this.running(number, visitor);
    const stored = await findRoom(database.read, number);
    const rooms = stored === undefined ? [meeting.room] : engineRooms(stored).map(({ room }) => room);
    const attendees = (await Promise.all(rooms.map((room) => engine.attendees(room)))).flat();
    const open = stored === undefined || mayLookInto(stored, visitor.caller?.user);
    return { meeting: await this.shown(meeting, stored), attendees: open ? attendees : [] };
  }

  /** The running meeting with this number. @throws Failure as `view()` */
  async running(number: string, visitor: Visitor): Promise<StoredMeeting> {
    const meeting = await this.found(number, visitor);
    if (meeting.ended_at !== null) throw new Failure('meeting.ended');
    return meeting;
  }

  /** The meeting with this number, be it over. @throws Failure 'meeting.unknown', 'rate.limited' */
  async found(number: string, { address, caller }: Visitor): Promise<StoredMeeting> {
    const { database, limits } = this.#options;
    if (!NUMBER.test(number)) throw new Failure('meeting.unknown');
    const seeker: Seeker = { address, user: caller?.user };
    const meeting = await limits.limit(seeker, () => findMeeting(database.read, number));
    if (!meeting) throw new Failure('meeting.unknown');
    return meeting;
  }

  /** The meeting as people are told of it; `stored`: with what is decided in it. */
  async shown(meeting: StoredMeeting, stored?: Pick<StoredRoom, 'room' | 'passcode'>): Promise<Meeting> {
    return shown(meeting, await this.#nickname(meeting.host), stored);
  }

  async #nickname(user: UserId): Promise<string> {
    const [person] = await this.#options.identity.people([user]);
    return person?.nickname ?? '';
  }
}

function shown(
  { number, title, host, created_at, ended_at, locked_at }: StoredMeeting,
  nickname: string,
  stored?: Pick<StoredRoom, 'room' | 'passcode'>,
): Meeting {
  const lobby = stored?.room.lobby ?? 'nobody';
  const meeting = {
    number,
    title,
    host: { id: host, nickname },
    createdAt: created_at,
    ...(locked_at !== null && { locked: true as const }),
    ...(lobby !== 'nobody' && { lobby }),
    ...(stored !== undefined && stored.passcode !== '' && { passcode: true as const }),
  };
  return ended_at === null ? meeting : { ...meeting, endedAt: ended_at };
}

/** [ME9] Of a meeting with a door, who is not in learns nothing of who is. */
function mayLookInto({ room, passcode }: StoredRoom, user: UserId | undefined): boolean {
  if (passcode === '' && room.lobby === 'nobody') return true;
  if (user === undefined) return false;
  const seat = seatOf(room, user);
  return powerOf(room, user) !== 'none' || (seat !== undefined && isHere(seat));
}

/** What is said of a meeting as it is made. */
/** Keeps what whoever made the meeting chose for it. */
export async function setUp(db: Transaction<MeetingTables>, number: string, { lobby, passcode }: FirstSettings) {
  const before = await lockRoom(db, number);
  if (before === undefined) throw new Error('the meeting was made just now');
  const room = { ...before.room, lobby: lobby ?? before.room.lobby };
  const after = { ...before, room, passcode: passcode ?? '' };
  await updateRoom(db, before, after, false);
  return after;
}
