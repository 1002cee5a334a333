import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId, randomDigits } from '#kernel/ids.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { UserId } from '#protocol/common.ts';
import type { FieldFault } from '#protocol/failures.ts';
import { checkNickname, checkTitle } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { JoinMeetingAnswer, JoinMeetingRequest, Meeting, MeetingView } from '#protocol/meetings.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Caller, Identity } from '#server/identity/api.ts';
import type { LookupLimits, Seeker } from './lookup-limits.ts';
import { type MediaEngine, PASS_MS, type Pass } from './media-engine.ts';
import { isRemoved } from './removed-store.ts';
import {
  deletePass,
  endMeeting,
  findMeeting,
  insertMeeting,
  meetingsOf,
  passesOf,
  putPass,
  type StoredMeeting,
} from './store.ts';
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

const NUMBER = new RegExp(`^[1-9][0-9]{${LIMITS.meetingNumberDigits - 1}}$`);
/** Meetings made by one account: numbers must stay rare among those that could be tried. */
const CREATION: AttemptRule = {
  name: 'meeting creation: account',
  free: 100,
  windowMs: 3600_000,
  firstWaitMs: 10_000,
  maxWaitMs: 600_000,
};

/** Meetings: making, finding, entering and ending them. Media is the engine's business. */
export class MeetingService {
  readonly #options: MeetingServiceOptions;

  constructor(options: MeetingServiceOptions) {
    this.#options = options;
  }

  /** @throws Failure 'fields.invalid', 'rate.limited' */
  async create(host: UserId, titleTyped = ''): Promise<Meeting> {
    const { database, attempts, clock, log } = this.#options;
    const title = titleTyped.normalize('NFC').trim();
    refuseFault('title', title === '' ? undefined : checkTitle(title));
    const retryAfterMs = await attempts.waitMs(CREATION, host);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    await attempts.failed(CREATION, host);
    for (;;) {
      const number = randomDigits(LIMITS.meetingNumberDigits);
      const meeting = { number, room: newId('m'), title, host, created_at: clock.now() };
      if (!(await database.write((db) => insertMeeting(db, meeting)))) continue;
      log.info({ user: host, room: meeting.room }, 'meeting created');
      return this.#shown({ ...meeting, ended_at: null, locked_at: null });
    }
  }

  async mine(host: UserId): Promise<Meeting[]> {
    const meetings = await meetingsOf(this.#options.database.read, host);
    const nickname = await this.#nickname(host);
    return meetings.map((meeting) => shown(meeting, nickname));
  }

  /** @throws Failure 'meeting.unknown', 'meeting.ended', 'rate.limited', 'media.unavailable' */
  async view(number: string, visitor: Visitor): Promise<MeetingView> {
    const meeting = await this.running(number, visitor);
    return { meeting: await this.#shown(meeting), attendees: await this.#options.engine.attendees(meeting.room) };
  }

  /**
   * Lets a member or a guest in.
   *
   * @throws Failure as `view()`, 'fields.invalid' (a guest's name), 'meeting.elsewhere' (unless `switch`)
   */
  async join(number: string, visitor: Visitor, request: JoinMeetingRequest): Promise<JoinMeetingAnswer> {
    const { engine } = this.#options;
    const guestName = visitor.caller ? undefined : checkedGuestName(request.name);
    const meeting = await this.running(number, visitor);
    await this.#checkDoor(meeting, visitor.caller);
    if (visitor.caller) await this.#leaveElsewhere(visitor.caller, meeting, request.switch === true);
    const pass = await this.#passFor(meeting, visitor.caller, guestName ?? '');
    await engine.openRoom(meeting.room);
    await this.#keepPass(meeting, visitor.caller);
    const { identity, name, metadata } = pass;
    const token = await engine.pass(meeting.room, pass);
    return { meeting: await this.#shown(meeting), identity, name, ...metadata, url: engine.publicUrl, token };
  }

  /** Ends the meeting for all. @throws Failure as `view()`, 'access.denied' for everybody but the host */
  async end(number: string, visitor: Visitor & { caller: Caller }): Promise<Meeting> {
    const { database, engine, clock, log } = this.#options;
    const meeting = await this.running(number, visitor);
    if (meeting.host !== visitor.caller.user) throw new Failure('access.denied');
    const now = clock.now();
    if (!(await database.write((db) => endMeeting(db, meeting.number, now)))) throw new Failure('meeting.ended');
    log.info({ user: meeting.host, room: meeting.room }, 'meeting ended');
    // It has ended whatever the engine says; a room that stays open is closed by `EndedRooms`.
    await engine.closeRoom(meeting.room).catch(() => {});
    return this.#shown({ ...meeting, ended_at: now });
  }

  /** The running meeting with this number. @throws Failure as `view()` */
  async running(number: string, { address, caller }: Visitor): Promise<StoredMeeting> {
    const { database, limits } = this.#options;
    if (!NUMBER.test(number)) throw new Failure('meeting.unknown');
    const seeker: Seeker = { address, user: caller?.user };
    const meeting = await limits.limit(seeker, () => findMeeting(database.read, number));
    if (!meeting) throw new Failure('meeting.unknown');
    if (meeting.ended_at !== null) throw new Failure('meeting.ended');
    return meeting;
  }

  /**
   * Nobody is in two meetings, or in one on two devices. The same device may enter again: it may have lost its
   * connection, or its page was loaded anew.
   */
  async #leaveElsewhere({ user, device }: Caller, target: StoredMeeting, leave: boolean): Promise<void> {
    const { database, engine, clock } = this.#options;
    const passes = await passesOf(database.read, user);
    await Promise.all(
      passes.map(async (pass) => {
        if (pass.meeting === target.number && pass.device === device) return;
        const there = (await engine.attendees(pass.room)).some(({ identity }) => identity === user);
        if (there && !leave) throw await this.#elsewhere(pass);
        if (there) await engine.remove(pass.room, user);
        if (there || clock.now() - pass.minted_at > PASS_MS) await database.write((db) => deletePass(db, pass));
      }),
    );
  }

  /** @throws Failure 'meeting.removed', 'meeting.locked' */
  async #checkDoor(meeting: StoredMeeting, caller: Caller | undefined): Promise<void> {
    if (caller?.user === meeting.host) return;
    const { database, engine } = this.#options;
    if (caller && (await isRemoved(database.read, meeting.number, caller.user))) throw new Failure('meeting.removed');
    if (meeting.locked_at === null) return;
    // Who is in already may come in again, from a page that was loaded anew.
    const there = caller && (await engine.attendees(meeting.room)).some(({ identity }) => identity === caller.user);
    if (!there) throw new Failure('meeting.locked');
  }

  async #elsewhere({ number, title }: Pick<StoredMeeting, 'number' | 'title'>): Promise<Failure> {
    return new Failure('meeting.elsewhere', { meeting: { number, title } });
  }

  async #passFor(meeting: StoredMeeting, caller: Caller | undefined, guestName: string): Promise<Pass> {
    if (!caller) return { identity: newId('g'), name: guestName, metadata: { guest: true, host: false } };
    const { nickname } = await this.#options.identity.me(caller.user);
    return { identity: caller.user, name: nickname, metadata: { guest: false, host: meeting.host === caller.user } };
  }

  /** Notes who is let in, unless the meeting has ended meanwhile: then the room that was opened for them goes again. */
  async #keepPass({ number, room }: StoredMeeting, caller: Caller | undefined): Promise<void> {
    const { database, engine, clock } = this.#options;
    const running = await database.write(async (db) => {
      const meeting = await findMeeting(db, number);
      if (meeting?.ended_at !== null) return false;
      const minted_at = clock.now();
      if (caller) await putPass(db, { account: caller.user, meeting: number, device: caller.device, minted_at });
      return true;
    });
    if (running) return;
    await engine.closeRoom(room).catch(() => {});
    throw new Failure('meeting.ended');
  }

  async #shown(meeting: StoredMeeting): Promise<Meeting> {
    return shown(meeting, await this.#nickname(meeting.host));
  }

  async #nickname(user: UserId): Promise<string> {
    const [person] = await this.#options.identity.people([user]);
    return person?.nickname ?? '';
  }
}

function shown({ number, title, host, created_at, ended_at, locked_at }: StoredMeeting, nickname: string): Meeting {
  const locked = locked_at === null ? {} : { locked: true as const };
  const meeting = { number, title, host: { id: host, nickname }, createdAt: created_at, ...locked };
  return ended_at === null ? meeting : { ...meeting, endedAt: ended_at };
}

function checkedGuestName(typed = ''): string {
  const name = typed.normalize('NFC').trim();
  refuseFault('name', checkNickname(name));
  return name;
}

function refuseFault(field: string, fault: FieldFault | undefined): void {
  if (fault) throw new Failure('fields.invalid', { fields: { [field]: fault } });
}
