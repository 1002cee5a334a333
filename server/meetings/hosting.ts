import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Attendee, MutedSource, RemovedPeople } from '#protocol/meetings.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Caller } from '#server/identity/api.ts';
import type { MediaEngine } from './media-engine.ts';
import { deleteRemoved, lockMeeting, putRemoved, removedFrom } from './removed-store.ts';
import type { MeetingService, Visitor } from './service.ts';
import type { StoredMeeting } from './store.ts';
import type { MeetingTables } from './tables.ts';

export interface HostingOptions {
  database: Database<MeetingTables>;
  service: MeetingService;
  engine: MediaEngine;
  clock: Clock;
  log: Log;
}

/** A member who asks about a meeting. */
export type Host = Visitor & { caller: Caller };

/**
 * What the host does to others. All of it throws Failure 'access.denied' for everybody else, and as
 * `MeetingService.view()`.
 */
export class Hosting {
  readonly #options: HostingOptions;

  constructor(options: HostingOptions) {
    this.#options = options;
  }

  /** Sends somebody out for good, until `readmit`. @throws Failure 'attendee.unknown' */
  async remove(number: string, host: Host, identity: string): Promise<RemovedPeople> {
    const { database, engine, clock, log } = this.#options;
    const meeting = await this.#own(number, host);
    const attendee = await this.#attendee(meeting, identity);
    if (attendee.identity === meeting.host) throw new Failure('access.denied');
    const known = await removedFrom(database.read, number);
    if (known.length >= LIMITS.meetingRemoved) throw new Failure('request.too-large');
    // First kept out, then sent out: nobody comes back in between.
    const removed = { meeting: number, identity, name: attendee.name, removed_at: clock.now() };
    await database.write((db) => putRemoved(db, removed));
    await engine.remove(meeting.room, identity);
    log.info({ room: meeting.room }, 'somebody was removed from a meeting');
    return this.#removed(number);
  }

  async readmit(number: string, host: Host, identity: string): Promise<RemovedPeople> {
    await this.#own(number, host);
    await this.#options.database.write((db) => deleteRemoved(db, number, identity));
    return this.#removed(number);
  }

  async removed(number: string, host: Host): Promise<RemovedPeople> {
    await this.#own(number, host);
    return this.#removed(number);
  }

  /** @throws Failure 'attendee.unknown' */
  async mute(number: string, host: Host, source: MutedSource, identity: string | undefined): Promise<void> {
    const { engine } = this.#options;
    const meeting = await this.#own(number, host);
    if (identity !== undefined) {
      await this.#attendee(meeting, identity);
      return engine.mute(meeting.room, source, (one) => one === identity);
    }
    await engine.mute(meeting.room, source, (one) => one !== meeting.host);
  }

  async lock(number: string, host: Host, locked: boolean): Promise<void> {
    const { database, clock } = this.#options;
    const meeting = await this.#own(number, host);
    if ((meeting.locked_at !== null) === locked) return;
    const running = await database.write((db) => lockMeeting(db, number, locked ? clock.now() : null));
    if (!running) throw new Failure('meeting.ended');
  }

  async #own(number: string, host: Host): Promise<StoredMeeting> {
    const meeting = await this.#options.service.running(number, host);
    if (meeting.host !== host.caller.user) throw new Failure('access.denied');
    return meeting;
  }

  async #attendee({ room }: StoredMeeting, identity: string): Promise<Attendee> {
    const attendees = await this.#options.engine.attendees(room);
    const found = attendees.find((one) => one.identity === identity);
    if (found === undefined) throw new Failure('attendee.unknown');
    return found;
  }

  async #removed(number: string): Promise<RemovedPeople> {
    const rows = await removedFrom(this.#options.database.read, number);
    return { removed: rows.map(({ identity, name }) => ({ identity, name, guest: identity.startsWith('g_') })) };
  }
}
