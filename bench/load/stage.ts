import type { Options } from './options.ts';
import { PROFILES } from './profile.ts';
import { randomFrom } from './random.ts';
import type { ShardProcess } from './shard-process.ts';
import type { Town } from './town.ts';
import type { Venue } from './venue.ts';
import type { MadeRoom, SeatSetup, Tally, Verified } from './wires.ts';

/** Connections to one port of a server that one address of the loopback network may have: Linux gives it 28,000 ports. */
const PER_ADDRESS = 20_000;
/** Connections that are on their way at a time. */
const CONNECTING = 400;
/** Besides four times what the ramp should take. */
const CONNECT_MS = 90_000;
const SETTLE_MS = 60_000;
/** Conversations up to this size have their members in each other's view. */
const NEAR = 8;

interface Settled {
  readonly verified: Verified;
  readonly unanswered: number;
}

/** What is done by all processes of the generator together, one step after the other. */
export class Stage {
  /** Messages a second in all. */
  readonly rate: number;
  readonly #options: Options;
  readonly #venue: Venue;
  readonly #town: Town;
  readonly #shards: readonly ShardProcess[];

  constructor(options: Options, venue: Venue, town: Town, shards: readonly ShardProcess[]) {
    this.#options = options;
    this.#venue = venue;
    this.#town = town;
    this.#shards = shards;
    const natural = town.kinds.reduce((sum, kind) => sum + PROFILES[options.profile].kinds[kind].sends / 60, 0);
    this.rate = town.rooms.length === 0 ? 0 : (options.rate ?? natural);
  }

  async begin(): Promise<void> {
    const { profile, seed } = this.#options;
    const habits = PROFILES[profile].kinds;
    await this.#each((shard, n) => {
      const seats = this.#venue.accounts.flatMap((_, one) => (this.#shardOf(one) === n ? [this.#seatOf(one)] : []));
      return shard.ask('begin', { habits, seats, shard: n, seed });
    });
  }

  async connect(): Promise<void> {
    const { ramp, users } = this.#options;
    const limitMs = CONNECT_MS + (users / ramp) * 4000;
    const rate = ramp / this.#shards.length;
    const atOnce = Math.max(4, Math.ceil(CONNECTING / this.#shards.length));
    await this.#each((shard) => shard.ask('connect', { rate, atOnce, limitMs }));
  }

  /** How many conversations were made. */
  async furnish(): Promise<number> {
    const { rooms } = this.#town;
    const plans = rooms.map(({ members }, room) => {
      const [owner = 0, ...others] = members;
      return { room, owner, others: others.map((one) => this.#userOf(one)) };
    });
    const answers = await this.#each((shard, n) => {
      const own = plans.filter(({ owner }) => this.#shardOf(owner) === n);
      return shard.ask('furnish', { rooms: own });
    });
    const made = answers.flatMap((answer) => answer.made);
    if (made.length > 0) await this.#join(made);
    return made.length;
  }

  async act(): Promise<void> {
    const durationMs = this.#options.seconds * 1000;
    const writing = this.#shards.map((_, n) => this.#sharesOf(n));
    const total = writing.reduce((sum, share) => sum + share, 0) || 1;
    await this.#each((shard, n) => shard.ask('act', { rate: (this.rate * (writing[n] ?? 0)) / total, durationMs }));
  }

  async settle(): Promise<Settled> {
    const answers = await this.#each((shard) => shard.ask('settle', { limitMs: SETTLE_MS }));
    const tallies = added(answers.flatMap((answer) => answer.tallies));
    const unanswered = answers.reduce((sum, answer) => sum + answer.unanswered, 0);
    const verdicts = await this.#each((shard) => shard.ask('verify', { tallies, limitMs: SETTLE_MS }));
    const sum = (of: (one: Verified) => number) => verdicts.reduce((total, one) => total + of(one), 0);
    const verified = {
      expected: sum(({ expected }) => expected),
      arrived: sum(({ arrived }) => arrived),
      lost: sum(({ lost }) => lost),
      doubled: sum(({ doubled }) => doubled),
      mixed: sum(({ mixed }) => mixed),
    };
    return { verified, unanswered };
  }

  async end(): Promise<Map<number, string>> {
    const answers = await this.#each((shard) => shard.ask('end', {}));
    return new Map(answers.flatMap((answer) => answer.tokens));
  }

  async #join(made: readonly MadeRoom[]): Promise<void> {
    const { profile, seed } = this.#options;
    const { kinds, rooms } = this.#town;
    const own = kinds.map((): number[] => []);
    const near = kinds.map(() => new Set<string>());
    for (const { room } of made) {
      const members = rooms[room]?.members ?? [];
      for (const one of members) {
        own[one]?.push(room);
        if (members.length > NEAR) continue;
        for (const other of members) if (other !== one) near[one]?.add(this.#userOf(other));
      }
    }
    const random = randomFrom(seed);
    const withWeight = made.map((room) => ({ ...room, weight: (rooms[room.room]?.weight ?? 0) * (0.5 + random()) }));
    await this.#each((shard, n) => {
      const seats = kinds.flatMap((kind, one) => {
        if (this.#shardOf(one) !== n) return [];
        const inView = [...(near[one] ?? [])].slice(0, PROFILES[profile].kinds[kind].inView);
        return [{ n: one, rooms: own[one] ?? [], inView }];
      });
      const needed = new Set(seats.flatMap((seat) => seat.rooms));
      return shard.ask('join', { rooms: withWeight.filter(({ room }) => needed.has(room)), seats });
    });
  }

  #seatOf(n: number): SeatSetup {
    const { origins, accounts } = this.#venue;
    const origin = origins[n % origins.length] ?? '';
    const kind = this.#town.kinds[n] ?? 'idle';
    const address = Math.floor(n / origins.length / PER_ADDRESS);
    const another = address > 0 && /^https?:\/\/127\./.test(origin);
    const from = another ? { from: `127.1.${address}.1` } : {};
    return { ...(accounts[n] ?? { id: '' }), n, kind, origin, ...from };
  }

  #sharesOf(shard: number): number {
    const { kinds } = PROFILES[this.#options.profile];
    return this.#town.kinds.reduce((sum, kind, n) => sum + (this.#shardOf(n) === shard ? kinds[kind].sends : 0), 0);
  }

  #shardOf(n: number): number {
    return Math.floor((n * this.#shards.length) / this.#venue.accounts.length);
  }

  #userOf(n: number): string {
    return this.#venue.accounts[n]?.id ?? '';
  }

  #each<Answer>(work: (shard: ShardProcess, n: number) => Promise<Answer>): Promise<Answer[]> {
    return Promise.all(this.#shards.map(work));
  }
}

/** One for each room. */
function added(tallies: readonly Tally[]): Tally[] {
  const all = new Map<number, Tally>();
  for (const tally of tallies) {
    const before = all.get(tally.room) ?? { room: tally.room, count: 0, sum: 0, last: 0 };
    all.set(tally.room, {
      room: tally.room,
      count: before.count + tally.count,
      sum: before.sum + tally.sum,
      last: Math.max(before.last, tally.last),
    });
  }
  return [...all.values()];
}
