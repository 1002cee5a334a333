import { createHash, randomBytes } from 'node:crypto';
import { subscriberPrefix } from '#kernel/address.ts';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import { isHere, powerOf, type Seat, seatOf } from '#kernel/meeting-room.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { Place, PlaceRequest, WaitingAnswer } from '#protocol/meeting-rules.ts';
import type { JoinMeetingAnswer, JoinMeetingRequest } from '#protocol/meetings.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Caller, Identity } from '#server/identity/api.ts';
import { breakoutOf, engineRoomOf, engineRoomsOf } from './breakout/store.ts';
import { type MeetingChange, type MeetingChanges, passOf, roomMetadata } from './changes.ts';
import { type MediaEngine, PASS_MS } from './media-engine.ts';
import { checkedGuestName } from './names.ts';
import type { MeetingNews } from './news.ts';
import type { Passcodes } from './passcodes.ts';
import { organisesMeeting } from './planning/organising.ts';
import { findRoom, identityByTicket, markGuest, type StoredRoom, wasRemovedFrom } from './room-store.ts';
import type { MeetingService, Visitor } from './service.ts';
import { deletePass, findMeeting, passesOf, putPass, type StoredMeeting } from './store.ts';
import type { MeetingTables } from './tables.ts';

export interface DoorsOptions {
  database: Database<MeetingTables>;
  identity: Identity;
  service: MeetingService;
  engine: MediaEngine;
  changes: MeetingChanges;
  news: MeetingNews;
  passcodes: Passcodes;
  attempts: Attempts;
  clock: Clock;
}

/** [ME10] New guests of one meeting from one address: a class comes in at once, but nobody fills a meeting or its lobby. */
const GUESTS: AttemptRule = {
  name: 'meeting guests: address',
  free: 50,
  windowMs: 600_000,
  firstWaitMs: 2000,
  maxWaitMs: 30_000,
};

/** Who knocks: a member, or a guest who has been here before or not. */
interface Knock {
  identity: string;
  name: string;
  guest: boolean;
  /** Of a guest: what they prove it with, and whether it is new. */
  ticket?: string;
  origin?: string;
  /** [PL43] Of a member: they may change the plan. */
  organises?: boolean;
}

/** How people come into meetings, wait for them and leave them. Rules: docs/spec/meetings.md, [ME1] to [ME10]. */
export class Doors {
  readonly #options: DoorsOptions;

  constructor(options: DoorsOptions) {
    this.#options = options;
  }

  /**
   * Lets a member or a guest in, or lets them wait.
   *
   * @throws Failure as `MeetingService.view()`, 'fields.invalid' (a guest's name), 'meeting.elsewhere' (unless
   *   `switch`), 'meeting.locked', 'meeting.removed', 'meeting.refused', 'meeting.full', why a passcode is no good
   */
  async join(
    number: string,
    visitor: Visitor,
    request: JoinMeetingRequest,
  ): Promise<JoinMeetingAnswer | WaitingAnswer> {
    const { service, changes, engine } = this.#options;
    if (!visitor.caller) checkedGuestName(request.name);
    const meeting = await service.running(number, visitor);
    const knock = await this.#knock(meeting, visitor, request);
    await this.#checkPasscode(meeting, visitor, knock, request.passcode);
    if (knock.ticket !== undefined && knock.ticket !== request.ticket) await this.#countGuest(knock, number);
    if (engine.apiUrl === undefined) throw engine.away();
    if (visitor.caller) await this.#leaveElsewhere(visitor.caller, meeting, request.switch === true);
    const stored = await changes.run(number, (change) => this.#ask(change, knock, visitor.caller));
    const ticket = knock.ticket === undefined ? {} : { ticket: knock.ticket };
    const { identity, name } = passOf(stored, knock.identity);
    const seat = seatOf(stored.room, identity);
    if (seat === undefined || !isHere(seat)) return { waiting: true, identity, name, ...ticket };
    return { ...(await this.letIn(stored, identity)), ...ticket };
  }

  /** [ME4] How it stands with somebody, as soon as it is not `request.state` any more. @throws Failure as `view()` */
  async place(number: string, visitor: Visitor, { ticket, state }: PlaceRequest): Promise<Place> {
    const { service, news, database } = this.#options;
    const meeting = await service.found(number, visitor);
    const identity = await this.#who(meeting, visitor, ticket);
    await this.#stillThere(number, identity);
    return news.until(number, async (last) => {
      const stored = await findRoom(database.read, number);
      if (stored === undefined) throw new Failure('meeting.unknown');
      const place = placeOf(stored, identity);
      return last || place.state !== state || place.ended ? place : undefined;
    });
  }

  /** [ME2] Somebody who is in or waits goes. @throws Failure as `view()` */
  async leave(number: string, visitor: Visitor, ticket: string | undefined): Promise<void> {
    const { service, changes } = this.#options;
    const meeting = await service.found(number, visitor);
    const identity = await this.#who(meeting, visitor, ticket);
    if (identity === undefined) return;
    await changes.run(number, async (change) => change.step({ on: 'left', identity }));
  }

  /** Oneself; for who is named, `by` the hosts. @throws Failure 'session.required', 'access.denied', 'fields.invalid' */
  async rename(
    number: string,
    visitor: Visitor,
    { identity: whom, name: typed, ticket }: { identity?: string; name: string; ticket?: string },
  ): Promise<void> {
    const { service, changes } = this.#options;
    const name = checkedGuestName(typed);
    const meeting = await service.running(number, visitor);
    const by = await this.#who(meeting, visitor, ticket);
    if (by === undefined) throw new Failure('access.denied');
    await changes.run(number, async (change) => change.step({ on: 'renamed', by, identity: whom ?? by, name }));
  }

  /** Whose seat it is: the member's, or that of the guest with the ticket. */
  async #who({ number }: StoredMeeting, { caller }: Visitor, ticket: string | undefined): Promise<string | undefined> {
    if (caller) return caller.user;
    if (ticket === undefined) return undefined;
    return identityByTicket(this.#options.database.read, number, hashed(ticket));
  }

  async #knock(meeting: StoredMeeting, visitor: Visitor, request: JoinMeetingRequest): Promise<Knock> {
    const { caller, address } = visitor;
    if (caller) {
      const { nickname } = await this.#options.identity.me(caller.user);
      const organises = await organisesMeeting(this.#options.database.read, meeting.number, caller.user);
      return { identity: caller.user, name: nickname, guest: false, organises };
    }
    const name = checkedGuestName(request.name);
    const known = await this.#who(meeting, visitor, request.ticket);
    const origin = hashed(`${meeting.room} ${subscriberPrefix(address)}`);
    if (known !== undefined && request.ticket !== undefined) {
      return { identity: known, name, guest: true, ticket: request.ticket, origin };
    }
    return { identity: newId('g'), name, guest: true, ticket: randomBytes(32).toString('base64url'), origin };
  }

  /** @throws Failure 'rate.limited' */
  async #countGuest({ origin = '' }: Knock, number: string): Promise<void> {
    const { attempts } = this.#options;
    const key = `${number} ${origin}`;
    const retryAfterMs = await attempts.waitMs(GUESTS, key);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    await attempts.failed(GUESTS, key);
  }

  /** [ME3] */
  async #checkPasscode(
    { number }: StoredMeeting,
    { address, caller }: Visitor,
    { identity, organises }: Knock,
    typed: string | undefined,
  ): Promise<void> {
    const stored = await findRoom(this.#options.database.read, number);
    if (stored === undefined || stored.passcode === '') return;
    const seat = seatOf(stored.room, identity);
    const known = seat !== undefined && (seat.state !== 'out' || seat.cohost || seat.admitted);
    if (known || organises || powerOf(stored.room, identity) !== 'none') return;
    await this.#options.passcodes.check(number, stored.passcode, typed, { address, user: caller?.user });
  }

  async #ask(change: MeetingChange, knock: Knock, caller: Caller | undefined): Promise<StoredRoom> {
    const { number } = change.stored.meeting;
    const { identity, name, guest, ticket, origin, organises } = knock;
    const barred = origin !== undefined && (await wasRemovedFrom(change.db, number, origin));
    change.step({ on: 'asked', identity, name, guest, ...(barred && { barred }), ...(organises && { organises }) });
    const seat = seatOf(change.stored.room, identity);
    if (seat && isHere(seat)) change.stored = { ...change.stored, watchUntil: change.now + 2 * PASS_MS };
    change.afterwards(async () => {
      if (ticket !== undefined && origin !== undefined) {
        await markGuest(change.db, number, identity, { ticket: hashed(ticket), origin });
      }
      if (caller && seat && isHere(seat)) await notePass(change, caller);
    });
    return change.stored;
  }

  /** A token, and a room to come into. When the meeting has ended meanwhile, the room goes again. */
  async letIn(stored: StoredRoom, identity: string): Promise<JoinMeetingAnswer> {
    const { engine, service, database } = this.#options;
    const { meeting } = stored;
    const room = engineRoomOf(stored, identity);
    await engine.openRoom(room, roomMetadata(stored));
    if ((await findMeeting(database.read, meeting.number))?.ended_at !== null) {
      await engine.closeRoom(room).catch(() => {});
      throw new Failure('meeting.ended');
    }
    const pass = passOf(stored, identity);
    const token = await engine.pass(room, pass);
    const breakout = breakoutOf(stored, identity);
    const { guest, host } = pass.metadata;
    const about = await service.shown(meeting, stored);
    const answer = { meeting: about, identity, name: pass.name, guest, host, url: engine.publicUrl, token };
    return breakout === undefined ? answer : { ...answer, breakout };
  }

  /**
   * Nobody is in two meetings, or in one on two devices. The same device may enter again: it may have lost its
   * connection, or its page was loaded anew.
   */
  async #leaveElsewhere({ user, device }: Caller, target: StoredMeeting, leave: boolean): Promise<void> {
    const { database, engine, clock, changes } = this.#options;
    const passes = await passesOf(database.read, user);
    await Promise.all(
      passes.map(async (pass) => {
        const here = pass.meeting === target.number;
        if (here && pass.device === device) return;
        const there = await this.#found(pass, user);
        const { number, title } = pass;
        if (there.length > 0 && !leave) throw new Failure('meeting.elsewhere', { meeting: { number, title } });
        for (const room of there) await engine.remove(room, user);
        if (there.length > 0 && !here)
          await changes.run(number, async (change) => change.step({ on: 'left', identity: user }));
        if (there.length > 0 || clock.now() - pass.minted_at > PASS_MS)
          await database.write((db) => deletePass(db, pass));
      }),
    );
  }

  /** The rooms of a meeting in which somebody is. */
  async #found(pass: StoredMeeting, user: string): Promise<string[]> {
    const { database, engine } = this.#options;
    const stored = await findRoom(database.read, pass.number);
    const rooms = stored === undefined ? [pass.room] : engineRoomsOf(stored, user);
    const people = await Promise.all(rooms.map((room) => engine.attendees(room)));
    return rooms.filter((_, at) => people[at]?.some(({ identity }) => identity === user));
  }

  async #stillThere(number: string, identity: string | undefined): Promise<void> {
    if (identity === undefined) return;
    const { database, changes } = this.#options;
    const stored = await findRoom(database.read, number);
    const seat = stored && seatOf(stored.room, identity);
    if (seat?.state === 'waiting') await changes.run(number, async (change) => change.step({ on: 'heard', identity }));
  }
}

async function notePass(change: MeetingChange, { user: account, device }: Caller): Promise<void> {
  await putPass(change.db, { account, meeting: change.stored.meeting.number, device, minted_at: change.now });
}

function placeOf({ room }: StoredRoom, identity: string | undefined): Place {
  const seat: Seat | undefined = identity === undefined ? undefined : seatOf(room, identity);
  return {
    state: seat?.state ?? 'out',
    ...(seat?.refused && { refused: true as const }),
    hosted: room.people.some((one) => isHere(one) && powerOf(room, one.identity) !== 'none'),
    ...(room.over !== undefined && { ended: true as const }),
  };
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
