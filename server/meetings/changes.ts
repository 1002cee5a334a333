import type { Transaction } from 'kysely';
import { markOf } from '#kernel/breakout.ts';
import { type BreakoutInput, stepBreakout } from '#kernel/breakout-rules.ts';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { isHere, powerOf, type RoomInput, rightsOf } from '#kernel/meeting-room.ts';
import { stepRoom } from '#kernel/meeting-rules.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { RoomMetadata } from '#protocol/meeting-rules.ts';
import type { AttendeeMetadata } from '#protocol/meetings.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { BreakoutWish } from './breakout/breakouts.ts';
import { followBreakout } from './breakout/following.ts';
import { engineRoomOf, engineRooms, engineRoomsOf, putBreakout } from './breakout/store.ts';
import type { MediaEngine, Pass } from './media-engine.ts';
import type { MeetingNews } from './news.ts';
import { reopenKept } from './planning/kept.ts';
import { findRoom, lockRoom, type StoredRoom, seenOf, updateRoom } from './room-store.ts';
import type { MeetingTables } from './tables.ts';
import { noteVisits } from './visits.ts';

export interface MeetingChangesOptions {
  database: Database<MeetingTables>;
  engine: MediaEngine;
  news: MeetingNews;
  clock: Clock;
  log: Log;
  /** Whoever else goes with it, after it is stored. */
  follow?: (before: StoredRoom, after: StoredRoom, now: number) => Promise<void>;
}

/** What is to happen to a meeting, now. */
export type Wish = RoomInput extends infer Input ? (Input extends RoomInput ? Omit<Input, 'now'> : never) : never;

/** A meeting that is held while it changes. */
export class MeetingChange {
  readonly db: Transaction<MeetingTables>;
  readonly now: number;
  stored: StoredRoom;
  readonly #later: (() => Promise<void>)[] = [];

  constructor(db: Transaction<MeetingTables>, stored: StoredRoom, now: number) {
    this.db = db;
    this.stored = stored;
    this.now = now;
  }

  /** Does `work` in the same transaction, after what has changed is stored. */
  afterwards(work: () => Promise<void>): void {
    this.#later.push(work);
  }

  async finish(): Promise<void> {
    for (const work of this.#later) await work();
  }

  /** @throws Failure why it may not be */
  step(wish: Wish): void {
    const input = { ...wish, now: this.now } as RoomInput;
    const { room, refusal } = stepRoom(this.stored.room, input);
    if (refusal !== undefined) throw new Failure(refusal);
    const { meeting } = this.stored;
    const locked_at = room.locked ? (meeting.locked_at ?? this.now) : null;
    this.stored = { ...this.stored, room, meeting: { ...meeting, locked_at, ended_at: room.over ?? meeting.ended_at } };
  }

  /** The same for its breakout rooms. @throws Failure why it may not be */
  breakout(wish: BreakoutWish): void {
    const input = { ...wish, now: this.now } as BreakoutInput;
    const { breakout, refusal } = stepBreakout(this.stored.breakout, this.stored.room, input);
    if (refusal !== undefined) throw new Failure(refusal);
    if (breakout !== this.stored.breakout) this.stored = { ...this.stored, breakout };
  }
}

/** Steps meetings in transactions: what is stored and told is one; then the media engine follows. */
export class MeetingChanges {
  readonly #options: MeetingChangesOptions;

  constructor(options: MeetingChangesOptions) {
    this.#options = options;
  }

  /** @throws Failure 'meeting.unknown', and as `work` does */
  async run<Result>(number: string, work: (change: MeetingChange) => Promise<Result>): Promise<Result> {
    const { database, clock, news } = this.#options;
    const { before, after, result } = await database.write(async (db) => {
      const before = await lockRoom(db, number);
      if (before === undefined) throw new Failure('meeting.unknown');
      const change = new MeetingChange(db, before, clock.now());
      const result = await work(change);
      change.breakout({ on: 'followed' });
      const after = change.stored;
      if (after !== before) await store(change, before, after);
      await change.finish();
      return { before, after, result };
    });
    if (after !== before && seenOf(before) !== seenOf(after)) news.tell(number);
    await this.#follow(before, after);
    if (after !== before) await this.#options.follow?.(before, after, clock.now());
    return result;
  }

  /** Brings the engine's room in step. What fails is done by the next look. */
  async #follow(before: StoredRoom, after: StoredRoom): Promise<void> {
    if (before.room === after.room && before.breakout === after.breakout) return;
    const { engine, log } = this.#options;
    const { room: name } = after.meeting;
    try {
      if (after.room.over !== undefined) {
        if (before.room.over === undefined) for (const { room } of engineRooms(before)) await engine.closeRoom(room);
        return;
      }
      if (roomMetadata(after) !== roomMetadata(before)) await this.#describe(after);
      for (const { identity } of before.room.people.filter(isHere)) {
        if (isIn(after, identity)) await this.#update(before, after, identity);
        else for (const room of engineRoomsOf(before, identity)) await engine.remove(room, identity);
      }
      await followBreakout(engine, before, after);
    } catch {
      log.debug({ room: name }, 'the media engine could not follow a meeting');
    }
  }

  /** As it stands: somebody else, also another process, may have changed the meeting later and described it before. */
  async #describe(after: StoredRoom): Promise<void> {
    const { engine, database } = this.#options;
    for (let stored = after; ; ) {
      const described = roomMetadata(stored);
      await Promise.all(engineRooms(stored).map(({ room }) => engine.describeRoom(room, described)));
      const now = await findRoom(database.read, after.meeting.number);
      if (now === undefined || now.room.over !== undefined || roomMetadata(now) === described) return;
      stored = now;
    }
  }

  async #update(before: StoredRoom, after: StoredRoom, identity: string): Promise<void> {
    const [was, is] = [passOf(before, identity), passOf(after, identity)];
    if (JSON.stringify(was) !== JSON.stringify(is))
      await this.#options.engine.update(engineRoomOf(after, identity), is);
  }
}

async function store(change: MeetingChange, before: StoredRoom, after: StoredRoom): Promise<void> {
  await updateRoom(change.db, before, after, seenOf(before) !== seenOf(after));
  const states = { before: before.room, after: after.room, now: change.now };
  if (before.breakout !== after.breakout) {
    await putBreakout(change.db, before.meeting, { before: before.breakout, after: after.breakout, now: change.now });
  }
  await noteVisits(change.db, after.meeting.number, states);
  if (after.room.over !== undefined && before.room.over === undefined) {
    await reopenKept(change.db, after.meeting.number, change.now);
  }
}

function isIn({ room }: StoredRoom, identity: string): boolean {
  return room.people.some((seat) => seat.identity === identity && isHere(seat));
}

/** What somebody is let in with. */
export function passOf({ room }: StoredRoom, identity: string): Pass {
  const seat = room.people.find((one) => one.identity === identity);
  const metadata: AttendeeMetadata = {
    guest: seat?.guest !== false,
    host: room.host === identity,
    ...(powerOf(room, identity) === 'cohost' && { cohost: true as const }),
  };
  return { identity, name: seat?.name ?? '', metadata, rights: rightsOf(room, identity) };
}

/** What everybody in the room may know, as JSON. */
export function roomMetadata({ room: { locked, lobby, may }, breakout }: StoredRoom): string {
  const mark = markOf(breakout);
  const metadata: RoomMetadata = { locked, lobby, may, ...(mark && { breakout: mark }) };
  return JSON.stringify(metadata);
}
