import type { Bus } from '#kernel/ports/bus.ts';
import type { UserId } from '#protocol/common.ts';
import type { Sighting, Sightings } from '../../presence/ports.ts';
import { LocalSightings } from './local-sightings.ts';

/** One connection, as a process tells the others of it; undefined: it is gone. */
interface Told {
  user: UserId;
  connection: string;
  sighting?: Sighting;
}

export interface SightingTopics extends Record<string, unknown> {
  sighting: { process: string; told: Told };
  /** All that a process has, in several parts. */
  sightings: { process: string; first: boolean; last: boolean; all: Told[] };
  /** Somebody needs all that this process has, or that every process has. */
  'sightings-wanted': { of?: string };
}

export interface MirroredSightingsOptions {
  bus: Bus<SightingTopics>;
  /** The own process, and what is known of the others. */
  peers: {
    readonly id: string;
    onArrived(listener: (process: string) => void): () => void;
    onGone(listener: (process: string) => void): () => void;
  };
  /** For so long those who want to know all are gathered, in ms: after a loss, every process does. */
  gatherMs?: number;
}

const PART = 500;
const GATHER_MS = 100;

/**
 * Who is connected to any process: each tells the others of its own connections, and forgets those of a process that is
 * gone. Nothing of it is stored anywhere: whoever begins asks for all.
 */
export class MirroredSightings implements Sightings {
  readonly #options: MirroredSightingsOptions;
  readonly #all = new LocalSightings();
  readonly #own = new Map<string, Told>();
  /** The connections of each other process. */
  readonly #others = new Map<string, Map<string, Told>>();
  /** What a process has told so far of all that it has. */
  readonly #parts = new Map<string, Told[]>();
  #answer: NodeJS.Timeout | undefined;
  readonly #stops: (() => void)[];

  constructor(options: MirroredSightingsOptions) {
    this.#options = options;
    const { bus, peers } = options;
    this.#stops = [
      bus.subscribe('sighting', ({ process, told }) => this.#hear(process, [told])),
      bus.subscribe('sightings', (part) => this.#hearAll(part)),
      bus.subscribe('sightings-wanted', ({ of }) => (of === undefined || of === peers.id) && this.#answerSoon()),
      bus.onLoss(() => bus.publish('sightings-wanted', {})),
      peers.onArrived((process) => bus.publish('sightings-wanted', { of: process })),
      peers.onGone((process) => this.#forget(process)),
    ];
    bus.publish('sightings-wanted', {});
  }

  put(user: UserId, connection: string, sighting: Sighting): void {
    const told = { user, connection, sighting };
    this.#own.set(connection, told);
    this.#all.put(user, connection, sighting);
    this.#tell(told);
  }

  remove(user: UserId, connection: string): void {
    if (!this.#own.delete(connection)) return;
    this.#all.remove(user, connection);
    this.#tell({ user, connection });
  }

  of(users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly Sighting[]>> {
    return this.#all.of(users);
  }

  subscribe(listener: (user: UserId) => void): () => void {
    return this.#all.subscribe(listener);
  }

  close(): void {
    clearTimeout(this.#answer);
    for (const stop of this.#stops) stop();
  }

  #tell(told: Told): void {
    const { bus, peers } = this.#options;
    bus.publish('sighting', { process: peers.id, told });
  }

  #answerSoon(): void {
    this.#answer ??= setTimeout(() => {
      this.#answer = undefined;
      this.#tellAll();
    }, this.#options.gatherMs ?? GATHER_MS).unref();
  }

  #tellAll(): void {
    const { bus, peers } = this.#options;
    const all = [...this.#own.values()];
    for (let at = 0; at === 0 || at < all.length; at += PART) {
      const part = { first: at === 0, last: at + PART >= all.length, all: all.slice(at, at + PART) };
      bus.publish('sightings', { process: peers.id, ...part });
    }
  }

  #hear(process: string, told: readonly Told[]): void {
    if (process === this.#options.peers.id) return;
    const known = this.#others.get(process) ?? new Map<string, Told>();
    this.#others.set(process, known);
    for (const one of told) {
      const { user, connection, sighting } = one;
      if (sighting === undefined) {
        known.delete(connection);
        this.#all.remove(user, connection);
      } else if (!same(known.get(connection)?.sighting, sighting)) {
        known.set(connection, one);
        this.#all.put(user, connection, sighting);
      }
    }
  }

  #hearAll({ process, first, last, all }: SightingTopics['sightings']): void {
    const told = first ? all : [...(this.#parts.get(process) ?? []), ...all];
    if (!last) {
      this.#parts.set(process, told);
      return;
    }
    this.#parts.delete(process);
    const there = new Set(told.map(({ connection }) => connection));
    const gone = [...(this.#others.get(process) ?? [])].filter(([connection]) => !there.has(connection));
    this.#hear(process, [...told, ...gone.map(([connection, { user }]) => ({ user, connection }))]);
  }

  #forget(process: string): void {
    this.#parts.delete(process);
    for (const { user, connection } of this.#others.get(process)?.values() ?? []) this.#all.remove(user, connection);
    this.#others.delete(process);
  }
}

function same(known: Sighting | undefined, { device, active }: Sighting): boolean {
  return known?.device === device && known.active === active;
}
