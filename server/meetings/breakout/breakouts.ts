import { createHash, randomInt } from 'node:crypto';
import type { BreakoutInput } from '#kernel/breakout-rules.ts';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { isHere, powerOf, seatOf } from '#kernel/meeting-room.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { BreakoutDeed, BreakoutGo, BreakoutHelp, BreakoutView } from '#protocol/breakout.ts';
import { checkTitle } from '#protocol/fields.ts';
import type { JoinMeetingAnswer } from '#protocol/meetings.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { MeetingChange, MeetingChanges } from '../changes.ts';
import type { Doors } from '../doors.ts';
import type { Host } from '../hosting.ts';
import { refuseFault } from '../names.ts';
import { findRoom, identityByTicket, type StoredRoom } from '../room-store.ts';
import type { MeetingService, Visitor } from '../service.ts';
import type { MeetingTables } from '../tables.ts';
import { breakoutView } from './view.ts';

export interface BreakoutsOptions {
  database: Database<MeetingTables>;
  service: MeetingService;
  doors: Doors;
  changes: MeetingChanges;
  attempts: Attempts;
  clock: Clock;
}

/** [BR44] */
const PEOPLE: AttemptRule = {
  name: 'breakout rooms: person',
  free: 30,
  windowMs: 60_000,
  firstWaitMs: 2000,
  maxWaitMs: 20_000,
};
const HOSTS: AttemptRule = { ...PEOPLE, name: 'breakout rooms: host', free: 120 };

/** Breakout rooms of meetings. Rules: docs/spec/breakout.md. All throw Failure as `MeetingService.view()`, 'access.denied'. */
export class Breakouts {
  readonly #options: BreakoutsOptions;

  constructor(options: BreakoutsOptions) {
    this.#options = options;
  }

  async look(number: string, visitor: Visitor, ticket: string | undefined): Promise<BreakoutView> {
    const { identity, stored } = await this.#inside(number, visitor, ticket);
    return breakoutView(stored, identity, this.#options.clock.now());
  }

  /** [BR4] @throws Failure 'breakout.unknown', 'breakout.open', 'breakout.closed', 'attendee.unknown', 'fields.invalid' */
  async act(number: string, host: Host, deed: BreakoutDeed): Promise<BreakoutView> {
    const { service, changes, clock } = this.#options;
    const by = host.caller.user;
    await service.running(number, host);
    const known = await this.#found(number);
    if (powerOf(known.room, by) === 'none') throw new Failure('access.denied');
    await this.#count(HOSTS, by);
    const stored = await changes.run(number, async (change) => {
      const order = shuffled(change.stored.room.people.map(({ identity }) => identity));
      change.breakout(wishOf(deed, by, order));
      return change.stored;
    });
    return breakoutView(stored, by, clock.now());
  }

  /** A token for where somebody goes, or belongs. @throws Failure 'breakout.unknown', 'breakout.closed', 'media.unavailable' */
  async go(number: string, visitor: Visitor, { to, ticket }: BreakoutGo): Promise<JoinMeetingAnswer> {
    const { changes, doors } = this.#options;
    const { identity, stored } = await this.#inside(number, visitor, ticket, true);
    await this.#count(PEOPLE, identity);
    const after = to === undefined ? stored : await changes.run(number, (change) => went(change, identity, to));
    return { ...(await doors.letIn(after, identity)), ...(ticket !== undefined && { ticket }) };
  }

  /** [BR41] @throws Failure 'breakout.closed' */
  async help(number: string, visitor: Visitor, { up, ticket }: BreakoutHelp): Promise<BreakoutView> {
    const { changes, clock } = this.#options;
    const { identity } = await this.#inside(number, visitor, ticket, true);
    await this.#count(PEOPLE, identity);
    const stored = await changes.run(number, async (change) => {
      change.breakout({ on: 'helped', identity, up });
      return change.stored;
    });
    return breakoutView(stored, identity, clock.now());
  }

  /** Who is in, or, unless they have to be `seated`, hosts anywhere. */
  async #inside(
    number: string,
    visitor: Visitor,
    ticket: string | undefined,
    seated = false,
  ): Promise<{ identity: string; stored: StoredRoom }> {
    await this.#options.service.running(number, visitor);
    const identity = visitor.caller?.user ?? (await this.#guest(number, ticket));
    const stored = await this.#found(number);
    const seat = identity === undefined ? undefined : seatOf(stored.room, identity);
    const here = seat !== undefined && isHere(seat);
    const host = !seated && identity !== undefined && powerOf(stored.room, identity) !== 'none';
    if (identity === undefined || !(here || host)) throw new Failure('access.denied');
    return { identity, stored };
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

  async #count(rule: AttemptRule, who: string): Promise<void> {
    const { attempts } = this.#options;
    const retryAfterMs = await attempts.waitMs(rule, who);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    await attempts.failed(rule, who);
  }
}

async function went(change: MeetingChange, identity: string, to: string): Promise<StoredRoom> {
  change.breakout({ on: 'went', identity, to });
  return change.stored;
}

/** What is to happen to breakout rooms, now. */
export type BreakoutWish = BreakoutInput extends infer Input
  ? Input extends BreakoutInput
    ? Omit<Input, 'now'>
    : never
  : never;

function wishOf(deed: BreakoutDeed, by: string, order: readonly string[]): BreakoutWish {
  switch (deed.do) {
    case 'make':
      return { on: 'made', by, rooms: deed.rooms.map(({ id, name }) => ({ ...(id && { id }), name: named(name) })) };
    case 'set':
      return { on: 'set', by, rules: deed.rules };
    case 'assign':
      return { on: 'assigned', by, identities: deed.identities, ...(deed.room && { room: deed.room }) };
    case 'spread':
      return { on: 'spread', by, order };
    case 'open':
      return { on: 'opened', by };
    case 'close':
      return { on: 'closed', by, inMs: deed.inS * 1000 };
    case 'keep':
      return { on: 'kept', by };
    case 'say':
      return { on: 'said', by, text: said(deed.text) };
    case 'heed':
      return { on: 'heeded', by, room: deed.room };
  }
}

/** @throws Failure 'fields.invalid' */
function named(typed: string): string {
  const name = typed.normalize('NFC').trim();
  refuseFault('name', name === '' ? { code: 'required' } : checkTitle(name));
  return name;
}

/** @throws Failure 'fields.invalid' */
function said(typed: string): string {
  const text = typed.normalize('NFC').trim();
  if (text === '') refuseFault('text', { code: 'required' });
  return text;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = randomInt(at + 1);
    [all[at], all[other]] = [all[other] as Item, all[at] as Item];
  }
  return all;
}
