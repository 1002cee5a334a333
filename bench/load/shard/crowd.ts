import { randomText } from '#kernel/ids.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { openLoop, pause } from '../../harness/pacer.ts';
import type { Habits } from '../profile.ts';
import { randomFrom, weighted } from '../random.ts';
import type { Asks, MadeRoom, Tally, Verified } from '../wires.ts';
import { Follow, type Marked } from './follow.ts';
import { Outbox } from './outbox.ts';
import { Seat } from './seat.ts';
import { nowMs, Stats } from './stats.ts';
import { verified } from './verdict.ts';

/** Numbers of messages that one process may give. */
const MARKS = 100_000_000;
const LOOK_MS = 20;
const HABITS_MS = 50;
const READS_MS = 250;
const RENEW_MS = 2000;
const AT_ONCE = 16;
const HISTORY = 50;

type Params<Name extends keyof Asks> = Asks[Name][0];

/** The people of one process of the generator, and what they do. */
export class Crowd {
  readonly stats = new Stats();
  readonly #seats: readonly Seat[];
  readonly #byNumber: ReadonlyMap<number, Seat>;
  readonly #habits: Params<'begin'>['habits'];
  readonly #outbox: Outbox;
  readonly #random: () => number;
  readonly #toRead: [Seat, Follow][] = [];

  constructor({ habits, seats, shard, seed }: Params<'begin'>) {
    this.#habits = habits;
    this.#random = randomFrom(seed + shard);
    this.#outbox = new Outbox(this.stats, 1 + shard * MARKS);
    this.#seats = seats.map((setup) => new Seat(setup, this));
    this.#byNumber = new Map(this.#seats.map((seat) => [seat.setup.n, seat]));
    for (const seat of this.#seats) seat.onHello = () => this.#outbox.resend(seat);
    setInterval(() => void this.#renew(), RENEW_MS).unref();
    setInterval(() => this.#read(), READS_MS).unref();
  }

  online(): number {
    return this.#seats.reduce((sum, seat) => sum + (seat.online ? 1 : 0), 0);
  }

  async connect({ rate, limitMs }: Params<'connect'>): Promise<{ online: number }> {
    const durationMs = (this.#seats.length / rate) * 1000;
    await openLoop({ rate, durationMs, start: (n) => this.#seats[n]?.come() });
    await this.#until(() => this.online() === this.#seats.length, limitMs);
    return { online: this.online() };
  }

  /** The owners make their conversations. */
  async furnish({ rooms }: Params<'furnish'>): Promise<{ made: MadeRoom[] }> {
    const made: MadeRoom[] = [];
    let next = 0;
    const worker = async () => {
      for (let one = rooms[next++]; one !== undefined; one = rooms[next++]) {
        const room = await this.#make(one).catch((error: unknown) => this.stats.error(error));
        if (room) made.push(room);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return { made };
  }

  join({ rooms, seats }: Params<'join'>): void {
    const known = new Map(rooms.map((room) => [room.room, room]));
    for (const { n, rooms: own, inView } of seats) {
      const seat = this.#byNumber.get(n);
      if (seat === undefined) continue;
      for (const number of own) {
        const room = known.get(number);
        if (room !== undefined) seat.follows.set(room.id, new Follow(room, room.last));
      }
      seat.inView = inView;
      if (seat.online && inView.length > 0) seat.tell('presence.subscribe', { users: [...inView] });
    }
  }

  /** Everybody follows their habits; messages leave at `rate` a second whatever becomes of them. */
  async act({ rate, durationMs, others }: Params<'act'>): Promise<{ sent: number }> {
    const began = nowMs();
    const offset = began - performance.now();
    const writers = this.#chooser(({ sends }) => sends, true);
    const timer = others ? this.#startHabits() : undefined;
    let sent = 0;
    if (rate > 0 && writers !== undefined) {
      const start = (_: number, due: number) => {
        sent += 1;
        this.#write(writers(), due + offset);
      };
      await openLoop({ rate, durationMs, start });
    }
    await pause(Math.max(0, durationMs - (nowMs() - began)));
    clearInterval(timer);
    return { sent };
  }

  async settle({ limitMs }: Params<'settle'>): Promise<{ tallies: Tally[]; unanswered: number; online: number }> {
    const until = performance.now() + limitMs;
    await this.#until(() => this.online() === this.#seats.length, limitMs);
    await this.#outbox.empty(Math.max(0, until - performance.now()));
    return { tallies: this.#outbox.tallies(), unanswered: this.#outbox.unanswered, online: this.online() };
  }

  verify({ tallies, limitMs }: Params<'verify'>): Promise<Verified> {
    return verified(this.#seats, tallies, limitMs);
  }

  end(): { tokens: [number, string][] } {
    for (const seat of this.#seats) seat.leave();
    return {
      tokens: this.#seats.flatMap(({ setup, tokens }): [number, string][] =>
        tokens.refreshToken === undefined ? [] : [[setup.n, tokens.refreshToken]],
      ),
    };
  }

  onDelivery(seat: Seat, follow: Follow, event: ConversationEvent, { dueMs }: Marked): void {
    this.stats.count('delivered');
    if (event.by !== seat.setup.id) this.stats.time('deliver', nowMs() - dueMs);
    if (!seat.active || follow.toRead || this.#random() >= this.#habits[seat.setup.kind].reads) return;
    follow.toRead = true;
    this.#toRead.push([seat, follow]);
  }

  async #make({ room, owner, others }: Params<'furnish'>['rooms'][number]): Promise<MadeRoom | undefined> {
    const seat = this.#byNumber.get(owner);
    const [user] = others;
    if (seat === undefined || user === undefined) return undefined;
    const { summary } =
      others.length === 1
        ? await seat.call('conversation.direct', { user })
        : await seat.call('conversation.create', {
            clientId: randomText(20),
            title: `load ${room}`,
            members: [...others],
          });
    return { room, id: summary.id, last: summary.lastSeq };
  }

  #write(seat: Seat, dueMs: number): void {
    const follow = weighted([...seat.follows.values()], ({ known }) => known.weight, this.#random());
    if (follow === undefined) return;
    if (seat.online && this.#random() < 0.5) {
      this.stats.count('typed');
      seat.tell('presence.typing', { conversation: follow.known.id });
    }
    this.#outbox.send(seat, follow, dueMs, this.#random());
  }

  #startHabits(): NodeJS.Timeout {
    const habits: [(habit: Habits) => number, boolean, (seat: Seat) => void][] = [
      [({ opens }) => opens, true, (seat) => this.#open(seat)],
      [({ reconnects }) => reconnects, false, (seat) => seat.breakOff()],
      [({ leaves }) => leaves, false, (seat) => this.#turn(seat)],
    ];
    const running = habits.map(([of, rooms, act]) => ({ rate: this.#total(of), due: 0, of, act, rooms }));
    const choosers = running.map(({ of, rooms }) => this.#chooser(of, rooms));
    let before = performance.now();
    return setInterval(() => {
      const now = performance.now();
      for (const [n, habit] of running.entries()) {
        habit.due += (habit.rate * (now - before)) / 60_000;
        for (; habit.due >= 1; habit.due -= 1) {
          const seat = choosers[n]?.();
          if (seat?.online) habit.act(seat);
        }
      }
      before = now;
    }, HABITS_MS);
  }

  #open(seat: Seat): void {
    const follows = [...seat.follows.values()];
    const follow = follows[Math.floor(this.#random() * follows.length)];
    if (follow === undefined) return;
    const began = nowMs();
    this.stats.count('opened');
    seat.call('conversation.history', { conversation: follow.known.id, limit: HISTORY }).then(
      () => this.stats.time('open', nowMs() - began),
      (error: unknown) => this.stats.error(error),
    );
  }

  #turn(seat: Seat): void {
    seat.active = !seat.active;
    this.stats.count('turned');
    seat.tell('presence.report', { active: seat.active });
  }

  #read(): void {
    for (const [seat, follow] of this.#toRead.splice(0)) {
      follow.toRead = false;
      if (!seat.online) continue;
      this.stats.count('read');
      seat.tell('conversation.read', { conversation: follow.known.id, seq: follow.last });
    }
  }

  /** What all of this process do of it, a minute. */
  #total(of: (habit: Habits) => number): number {
    return this.#seats.reduce((sum, { setup }) => sum + of(this.#habits[setup.kind]), 0);
  }

  /** Gives people as often as they do it; undefined when nobody does. */
  #chooser(of: (habit: Habits) => number, withRooms: boolean): (() => Seat) | undefined {
    const able = this.#seats.filter(
      ({ follows, setup }) => of(this.#habits[setup.kind]) > 0 && (!withRooms || follows.size > 0),
    );
    const sums: number[] = [];
    for (const { setup } of able) sums.push((sums.at(-1) ?? 0) + of(this.#habits[setup.kind]));
    const total = sums.at(-1);
    if (total === undefined) return undefined;
    return () => able[firstAbove(sums, this.#random() * total)] as Seat;
  }

  async #renew(): Promise<void> {
    const old = this.#seats.filter((seat) => seat.online && seat.tokens.old);
    const worker = async () => {
      for (let seat = old.pop(); seat !== undefined; seat = old.pop()) {
        await seat.renew().catch((error: unknown) => this.stats.error(error));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async #until(done: () => boolean, limitMs: number): Promise<void> {
    const until = performance.now() + limitMs;
    while (!done() && performance.now() < until) await pause(LOOK_MS);
  }
}

/** Which of rising sums is the first above `value`. */
function firstAbove(sums: readonly number[], value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
