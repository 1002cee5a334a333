import { setImmediate } from 'node:timers/promises';
import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Person, UserId } from '#protocol/common.ts';
import type { Presence } from '#protocol/presence.ts';
import type { Seat } from './api.ts';
import { type BlockersAmong, Hiding } from './hiding.ts';
import type { Sightings } from './ports.ts';
import type { Records } from './records.ts';
import type { Schedule } from './schedule.ts';
import { presenceOf, samePresence, UNKNOWN_RECORD } from './state.ts';
import { Watchers } from './watchers.ts';

export interface BroadcastOptions {
  sightings: Sightings;
  records: Records;
  /** Those among `users` whom `asker` may see. */
  visible: (asker: UserId, users: readonly UserId[]) => Promise<readonly Person[]>;
  blockersAmong: BlockersAmong;
  clock: Clock;
  log: Log;
  schedule: Schedule;
}

/** Changes are gathered for this long, so that who comes and goes costs little. */
const COALESCE_MS = 500;
/** Who is back within this time, after a reload or a blink of the network, was never away. */
const GRACE_MS = 1_500;
/** How long the event loop is held before others get their turn. */
const HOLD_MS = 4;
/** Between two looks at the clock. */
const SLICE = 32;

/** [PR4] [PR5] Tells those who have people in view how these are: first all, then what changes. */
export class Broadcast {
  readonly #options: BroadcastOptions;
  readonly #watchers = new Watchers();
  readonly #hiding: Hiding;
  /** What those who watch were told last, for everybody who is watched. */
  readonly #told = new Map<UserId, Presence>();
  readonly #goneSince = new Map<UserId, number>();
  #heldSince = 0;
  #changed = new Set<UserId>();
  #stopTimer: (() => void) | undefined;
  /** One thing after the other, so that nobody is told the older state after the newer one. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: BroadcastOptions) {
    this.#options = options;
    this.#hiding = new Hiding(options.blockersAmong);
  }

  /** Something about the person may be different now. */
  handleChanged(user: UserId): void {
    if (!this.#watchers.has(user)) return;
    this.#changed.add(user);
    this.#stopTimer ??= this.#options.schedule(COALESCE_MS, () => void this.flush());
  }

  /** Replaces who is in the seat's view; resolves when the seat has been told how they are. */
  subscribe(seat: Seat, asker: UserId, users: readonly UserId[]): Promise<void> {
    return this.#next(async () => {
      const visible = await this.#options.visible(asker, users);
      const seen = visible.map(({ id }) => id);
      const fresh = visible.filter(({ id }) => !this.#watchers.of(id).has(seat));
      await this.#hiding.look(seat, asker, seen);
      this.#watch(seat, seen);
      if (fresh.length > 0) seat.push({ push: 'people', people: fresh });
      const states = await this.#statesOf(seen);
      for (const state of states) if (!this.#hiding.hides(seat, state.user)) this.#noteTold(state);
      const people = states.map((state) => this.#hiding.shown(seat, state));
      if (people.length > 0) seat.push({ push: 'presence', people });
    });
  }

  unsubscribe(seat: Seat): void {
    void this.#next(async () => {
      this.#watch(seat, []);
      this.#hiding.forget(seat);
    });
  }

  /** [PF3] The person's card has changed. */
  handlePerson(person: Person): void {
    void this.#next(async () => {
      for (const seat of this.#watchers.of(person.id)) seat.push({ push: 'people', people: [person] });
    });
  }

  /** [DR11] Who has just been blocked, or no more, sees the blocker so from now on. */
  handleBlock(blocker: UserId, blocked: UserId): void {
    void this.#next(async () => {
      const seats = [...this.#watchers.of(blocker)];
      const [state] = seats.length === 0 ? [] : await this.#statesOf([blocker]);
      for (const seat of seats) {
        if (!(await this.#hiding.lookAgain(seat, blocked, blocker)) || state === undefined) continue;
        seat.push({ push: 'presence', people: [this.#hiding.shown(seat, state)] });
      }
    });
  }

  /** Tells what has changed. Never rejects. */
  flush(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    return this.#next(() => this.#tellChanges()).catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'presence could not be told');
    });
  }

  close(): void {
    this.#stopTimer?.();
    this.#changed.clear();
  }

  #watch(seat: Seat, users: readonly UserId[]): void {
    for (const user of this.#watchers.set(seat, new Set(users))) {
      this.#told.delete(user);
      this.#goneSince.delete(user);
    }
  }

  /** A snapshot for one differs from what the others were told: all of them get the newest with the next flush. */
  #noteTold(state: Presence): void {
    const told = this.#told.get(state.user);
    if (told === undefined) this.#told.set(state.user, state);
    else if (!samePresence(told, state)) {
      this.#told.delete(state.user);
      this.handleChanged(state.user);
    }
  }

  async #tellChanges(): Promise<void> {
    const users = [...this.#changed];
    this.#changed = new Set();
    const frames = new Map<Seat, Presence[]>();
    for (let at = 0; at < users.length; at += SLICE) {
      for (const state of await this.#statesOf(users.slice(at, at + SLICE))) {
        if (!this.#watchers.has(state.user)) continue;
        if (!this.#waits(state) && !samePresence(this.#told.get(state.user), state)) this.#put(frames, state);
      }
      await this.#breathe();
    }
    let written = 0;
    for (const [seat, people] of frames) {
      seat.push({ push: 'presence', people });
      written += 1;
      if (written % SLICE === 0) await this.#breathe();
    }
  }

  #put(frames: Map<Seat, Presence[]>, state: Presence): void {
    this.#told.set(state.user, state);
    for (const seat of this.#watchers.of(state.user)) {
      if (this.#hiding.hides(seat, state.user)) continue;
      const people = frames.get(seat);
      if (people === undefined) frames.set(seat, [state]);
      else people.push(state);
    }
  }

  /** Whether to hold back that somebody has gone; it is looked at again. */
  #waits({ user, state }: Presence): boolean {
    const told = this.#told.get(user);
    if (state !== 'offline' || told === undefined || told.state === 'offline') {
      this.#goneSince.delete(user);
      return false;
    }
    const now = this.#options.clock.now();
    const since = this.#goneSince.get(user) ?? now;
    const waits = now >= since && now - since < GRACE_MS;
    if (waits) {
      this.#goneSince.set(user, since);
      this.handleChanged(user);
    } else this.#goneSince.delete(user);
    return waits;
  }

  async #statesOf(users: readonly UserId[]): Promise<Presence[]> {
    const { sightings, records } = this.#options;
    const kept = await records.of(users);
    const there = await sightings.of(users);
    return users.map((user) => presenceOf(user, there.get(user) ?? [], kept.get(user) ?? UNKNOWN_RECORD));
  }

  async #breathe(): Promise<void> {
    if (performance.now() - this.#heldSince < HOLD_MS) return;
    await setImmediate();
    this.#heldSince = performance.now();
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(() => this.#breathe()).then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}
