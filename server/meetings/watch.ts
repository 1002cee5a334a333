import { isDue, mayBeAt } from '#kernel/breakout.ts';
import type { Clock } from '#kernel/clock.ts';
import { isHere, seatOf } from '#kernel/meeting-room.ts';
import { stepRoom } from '#kernel/meeting-rules.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { engineRooms } from './breakout/store.ts';
import { type MeetingChanges, passOf } from './changes.ts';
import { type MediaEngine, PASS_MS, type Presence } from './media-engine.ts';
import { findRoom, type StoredRoom, watchedMeetings } from './room-store.ts';
import type { MeetingTables } from './tables.ts';

export const LOOK_EVERY_MS = 1000;

export interface MeetingWatchOptions {
  database: Database<MeetingTables>;
  changes: MeetingChanges;
  engine: MediaEngine;
  clock: Clock;
  log: Log;
  /** How often it looks. */
  lookEveryMs: number;
  /** Whether this process is the one of several that looks; always, unless told. */
  onDuty?: ((name: string) => Promise<boolean>) | undefined;
}

/** Somebody in a room of the engine, and which place of the meeting that is. */
type Found = Presence & { room: string; place: string };

/**
 * Holds the engine's rooms against what is decided: who comes is noted, who is gone too, and whoever is in a room
 * without being let in is put out, for no LiveKit can call a token back. All of it can be done by several processes.
 */
export class MeetingWatch {
  readonly #options: MeetingWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #working: Promise<void> | undefined;

  constructor(options: MeetingWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#one(), options.lookEveryMs);
    this.#timer.unref();
  }

  /** Happens by itself every second. @throws Failure 'media.unavailable' */
  async look(): Promise<void> {
    const { database, clock, log } = this.#options;
    for (const number of await watchedMeetings(database.read, clock.now())) {
      const stored = await findRoom(database.read, number);
      if (stored === undefined || stored.room.over !== undefined) continue;
      await this.#lookAt(stored).catch((error: unknown) => {
        log.debug({ room: stored.meeting.room, err: error }, 'a meeting could not be looked after');
      });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }

  /** One look at a time; what fails is tried again by the next. */
  async #one(): Promise<void> {
    if (this.#options.engine.apiUrl === undefined) return;
    this.#working ??= this.#onTime()
      .catch(() => {})
      .finally(() => {
        this.#working = undefined;
      });
    await this.#working;
  }

  async #onTime(): Promise<void> {
    if ((await this.#options.onDuty?.('meetings')) !== false) await this.look();
  }

  async #lookAt(known: StoredRoom): Promise<void> {
    const { clock, database } = this.#options;
    const present = await this.#present(known);
    const there = new Set(present.map(({ identity }) => identity));
    const due = isDue(known.breakout, clock.now());
    const changes = due || stepRoom(known.room, { on: 'seen', there, now: clock.now() }).room !== known.room;
    const grows = there.size > 0 && known.watchUntil < clock.now() + PASS_MS;
    if (changes || grows) await this.#note(known.meeting.number, there);
    if (there.size === 0) return;
    // They may have been let in since the room was asked.
    const fresh = await findRoom(database.read, known.meeting.number);
    if (fresh === undefined || fresh.room.over !== undefined) return;
    for (const one of present) await this.#holdTo(fresh, one);
  }

  /** Everybody in any of the meeting's rooms, and in which. */
  async #present(stored: StoredRoom): Promise<Found[]> {
    const { engine } = this.#options;
    const found = await Promise.all(
      engineRooms(stored).map(async ({ room, place }) => {
        const people = (await engine.present(room)).filter(({ person }) => person);
        return people.map((one) => ({ ...one, room, place }));
      }),
    );
    return found.flat();
  }

  async #note(number: string, there: ReadonlySet<string>): Promise<void> {
    await this.#options.changes.run(number, async (change) => {
      change.step({ on: 'seen', there });
      // Tokens that the engine renews are good for as long as the first one.
      if (there.size > 0) change.stored = { ...change.stored, watchUntil: change.now + 2 * PASS_MS };
    });
  }

  /** [ME1] [ME31] Who may not be there goes, and who may has the rights that they have and no others. */
  async #holdTo(stored: StoredRoom, one: Found): Promise<void> {
    const { engine, log, clock } = this.#options;
    const { room } = one;
    const seat = seatOf(stored.room, one.identity);
    if (seat === undefined || !isHere(seat)) {
      await engine.remove(room, one.identity);
      log.info({ room }, 'somebody was in a meeting who had not been let in; sent out');
      return;
    }
    // [BR10]
    if (!mayBeAt(stored.breakout, one.identity, one.place, clock.now())) {
      await engine.remove(room, one.identity);
      return;
    }
    const wanted = passOf(stored, one.identity);
    const same =
      JSON.stringify(wanted.rights) === JSON.stringify(one.rights) &&
      JSON.stringify(wanted.metadata) === one.metadata &&
      wanted.name === one.name;
    if (!same) await engine.update(room, wanted);
  }
}
