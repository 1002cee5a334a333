interface Place {
  worker: number;
  /** The worker has said that the room is there. */
  open: boolean;
  /** Requests and sockets that are on their way to it. */
  held: number;
}

/** Which worker has which room. A room stays where it is for as long as it exists or anybody is connected for it. */
export class Placement {
  readonly #places = new Map<string, Place>();
  readonly #people: number[];
  readonly #up: boolean[];

  constructor(workers: number) {
    this.#people = new Array<number>(workers).fill(0);
    this.#up = new Array<boolean>(workers).fill(false);
  }

  /** Workers that can be asked. */
  get up(): number[] {
    return this.#up.flatMap((up, worker) => (up ? [worker] : []));
  }

  find(room: string): number | undefined {
    return this.#places.get(room)?.worker;
  }

  /** Where a room is, or is to be from now on: with the worker that has the least to do. Undefined: none is up. */
  place(room: string): number | undefined {
    const known = this.find(room);
    if (known !== undefined) return known;
    const worker = this.#leastLoaded();
    if (worker !== undefined) this.#places.set(room, { worker, open: false, held: 0 });
    return worker;
  }

  /** Keeps a placed room where it is until the function returned is called. */
  hold(room: string): () => void {
    const place = this.#places.get(room);
    if (!place) return () => {};
    place.held++;
    let done = false;
    return () => {
      if (done) return;
      done = true;
      place.held--;
      this.#forgetUnused(room, place);
    };
  }

  /** A worker has made a room. */
  opened(worker: number, room: string): void {
    const place = this.#places.get(room);
    if (place?.worker === worker) place.open = true;
    else if (!place) this.#places.set(room, { worker, open: true, held: 0 });
  }

  closed(worker: number, room: string): void {
    const place = this.#places.get(room);
    if (place?.worker !== worker) return;
    place.open = false;
    this.#forgetUnused(room, place);
  }

  setPeople(worker: number, people: number): void {
    this.#people[worker] = people;
  }

  started(worker: number): void {
    this.#up[worker] = true;
    this.#people[worker] = 0;
  }

  /** A worker is gone, and all its rooms with it. */
  lost(worker: number): void {
    this.#up[worker] = false;
    for (const [room, place] of this.#places) if (place.worker === worker) this.#places.delete(room);
  }

  /** People count most: they are what a worker works for. Rooms without any tell of people to come. */
  #leastLoaded(): number | undefined {
    const loads = new Map(this.up.map((worker) => [worker, this.#people[worker] ?? 0]));
    for (const { worker } of this.#places.values()) loads.set(worker, (loads.get(worker) ?? 0) + 1);
    const up = this.up.map((worker) => ({ worker, load: loads.get(worker) ?? 0 }));
    return up.sort((a, b) => a.load - b.load || a.worker - b.worker)[0]?.worker;
  }

  #forgetUnused(room: string, place: Place): void {
    if (!place.open && place.held === 0 && this.#places.get(room) === place) this.#places.delete(room);
  }
}
