import type { TestContext } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import { newId } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Presence } from '#protocol/presence.ts';
import { LocalBus } from '../adapters/bus/local-bus.ts';
import { LocalSightings } from '../adapters/presence/local-sightings.ts';
import { viewOf } from '../adapters/sql/database.ts';
import type { DirectoryTopics } from '../directory/api.ts';
import type { Caller, IdentityTopics } from '../identity/api.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import type { PresenceTopics, Seat } from './api.ts';
import { presenceMigrations } from './migrations.ts';
import { createPresence, type PresenceModule } from './module.ts';
import type { Schedule } from './schedule.ts';
import type { PresenceTables } from './tables.ts';

/** A connection that keeps what it was told. */
export class Watching implements Seat {
  readonly id = newId('k');
  readonly caller: Caller;
  frames: Presence[][] = [];
  readonly cards: string[] = [];

  constructor(user: UserId) {
    this.caller = { user, device: newId('d'), role: 'member', expiresAt: Number.MAX_SAFE_INTEGER };
  }

  push(frame: Parameters<Seat['push']>[0]): void {
    if (!('push' in frame)) return;
    if (frame.push === 'presence') this.frames.push([...frame.people]);
    if (frame.push === 'people') this.cards.push(...frame.people.map(({ nickname }) => nickname));
  }

  /** What was told since the last time, as `state` by person, one object for each frame. */
  take(): Record<UserId, string>[] {
    const taken = this.frames;
    this.frames = [];
    return taken.map((people) => Object.fromEntries(people.map(({ user, state }) => [user, state])));
  }
}

/** Presence on a clock that moves only when told to. */
export class PresenceWorld {
  readonly clock = new ManualClock();
  readonly sightings = new LocalSightings();
  readonly bus = new LocalBus<PresenceTopics & IdentityTopics & DirectoryTopics>(silentLog);
  readonly people = new Set<UserId>();
  readonly members = new Map<ConversationId, UserId[]>();
  readonly direct = new Set<ConversationId>();
  /** Who has blocked whom, as `${blocker} ${blocked}`. */
  readonly blocks = new Set<string>();
  readonly presence: PresenceModule;
  readonly #timers = new Map<object, { at: number; callback: () => void }>();

  static async open(context: TestContext): Promise<PresenceWorld> {
    const database = await openTestDatabase<PresenceTables>({
      file: ':memory:',
      migrations: presenceMigrations,
      log: silentLog,
    });
    const world = new PresenceWorld(database);
    context.after(async () => {
      await world.presence.close();
      await world.bus.close();
      await database.close();
    });
    return world;
  }

  readonly #database: Awaited<ReturnType<typeof openTestDatabase<PresenceTables>>>;

  private constructor(database: Awaited<ReturnType<typeof openTestDatabase<PresenceTables>>>) {
    this.#database = database;
    this.presence = this.another();
  }

  /** The module as another process, or the next start, would have it, on the same database and bus. */
  another(): PresenceModule {
    return createPresence({
      database: viewOf(this.#database),
      sightings: this.sightings,
      identity: { people: async (ids) => ids.filter((id) => this.people.has(id)).map((id) => ({ id, nickname: id })) },
      conversations: {
        membersOf: async (conversation) => this.members.get(conversation) ?? [],
        sizeFor: async (user, conversation) => {
          const members = this.members.get(conversation) ?? [];
          return members.includes(user) ? members.length : undefined;
        },
        isDirect: async (conversation) => this.direct.has(conversation),
      },
      directory: {
        blockersAmong: async (users, asker) => new Set(users.filter((user) => this.blocks.has(`${user} ${asker}`))),
      },
      bus: this.bus,
      clock: this.clock,
      log: silentLog,
      schedule: this.#schedule,
    });
  }

  person(): UserId {
    const id = newId('u');
    this.people.add(id);
    return id;
  }

  arrive(user: UserId): Watching {
    const seat = new Watching(user);
    this.presence.arrived(seat, seat.caller);
    return seat;
  }

  async subscribe(seat: Watching, users: UserId[]): Promise<void> {
    await this.presence.commands['presence.subscribe'](seat.caller, { users }, seat);
  }

  /** Lets time pass, half a second at a time, and everything that is due happen. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.clock.advance(Math.min(500, left));
      for (const [key, { at, callback }] of [...this.#timers]) {
        if (at > this.clock.now()) continue;
        this.#timers.delete(key);
        callback();
      }
      await this.settle();
    }
  }

  /** Resolves when what has begun is done: whoever asks next is answered after it. */
  async settle(): Promise<void> {
    const nobody = new Watching(newId('u'));
    this.presence.arrived(nobody, nobody.caller);
    await this.subscribe(nobody, []);
    this.presence.left(nobody);
    await this.subscribe(nobody, []);
  }

  readonly #schedule: Schedule = (delayMs, callback) => {
    const key = {};
    this.#timers.set(key, { at: this.clock.now() + delayMs, callback });
    return () => this.#timers.delete(key);
  };
}
