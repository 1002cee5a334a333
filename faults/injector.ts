import { setTimeout as pause } from 'node:timers/promises';
import type { FaultProxy } from '#server/gateway/testing/fault-proxy.ts';
import type { Machines } from './machines/machines.ts';
import { type Fault, wordsOf } from './plan.ts';

/** What became of a fault. Times in ms since the run began. */
export interface Happened {
  readonly n: number;
  readonly kind: string;
  readonly what: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface InjectorOptions {
  readonly machines: Machines;
  /** The connections of all people. */
  readonly lines: readonly FaultProxy[];
  /** How many commands have been acknowledged so far. */
  readonly acknowledged: () => number;
  readonly sinceMs: () => number;
  readonly say: (line: string) => void;
  /** The rest of the plan is left out. */
  readonly stopped: () => boolean;
}

/** Between faults that don't overlap, so many commands are acknowledged, unless that takes too long. */
const CALM_ACKS = 10;
const CALM_LIMIT_MS = 30_000;
const LOOK_MS = 20;

/** Carries the plan out. Two faults of one thing wait for each other; others may overlap. */
export class Injector {
  readonly #options: InjectorOptions;
  readonly #busy = new Map<string, Promise<void>>();
  readonly happened: Happened[] = [];

  constructor(options: InjectorOptions) {
    this.#options = options;
  }

  /** Resolves when everything has happened and is over. */
  async carryOut(plan: readonly Fault[]): Promise<void> {
    const { stopped } = this.#options;
    const all: Promise<void>[] = [];
    for (const fault of plan) {
      await pause(fault.afterMs);
      if (this.#busy.size === 0) await this.#calm();
      if (stopped()) break;
      const thing = this.#thingOf(fault);
      await this.#busy.get(thing);
      const over = this.#carryOutOne(fault).finally(() => this.#busy.delete(thing));
      this.#busy.set(thing, over);
      all.push(over);
    }
    await Promise.all(all);
  }

  async #calm(): Promise<void> {
    const { acknowledged, stopped } = this.#options;
    const until = acknowledged() + CALM_ACKS;
    for (let waited = 0; acknowledged() < until && waited < CALM_LIMIT_MS && !stopped(); waited += LOOK_MS) {
      await pause(LOOK_MS);
    }
  }

  async #carryOutOne(fault: Fault): Promise<void> {
    const { sinceMs, say, machines } = this.#options;
    const fromMs = sinceMs();
    const process = ['kill', 'end', 'freeze', 'partition', 'slow'].includes(fault.kind) && fault.how !== 'clients';
    const slot = machines.slots[fault.target % machines.slots.length];
    const what = wordsOf(fault) + (process ? ` (server ${slot?.n}: ${slot?.roles})` : '');
    say(`${(fromMs / 1000).toFixed(1).padStart(7)} s  ${fault.n}. ${what}`);
    await this.#do(fault);
    this.happened.push({ n: fault.n, kind: fault.kind, what, fromMs, toMs: sinceMs() });
  }

  #thingOf({ kind, how, target }: Fault): string {
    const { slots } = this.#options.machines;
    const server = target % slots.length;
    if (kind === 'clients' || how === 'clients') return 'clients';
    if (kind === 'redis' || kind === 'database') return kind;
    if (kind === 'partition' || kind === 'slow') return `${how.split('-')[0]} of ${server}`;
    return `server ${server}`;
  }

  async #do(fault: Fault): Promise<void> {
    const { kind, how } = fault;
    if (kind === 'kill' || kind === 'end' || kind === 'freeze') return this.#server(fault);
    if (kind === 'redis') return this.#redis(fault);
    if (kind === 'database') return this.#database(fault);
    if (kind === 'clients' || how === 'clients') return this.#clients(fault);
    return this.#way(fault);
  }

  async #server({ kind, how, target, lastsMs }: Fault): Promise<void> {
    const { slots } = this.#options.machines;
    const slot = slots[target % slots.length];
    if (slot === undefined) return;
    if (kind === 'freeze') {
      slot.freeze(true);
      await pause(lastsMs);
      slot.freeze(false);
      return;
    }
    if (how === 'engine' && slot.killEngine()) return;
    await slot.end(kind === 'kill' ? 'SIGKILL' : 'SIGTERM');
    await pause(lastsMs);
    await slot.start();
  }

  async #redis({ how, lastsMs }: Fault): Promise<void> {
    const { redis } = this.#options.machines;
    if (how === 'freeze') redis?.stall(true);
    else await redis?.kill();
    await pause(lastsMs);
    if (how === 'freeze') redis?.stall(false);
    else await redis?.start();
  }

  async #database({ how, lastsMs }: Fault): Promise<void> {
    const { maria } = this.#options.machines;
    if (how !== 'freeze') {
      await maria?.restart(how === 'kill' ? 'SIGKILL' : 'SIGTERM', () => pause(lastsMs));
      return;
    }
    maria?.stall(true);
    await pause(lastsMs);
    maria?.stall(false);
  }

  /** Something between one process and a store. */
  async #way(fault: Fault): Promise<void> {
    const { waysToRedis, waysToDatabase, slots } = this.#options.machines;
    const ways = fault.how.startsWith('redis') ? waysToRedis : waysToDatabase;
    const way = ways[fault.target % slots.length];
    if (way !== undefined) await hurt([way], fault);
  }

  async #clients(fault: Fault): Promise<void> {
    const { lines } = this.#options;
    const hit = Array.from({ length: fault.clients }, (_, n) => lines[(fault.target + n) % lines.length]);
    await hurt(
      hit.filter((line) => line !== undefined),
      fault,
    );
  }
}

/** For as long as the fault lasts. What was held up goes on, or breaks off, as the fault's number has it. */
async function hurt(ways: readonly FaultProxy[], { kind, how, n, lastsMs, lateMs, bytes }: Fault): Promise<void> {
  const each = (change: (way: FaultProxy) => void) => ways.forEach(change);
  if (kind === 'slow') each((way) => way.delay(lateMs));
  else if (how.endsWith('silent')) each((way) => way.stall(true));
  else if (how === 'deaf') each((way) => way.deafen(true));
  else if (how === 'truncated') each((way) => way.cutAfter(bytes));
  else if (how.endsWith('refused')) each((way) => way.refuse(true));
  if (how === 'cut' || how === 'truncated' || how.endsWith('refused')) each((way) => way.cut());
  if (how !== 'cut') await pause(lastsMs);
  each((way) => {
    way.delay(0);
    way.cutAfter(undefined);
    way.refuse(false);
    way.deafen(false);
    if ((how.endsWith('silent') || how === 'deaf') && n % 2 === 0) way.cut();
    way.stall(false);
  });
}
