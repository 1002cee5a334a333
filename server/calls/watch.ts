import type { Call } from '#kernel/call-machine.ts';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { CallId } from '#protocol/calls.ts';
import type { UserId } from '#protocol/common.ts';
import type { Database } from '../adapters/sql/database.ts';
import { type MediaEngine, PASS_MS } from '../meetings/api.ts';
import type { CallChanges } from './changes.ts';
import { dueCalls, findCall, liveCalls, roomsOverSince, type StoredCall } from './store.ts';
import type { CallTables } from './tables.ts';

const LOOK_EVERY_MS = 1000;
/** [CA7] Who is not to be found in the room for so long is out: long enough to load a page anew and change networks. */
const LOST_AFTER_MS = 30_000;
/** The same for who calls while nobody has answered. */
const CALLER_LOST_AFTER_MS = 12_000;
/** The media engine is asked in every so many rounds; in the others only time is looked at. */
const ROOMS_EVERY = 4;
/** Rooms of calls that are over are looked for in every so many looks at the rooms. */
const SWEEP_EVERY = 4;

export interface CallWatchOptions {
  database: Database<CallTables>;
  changes: CallChanges;
  engine: MediaEngine;
  clock: Clock;
  log: Log;
  /** Whether this process is the one of several that looks; always, unless told. */
  onDuty?: (name: string) => Promise<boolean>;
}

/** What time and the media engine do to calls. All of it can be done by several processes at once. */
export class CallWatch {
  readonly #options: CallWatchOptions;
  readonly #timer: NodeJS.Timeout;
  /** Since when somebody is not to be found, as `${call} ${user}`. */
  #missing = new Map<string, number>();
  #working: Promise<void> | undefined;
  /** Which the engine was when the rooms were made there last. */
  #roomsAt: string | undefined;
  #untilSweep = 0;
  #round = 0;

  constructor(options: CallWatchOptions, everyMs = LOOK_EVERY_MS) {
    this.#options = options;
    this.#timer = setInterval(() => {
      this.#round = (this.#round + 1) % ROOMS_EVERY;
      void this.#one(() => this.#onTime());
    }, everyMs);
    this.#timer.unref();
  }

  /** Looks at time and at the rooms. Never rejects. */
  look(): Promise<void> {
    return this.#one(() => this.#look());
  }

  /** One thing at a time; what is asked for meanwhile waits, and several wait for one. */
  async #one(work: () => Promise<void>): Promise<void> {
    await this.#working;
    this.#working ??= work()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'calls could not be looked after'))
      .finally(() => {
        this.#working = undefined;
      });
    await this.#working;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }

  async #onTime(): Promise<void> {
    if ((await this.#options.onDuty?.('calls')) === false) return;
    await (this.#round === 0 ? this.#look() : this.#ringOut());
  }

  /** [CA4] */
  async #ringOut(): Promise<void> {
    const { database, clock } = this.#options;
    for (const id of await dueCalls(database.read, clock.now())) await this.#tick(id);
  }

  async #look(): Promise<void> {
    const { database, engine } = this.#options;
    await this.#ringOut();
    const live = await liveCalls(database.read);
    const { incarnation } = engine;
    const seen = new Map<string, number>();
    for (const id of live) {
      const stored = await findCall(database.read, id);
      if (stored !== undefined) await this.#lookAt(stored, seen);
    }
    this.#missing = seen;
    if (live.length > 0) this.#roomsAt = incarnation;
    this.#untilSweep -= 1;
    if (this.#untilSweep <= 0 && engine.apiUrl !== undefined) await this.#sweep();
  }

  async #lookAt(stored: StoredCall, seen: Map<string, number>): Promise<void> {
    const { call } = stored;
    const now = this.#options.clock.now();
    const there = await this.#present(stored);
    if (there === undefined) return;
    for (const one of call.people) {
      if (one.state !== 'in' || there.has(one.user)) continue;
      const key = `${call.id} ${one.user}`;
      const since = this.#missing.get(key) ?? now;
      seen.set(key, since);
      if (now - since >= lostAfterMs(call, one.user)) await this.#leave(call.id, one.user);
    }
    await this.#putOut(stored, there);
  }

  /** Who is in the room; undefined when the engine doesn't say. A room that a restarted engine has lost is made anew. */
  async #present({ room }: StoredCall): Promise<ReadonlySet<string> | undefined> {
    const { engine } = this.#options;
    if (engine.apiUrl === undefined) return undefined;
    try {
      if (engine.incarnation !== this.#roomsAt) await engine.openRoom(room);
      return new Set((await engine.attendees(room)).map(({ identity }) => identity));
    } catch {
      return undefined;
    }
  }

  /** A token outlives leaving: whoever is in the room and not in the call goes. */
  async #putOut({ call, room }: StoredCall, there: ReadonlySet<string>): Promise<void> {
    const { database, engine } = this.#options;
    const strangers = [...there].filter((user) => !isIn(call, user));
    if (strangers.length === 0) return;
    // They may have come in since the call was read.
    const fresh = await findCall(database.read, call.id);
    for (const user of strangers) {
      if (fresh === undefined || isIn(fresh.call, user)) continue;
      await engine.remove(room, user).catch(() => {});
    }
  }

  async #tick(id: CallId): Promise<void> {
    await this.#options.changes.run(async (change) => {
      await change.step(await change.lock(id), { on: 'tick', now: this.#options.clock.now() });
    });
  }

  async #leave(id: CallId, user: UserId): Promise<void> {
    try {
      await this.#options.changes.run(async (change) => {
        await change.step(await change.lock(id), { on: 'left', user, now: this.#options.clock.now() });
      });
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'call.over') throw error;
    }
  }

  /** Closes rooms of calls that ended while a token for them may still be good. */
  async #sweep(): Promise<void> {
    const { database, engine, clock } = this.#options;
    this.#untilSweep = SWEEP_EVERY;
    const over = await roomsOverSince(database.read, clock.now() - 2 * PASS_MS);
    if (over.length === 0) return;
    const open = await engine.openAmong(over).catch(() => []);
    for (const room of open) await engine.closeRoom(room).catch(() => {});
  }
}

function lostAfterMs(call: Call, user: UserId): number {
  return call.answeredAt === undefined && call.by === user && !call.group ? CALLER_LOST_AFTER_MS : LOST_AFTER_MS;
}

function isIn(call: Call, user: string): boolean {
  return call.people.some((one) => one.user === user && one.state === 'in');
}
