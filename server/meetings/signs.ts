import { createHash } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { isHere, powerOf, seatOf } from '#kernel/meeting-room.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { HandRequest } from '#protocol/meeting-signs.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { engineRoomOf } from './breakout/store.ts';
import type { Host } from './hosting.ts';
import type { MediaEngine } from './media-engine.ts';
import { findRoom, identityByTicket, type StoredRoom } from './room-store.ts';
import type { MeetingService, Visitor } from './service.ts';
import type { MeetingTables } from './tables.ts';

export interface SignsOptions {
  database: Database<MeetingTables>;
  service: MeetingService;
  engine: MediaEngine;
  attempts: Attempts;
  clock: Clock;
}

/** [RO5] Everybody in the room is told of each. */
const SIGNS: AttemptRule = {
  name: 'meeting signs: person',
  free: 30,
  windowMs: 60_000,
  firstWaitMs: 2000,
  maxWaitMs: 20_000,
};

/** Hands and the spotlight: what the engine tells everybody of somebody in the room. Rules: docs/spec/room.md. */
export class Signs {
  readonly #options: SignsOptions;

  constructor(options: SignsOptions) {
    this.#options = options;
  }

  /** @throws Failure as `MeetingService.view()`, 'access.denied', 'attendee.unknown', 'rate.limited' */
  async hand(number: string, visitor: Visitor, { up, identity, ticket }: HandRequest): Promise<void> {
    const { engine, clock } = this.#options;
    const { by, stored } = await this.#inside(number, visitor, ticket);
    const whose = identity ?? by;
    // [RO2]
    if (whose !== by && (up || powerOf(stored.room, by) === 'none')) throw new Failure('access.denied');
    await this.#count(by);
    const room = engineRoomOf(stored, by);
    const signs = (await engine.attributes(room)).get(whose);
    if (signs === undefined) throw new Failure('attendee.unknown');
    // [RO1] Whose hand is up keeps their place.
    if (up === (signs['hand'] !== undefined)) return;
    await engine.mark(room, whose, { hand: up ? String(clock.now()) : '' });
  }

  /** [RO3] @throws Failure as `hand()` */
  async spotlight(number: string, host: Host, identity: string | undefined): Promise<void> {
    const { engine, service } = this.#options;
    await service.running(number, host);
    const by = host.caller.user;
    const stored = await this.#found(number);
    if (powerOf(stored.room, by) === 'none') throw new Failure('access.denied');
    await this.#count(by);
    const room = engineRoomOf(stored, by);
    const signs = await engine.attributes(room);
    if (identity !== undefined && !signs.has(identity)) throw new Failure('attendee.unknown');
    for (const [one, { spotlight }] of signs) {
      if (spotlight !== undefined && one !== identity) await engine.mark(room, one, { spotlight: '' });
    }
    if (identity !== undefined) await engine.mark(room, identity, { spotlight: '1' });
  }

  /** [RO4] */
  async #inside(
    number: string,
    visitor: Visitor,
    ticket: string | undefined,
  ): Promise<{ by: string; stored: StoredRoom }> {
    await this.#options.service.running(number, visitor);
    const by = visitor.caller?.user ?? (await this.#guest(number, ticket));
    const stored = await this.#found(number);
    const seat = by === undefined ? undefined : seatOf(stored.room, by);
    if (by === undefined || seat === undefined || !isHere(seat)) throw new Failure('access.denied');
    return { by, stored };
  }

  async #guest(number: string, ticket: string | undefined): Promise<string | undefined> {
    if (ticket === undefined) return undefined;
    const hashed = createHash('sha256').update(ticket).digest('hex');
    return identityByTicket(this.#options.database.read, number, hashed);
  }

  async #found(number: string): Promise<StoredRoom> {
    const stored = await findRoom(this.#options.database.read, number);
    if (stored === undefined) throw new Failure('meeting.unknown');
    return stored;
  }

  async #count(who: string): Promise<void> {
    const { attempts } = this.#options;
    const retryAfterMs = await attempts.waitMs(SIGNS, who);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    await attempts.failed(SIGNS, who);
  }
}
