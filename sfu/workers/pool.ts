import type { SfuConfig } from '../config.ts';
import type { Log } from '../signal/log.ts';
import type { RoomSetup } from '../signal/room-reports.ts';
import { Placement } from './placement.ts';
import { WorkerProcess } from './worker-process.ts';

/** One that can be asked. */
export interface Reachable {
  /** Its place in the row, for figures. */
  index: number;
  /** Its HTTP port on loopback. */
  port: number;
}

/** All workers, and which rooms they have. */
export class WorkerPool {
  readonly #workers: WorkerProcess[];
  readonly #placement: Placement;
  readonly #log: Log;
  /** What is needed to make a room again, by name. */
  readonly #setups = new Map<string, RoomSetup>();
  /** Rooms whose worker ended while no other was up. */
  readonly #homeless = new Set<string>();
  /** Rooms that are being made again, until they are there. */
  readonly #moving = new Map<string, PromiseWithResolvers<void>>();
  #stopping = false;

  /** Each worker has a media port of its own: `udpPort` and those that follow it, or any when that is 0. */
  constructor(config: SfuConfig, count: number, log: Log) {
    this.#log = log;
    this.#placement = new Placement(count);
    this.#workers = Array.from({ length: count }, (_, index) => {
      const udpPort = config.udpPort === 0 ? 0 : config.udpPort + index;
      const own = { ...config, host: '127.0.0.1', port: 0, udpPort, workers: 1, metricsToken: '' };
      return this.#watch(new WorkerProcess(own, log), index);
    });
  }

  /** Resolves when all are up. @throws Error with one plain line when one cannot start; then all are ended */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#workers.map((worker) => worker.start()));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  get udpPorts(): number[] {
    return this.#workers.map((worker) => worker.udpPort);
  }

  /** How many there are, and how often any of them was started again. */
  get figures(): { workers: number; up: number; restarts: number } {
    const restarts = this.#workers.reduce((sum, worker) => sum + worker.restarts, 0);
    return { workers: this.#workers.length, up: this.reachable.length, restarts };
  }

  get reachable(): Reachable[] {
    return this.#placement.up.flatMap((worker) => this.#reach(worker));
  }

  /** The worker that has this room; of a room that nobody has, any. Undefined: none is up. */
  find(room: string): Reachable | undefined {
    const worker = this.#placement.find(room);
    return worker === undefined ? this.reachable[0] : this.#reach(worker)[0];
  }

  /** The worker that has this room or gets it now, and what to call when whoever asks is done. */
  async enter(room: string): Promise<{ worker: Reachable; leave: () => void } | undefined> {
    await this.#moving.get(room)?.promise;
    const place = this.#placement.place(room);
    const worker = place === undefined ? undefined : this.#reach(place)[0];
    return worker && { worker, leave: this.#placement.hold(room) };
  }

  #reach(index: number): Reachable[] {
    const port = this.#workers[index]?.port;
    return port === undefined ? [] : [{ index, port }];
  }

  #watch(worker: WorkerProcess, index: number): WorkerProcess {
    worker.events.on('up', () => {
      this.#placement.started(index);
      this.#log.info({ worker: index, pid: worker.pid }, 'a media worker is up');
      this.#house([...this.#homeless]);
    });
    worker.events.on('opened', (setup) => {
      this.#placement.opened(index, setup.name);
      this.#setups.set(setup.name, setup);
      this.#arrived(setup.name);
    });
    worker.events.on('closed', (name) => {
      this.#placement.closed(index, name);
      this.#setups.delete(name);
    });
    worker.events.on('people', (people) => this.#placement.setPeople(index, people));
    worker.events.on('down', () => this.#lose(index));
    return worker;
  }

  /** Its rooms are made again elsewhere, empty: those who were in come back by themselves. */
  #lose(index: number): void {
    const rooms = [...this.#setups.keys()].filter((name) => this.#placement.find(name) === index);
    this.#placement.lost(index);
    for (const name of rooms) this.#arrived(name);
    if (this.#stopping) return;
    this.#log.warn({ worker: index, rooms: rooms.length }, 'the rooms of a media worker are made again elsewhere');
    this.#house(rooms);
  }

  #house(rooms: readonly string[]): void {
    for (const name of rooms) {
      const setup = this.#setups.get(name);
      const worker = setup && this.#placement.place(name);
      if (worker === undefined) this.#homeless.add(name);
      else this.#homeless.delete(name);
      if (!setup || worker === undefined) continue;
      this.#moving.set(name, Promise.withResolvers<void>());
      this.#workers[worker]?.adopt([setup]);
    }
  }

  /** Whoever waits for this room may ask now. */
  #arrived(name: string): void {
    this.#moving.get(name)?.resolve();
    this.#moving.delete(name);
  }
}
