import { createHash } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { isHere, powerOf, seatOf } from '#kernel/meeting-room.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { findRoom, identityByTicket, revisionOf, type StoredRoom } from '../room-store.ts';
import type { MeetingService, Visitor } from '../service.ts';
import type { MeetingTables } from '../tables.ts';

export interface BoardRightsOptions {
  database: Database<MeetingTables>;
  service: MeetingService;
  clock: Clock;
}

/** Somebody who is in a meeting now. */
export interface Insider {
  number: string;
  /** The meeting's room. */
  room: string;
  identity: string;
  name: string;
  guest: boolean;
  /** Whether they may write. */
  edit: boolean;
  stored: StoredRoom;
}

/**
 * What is decided in a meeting is asked for by everybody who follows a document: it is read once in so many ms, and when the
 * database has a later revision of it, whichever process decided that.
 */
const FRESH_MS = 1000;
const MOST_ROOMS = 200;

/** Who may see and write what is made together in a meeting. Rules: docs/spec/boards.md, [BO1] to [BO4]. */
export class BoardRights {
  readonly #options: BoardRightsOptions;
  readonly #rooms = new Map<string, { at: number; revision: number; stored: Promise<StoredRoom | undefined> }>();
  /** Looks at revisions that have not begun: whoever asks meanwhile has the same answer. */
  readonly #revisions = new Map<string, Promise<number>>();

  constructor(options: BoardRightsOptions) {
    this.#options = options;
  }

  /** @throws Failure as `MeetingService.running()`, 'access.denied' */
  async inside(number: string, visitor: Visitor, ticket: string | undefined): Promise<Insider> {
    await this.#options.service.running(number, visitor);
    const identity = visitor.caller?.user ?? (await this.#guest(number, ticket));
    if (identity === undefined) throw new Failure('access.denied');
    return this.again(number, identity);
  }

  /** The same person, a moment later. @throws Failure 'meeting.unknown', 'meeting.ended', 'access.denied' */
  async again(number: string, identity: string): Promise<Insider> {
    const stored = await this.#room(number);
    if (stored === undefined) throw new Failure('meeting.unknown');
    if (stored.room.over !== undefined) throw new Failure('meeting.ended');
    const seat = seatOf(stored.room, identity);
    if (seat === undefined || !isHere(seat)) throw new Failure('access.denied');
    const edit = stored.room.may.boards || powerOf(stored.room, identity) !== 'none';
    const { name, guest } = seat;
    return { number, room: stored.meeting.room, identity, name, guest, edit, stored };
  }

  async #room(number: string): Promise<StoredRoom | undefined> {
    const { database, clock } = this.#options;
    const revision = await this.#revision(number);
    const known = this.#rooms.get(number);
    const now = clock.now();
    if (known?.revision === revision && now - known.at < FRESH_MS) return known.stored;
    // Read after the revision: it is of that one, or of a later one, and then read anew next time.
    const stored = findRoom(database.read, number);
    this.#rooms.delete(number);
    this.#rooms.set(number, { at: now, revision, stored });
    const [oldest] = this.#rooms.keys();
    if (this.#rooms.size > MOST_ROOMS && oldest !== undefined) this.#rooms.delete(oldest);
    stored.catch(() => this.#rooms.delete(number));
    return stored;
  }

  #revision(number: string): Promise<number> {
    const asked = this.#revisions.get(number);
    if (asked !== undefined) return asked;
    const look = async () => {
      await new Promise(setImmediate);
      this.#revisions.delete(number);
      return revisionOf(this.#options.database.read, number);
    };
    const looking = look();
    this.#revisions.set(number, looking);
    return looking;
  }

  async #guest(number: string, ticket: string | undefined): Promise<string | undefined> {
    if (ticket === undefined) return undefined;
    const hashed = createHash('sha256').update(ticket).digest('hex');
    return identityByTicket(this.#options.database.read, number, hashed);
  }
}
