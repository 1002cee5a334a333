import { randomText } from '#kernel/ids.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { openLoop, pause } from '../../harness/pacer.ts';
import { randomFrom, weighted } from '../random.ts';
import type { Asks, MadeRoom, Tally, Verified } from '../wires.ts';
import { Follow, type Marked } from './follow.ts';
import { chooserOf, type Mates, startHabits } from './habits.ts';
import { Outbox } from './outbox.ts';
import { Seat } from './seat.ts';
import { nowMs, Stats } from './stats.ts';
import { verified } from './verdict.ts';

/** Numbers of messages that one process may give. */
const MARKS = 100_000_000;
const LOOK_MS = 20;
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
  #renewing: Promise<void> | undefined;
  readonly #toRead: [Seat, Follow][] = [];

  constructor({ habits, seats, shard, seed }: Params<'begin'>) {
    this.#habits = habits;
    this.#random = randomFrom(seed + shard);
    this.#outbox = new Outbox(this.stats, 1 + shard * MARKS);
    this.#seats = seats.map((setup) => new Seat(setup, this));
    this.#byNumber = new Map(this.#seats.map((seat) => [seat.setup.n, seat]));
    for (const seat of this.#seats) seat.onHello = () => this.#outbox.resend(seat);
    setInterval(() => this.#startRenewing(), RENEW_MS).unref();
    setInterval(() => this.#read(), READS_MS).unref();
  }

  online(): number {
    return this.#seats.reduce((sum, seat) => sum + (seat.online ? 1 : 0), 0);
  }

  /** Gently: `rate` a second while the server keeps up, and no more than `atOnce` that are on their way. */
  async connect({ rate, atOnce, limitMs }: Params<'connect'>): Promise<{ online: number }> {
    const began = performance.now();
    let come = 0;
    await this.#until(() => {
      const online = this.online();
      const due = ((performance.now() - began) * rate) / 1000;
      for (; come < Math.min(this.#seats.length, due, online + atOnce); come += 1) this.#seats[come]?.come();
      return online === this.#seats.length;
    }, limitMs);
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

  get #mates(): Mates {
    return { seats: this.#seats, habits: this.#habits, random: this.#random };
  }

  /** Everybody follows their habits; messages leave at `rate` a second whatever becomes of them. */
  async act({ rate, durationMs }: Params<'act'>): Promise<{ sent: number }> {
    const began = nowMs();
    const offset = began - performance.now();
    const writers = chooserOf(this.#mates, ({ sends }) => sends, true);
    const rest = startHabits(this.#mates, [
      { of: ({ opens }) => opens, withRooms: true, act: (seat) => this.#open(seat) },
      { of: ({ reconnects }) => reconnects, withRooms: false, act: (seat) => seat.breakOff() },
      { of: ({ leaves }) => leaves, withRooms: false, act: (seat) => this.#turn(seat) },
    ]);
    let sent = 0;
    if (rate > 0 && writers !== undefined) {
      const start = (_: number, due: number) => {
        sent += 1;
        this.#write(writers(), due + offset);
      };
      await openLoop({ rate, durationMs, start });
    }
    await pause(Math.max(0, durationMs - (nowMs() - began)));
    rest();
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

  #startRenewing(): void {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
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
