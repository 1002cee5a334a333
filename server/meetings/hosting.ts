import { Failure } from '#kernel/failure.ts';
import { type Power, powerOf, seatOf } from '#kernel/meeting-room.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Attendance, MeetingDesk, MeetingSettings } from '#protocol/meeting-rules.ts';
import { ASK_TOPIC } from '#protocol/meeting-topics.ts';
import type { Meeting, MutedSource, RemovedPeople } from '#protocol/meetings.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Caller } from '#server/identity/api.ts';
import { engineRoomOf } from './breakout/store.ts';
import type { MeetingChanges, Wish } from './changes.ts';
import { deskOf, removedOf } from './desk.ts';
import type { MediaEngine } from './media-engine.ts';
import type { MeetingNews } from './news.ts';
import { findRoom, type StoredRoom } from './room-store.ts';
import type { MeetingService, Visitor } from './service.ts';
import type { MeetingTables } from './tables.ts';
import { visitsOf } from './visits.ts';

export interface HostingOptions {
  database: Database<MeetingTables>;
  service: MeetingService;
  engine: MediaEngine;
  changes: MeetingChanges;
  news: MeetingNews;
  log: Log;
}

/** A member who asks about a meeting. */
export type Host = Visitor & { caller: Caller };

/** What hosts do to one person. */
type ToOne = 'refused' | 'removed' | 'readmitted' | 'handed';

/**
 * What hosts do. All of it throws Failure 'access.denied' for who may not, and as `MeetingService.view()`. Rules:
 * docs/spec/meetings.md, [ME20] to [ME40].
 */
export class Hosting {
  readonly #options: HostingOptions;

  constructor(options: HostingOptions) {
    this.#options = options;
  }

  /** One who waits, or all. @throws Failure 'attendee.unknown', 'meeting.full' */
  async admit(number: string, host: Host, identity: string | undefined): Promise<MeetingDesk> {
    const by = host.caller.user;
    return this.#step(number, host, { on: 'admitted', by, ...(identity !== undefined && { identity }) });
  }

  /** @throws Failure 'attendee.unknown' */
  async toOne(number: string, host: Host, on: ToOne, identity: string): Promise<MeetingDesk> {
    const desk = await this.#step(number, host, { on, by: host.caller.user, identity });
    if (on === 'removed') this.#options.log.info({ user: host.caller.user }, 'somebody was removed from a meeting');
    return desk;
  }

  /** @throws Failure 'attendee.unknown' */
  async cohost(number: string, host: Host, identity: string, cohost: boolean): Promise<MeetingDesk> {
    return this.#step(number, host, { on: 'cohost', by: host.caller.user, identity, cohost });
  }

  async set(number: string, host: Host, { lobby, locked, may, passcode }: MeetingSettings): Promise<MeetingDesk> {
    const { service, changes } = this.#options;
    await service.running(number, host);
    const by = host.caller.user;
    const stored = await changes.run(number, async (change) => {
      const rules = { ...(lobby && { lobby }), ...(locked !== undefined && { locked }), ...(may && { may }) };
      change.step({ on: 'set', by, ...rules });
      if (passcode !== undefined) change.stored = { ...change.stored, passcode };
      return change.stored;
    });
    return deskOf(stored, this.#power(stored, host));
  }

  async removed(number: string, host: Host): Promise<RemovedPeople> {
    await this.#options.service.running(number, host);
    return { removed: removedOf(await this.#own(number, host)) };
  }

  /** What the hosts have before them, as soon as it is newer than `after`. */
  async desk(number: string, host: Host, after: number | undefined): Promise<MeetingDesk> {
    await this.#options.service.running(number, host);
    return this.#options.news.until(number, async (last) => {
      const stored = await this.#own(number, host);
      if (stored.room.over !== undefined) throw new Failure('meeting.ended');
      return last || after === undefined || stored.revision !== after
        ? deskOf(stored, this.#power(stored, host))
        : undefined;
    });
  }

  /** One person, or all who are no hosts. @throws Failure 'attendee.unknown' */
  async mute(number: string, host: Host, source: MutedSource, identity: string | undefined): Promise<void> {
    const { service, changes, engine } = this.#options;
    await service.running(number, host);
    const by = host.caller.user;
    const stored = await changes.run(number, async (change) => {
      if (source === 'microphone') change.step({ on: 'muted', by, ...(identity !== undefined && { identity }) });
      if (powerOf(change.stored.room, by) === 'none') throw new Failure('access.denied');
      if (identity !== undefined && seatOf(change.stored.room, identity)?.state === undefined) {
        throw new Failure('attendee.unknown');
      }
      return change.stored;
    });
    const whom = (one: string) => (identity === undefined ? powerOf(stored.room, one) === 'none' : one === identity);
    // All: those who are where the host is.
    await engine.mute(engineRoomOf(stored, identity ?? by), source, whom);
  }

  /** [ME33] @throws Failure 'attendee.unknown' */
  async ask(number: string, host: Host, identity: string): Promise<void> {
    await this.#step(number, host, { on: 'spoken-to', by: host.caller.user, identity });
    const stored = await this.#own(number, host);
    await this.#options.engine.tell(engineRoomOf(stored, identity), identity, ASK_TOPIC, { ask: 'unmute' });
  }

  async lock(number: string, host: Host, locked: boolean): Promise<void> {
    await this.set(number, host, { locked });
  }

  /** [ME25] Ends the meeting for all. */
  async end(number: string, host: Host): Promise<Meeting> {
    const { service, changes, log } = this.#options;
    await service.running(number, host);
    const by = host.caller.user;
    const stored = await changes.run(number, async (change) => {
      change.step({ on: 'ended', by });
      return change.stored;
    });
    log.info({ user: by, room: stored.meeting.room }, 'meeting ended');
    return service.shown(stored.meeting);
  }

  /** [ME40] */
  async attendance(number: string, host: Host): Promise<Attendance> {
    const { service, database } = this.#options;
    await service.found(number, host);
    await this.#own(number, host);
    return { visits: await visitsOf(database.read, number) };
  }

  async #step(number: string, host: Host, wish: Wish): Promise<MeetingDesk> {
    const { service, changes } = this.#options;
    await service.running(number, host);
    const stored = await changes.run(number, async (change) => {
      change.step(wish);
      return change.stored;
    });
    return deskOf(stored, this.#power(stored, host));
  }

  #power({ room }: StoredRoom, { caller }: Host): Power {
    return powerOf(room, caller.user);
  }

  async #own(number: string, host: Host): Promise<StoredRoom> {
    const stored = await findRoom(this.#options.database.read, number);
    if (stored === undefined) throw new Failure('meeting.unknown');
    if (this.#power(stored, host) === 'none') throw new Failure('access.denied');
    return stored;
  }
}
