import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { Peers } from './peers.ts';

/** What carries bodies to all processes at once, as long as it is up. */
export interface Carrier {
  readonly up: boolean;
  /** @throws Error when it is not certain that it will be carried */
  publish(body: string): Promise<void>;
  onBody(listener: (body: string) => void): void;
  onChange(watcher: (up: boolean) => void): void;
}

export interface ClusterBusOptions<Topics extends Record<string, unknown>> {
  /** The bus within this process. */
  own: Bus<Topics>;
  carrier: Carrier;
  peers: Peers;
  log: Log;
  /** Topics that are worth nothing when they come late: they are told by the carrier, or not at all. */
  fleeting?: readonly string[];
}

/** Bodies that wait for the feed, or for one that is missing before them. Past it something is lost, and said to be. */
const MOST = 20_000;
/** So many are put into the feed at once. */
const BATCH = 200;
const AGAIN_MS = 500;
/** Losses of one moment are told once. */
const GATHER_MS = 100;
/** Bodies without a topic: there is something in the feed; and this process lives. */
const LOOK = 'look';
const HERE = 'here';
const HERE_MS = 2_000;

interface Heard {
  /** The number of the last body that was delivered. */
  last: number;
  /** Later ones, which wait for what is missing before them. */
  held: Map<number, string>;
  /** What must have come by the next look: it was told for sure. */
  due: number;
}

/**
 * A bus over several processes. Whoever publishes numbers what it says; it goes by Redis, once for each process, and as
 * rows of the database while Redis is away or while one of the others can't hear it. Numbers tell what came twice, and what
 * is missing: that is looked for in the database, and when it isn't there either, `onLoss` says so.
 */
export class ClusterBus<Topics extends Record<string, unknown>> implements Bus<Topics> {
  readonly #options: ClusterBusOptions<Topics>;
  readonly #own: Bus<Topics>;
  readonly #fleeting: ReadonlySet<string>;
  readonly #listeners = new Set<() => void>();
  readonly #heard = new Map<string, Heard>();
  /** What those had told when they were first seen of whom nothing has come. */
  readonly #unheard = new Map<string, number>();
  /** Given to the carrier, which has not said yet that it has them. */
  readonly #unsure = new Map<number, string>();
  #toFeed: string[] = [];
  #feeding: Promise<void> | undefined;
  #number = 0;
  #sure = 0;
  #lost: NodeJS.Timeout | undefined;
  readonly #here: NodeJS.Timeout;
  #closed = false;

  constructor(options: ClusterBusOptions<Topics>) {
    const { own, carrier, peers, fleeting = [] } = options;
    this.#options = options;
    this.#own = own;
    this.#fleeting = new Set(fleeting);
    carrier.onBody((body) => {
      peers.heard(headOf(body)[0]);
      this.#hear(body);
    });
    carrier.onChange((up) => this.#carrierChanged(up));
    peers.setDeaf(!carrier.up);
    peers.on('body', (body) => this.#hear(body));
    peers.on('arrived', (process, fresh) => this.#expect(process, fresh));
    peers.on('told', (process, number) => this.#check(process, number));
    peers.on('gap', () => this.#lose());
    peers.told = () => this.#toldForSure();
    peers.on('gone', (process, cleanly) => this.#forget(process, cleanly));
    this.#here = setInterval(() => this.#hint(HERE), HERE_MS).unref();
  }

  publish<Topic extends keyof Topics & string>(topic: Topic, payload: Topics[Topic]): void {
    if (this.#closed) return;
    this.#own.publish(topic, payload);
    const fleeting = this.#fleeting.has(topic);
    if (!fleeting) this.#number += 1;
    const number = fleeting ? 0 : this.#number;
    this.#send(number, `${this.#options.peers.id} ${number} ${topic} ${JSON.stringify(payload)}`);
  }

  subscribe<Topic extends keyof Topics & string>(topic: Topic, listener: (payload: Topics[Topic]) => void): () => void {
    return this.#own.subscribe(topic, listener);
  }

  onLoss(listener: () => void): () => void {
    // A function of its own, so that one listener may be there twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** What was published before is told. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#lost);
    clearInterval(this.#here);
    this.#listeners.clear();
    this.#doubt();
    await this.#feeding;
    await this.#own.close();
  }

  #send(number: number, body: string): void {
    const { carrier, peers } = this.#options;
    const lasting = number > 0;
    // Behind what already waits for the feed: the order stays as it was.
    const carried = carrier.up && this.#toFeed.length === 0;
    if (carried) {
      if (lasting) this.#unsure.set(number, body);
      carrier.publish(body).then(
        () => this.#unsure.delete(number),
        () => this.#unsure.delete(number) && this.#feed([body]),
      );
    }
    if (lasting && (!carried || peers.someDeaf)) this.#feed([body]);
  }

  #carrierChanged(up: boolean): void {
    this.#options.peers.setDeaf(!up);
    if (!up) this.#doubt();
  }

  /** What the carrier may not have carried is told by the database. */
  #doubt(): void {
    const bodies = [...this.#unsure.values()];
    this.#unsure.clear();
    this.#feed(bodies);
  }

  #feed(bodies: readonly string[]): void {
    if (bodies.length === 0) return;
    this.#toFeed.push(...bodies);
    // Who misses them learns it by the numbers of those that follow.
    if (this.#toFeed.length > MOST) this.#toFeed.splice(0, this.#toFeed.length - MOST);
    this.#feeding ??= this.#writeFeed().finally(() => {
      this.#feeding = undefined;
    });
  }

  /** Never rejects. */
  async #writeFeed(): Promise<void> {
    const { peers, log } = this.#options;
    while (this.#toFeed.length > 0) {
      const batch = this.#toFeed.slice(0, BATCH);
      try {
        await peers.append(batch);
        this.#toFeed = this.#toFeed.filter((body) => !batch.includes(body));
      } catch (error) {
        log.debug({ err: error }, 'nothing can be told to other processes');
        if (this.#closed) return;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref());
      }
    }
    await this.#hint(LOOK);
  }

  /** Never rejects: who misses it learns the same later, by the database. */
  async #hint(topic: string): Promise<void> {
    const { peers, carrier } = this.#options;
    if (carrier.up) await carrier.publish(`${peers.id} 0 ${topic} null`).catch(() => {});
  }

  #hear(body: string): void {
    const [process, number, topic] = headOf(body);
    if (this.#closed || process === this.#options.peers.id || process === '') return;
    if (topic === HERE) return;
    if (topic === LOOK) void this.#options.peers.look();
    else if (number === 0) this.#deliver(body);
    else this.#inOrder(process, number, body);
  }

  #inOrder(process: string, number: number, body: string): void {
    const heard = this.#heard.get(process);
    if (heard === undefined) {
      this.#heard.set(process, { last: number, held: new Map(), due: 0 });
      this.#deliver(body);
    } else if (number > heard.last) this.#take(heard, number, body);
  }

  #take(heard: Heard, number: number, body: string): void {
    if (number === heard.last + 1) {
      heard.last = number;
      this.#deliver(body);
      const next = heard.held.get(number + 1);
      if (next === undefined) return;
      heard.held.delete(number + 1);
      this.#take(heard, number + 1, next);
      return;
    }
    heard.held.set(number, body);
    if (heard.held.size > MOST) this.#giveUp(heard);
    else if (heard.held.size === 1) void this.#seek(heard);
  }

  /** What is missing may be in the feed. */
  async #seek(heard: Heard): Promise<void> {
    await this.#options.peers.look();
    // Once more, for what was being written meanwhile.
    if (heard.held.size > 0) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref());
    if (heard.held.size > 0) await this.#options.peers.look();
    if (heard.held.size > 0) this.#giveUp(heard);
  }

  #toldForSure(): number {
    if (this.#toFeed.length === 0 && this.#unsure.size === 0) this.#sure = this.#number;
    return this.#sure;
  }

  /** Redis may have taken something, and died before it was heard: when nothing follows, only this shows it. */
  #check(process: string, number: number): void {
    const heard = this.#heard.get(process);
    if (heard === undefined) {
      this.#checkUnheard(process, number);
      return;
    }
    if (heard.last < heard.due) {
      heard.last = heard.due;
      this.#giveUp(heard);
    }
    heard.due = number;
  }

  /** Nothing has come of it yet: all that it tells after it was first seen should. */
  #checkUnheard(process: string, number: number): void {
    const first = this.#unheard.get(process) ?? number;
    this.#unheard.set(process, first);
    if (number > first) this.#heard.set(process, { last: first, held: new Map(), due: number });
  }

  #giveUp(heard: Heard): void {
    const held = [...heard.held].sort(([a], [b]) => a - b);
    heard.held.clear();
    heard.last = held.at(-1)?.[0] ?? heard.last;
    for (const [, body] of held) this.#deliver(body);
    this.#lose();
  }

  #deliver(body: string): void {
    const [, , topic, at] = headOf(body);
    try {
      this.#own.publish(topic, JSON.parse(body.slice(at)));
    } catch {
      this.#options.log.error({ topic }, 'another process said what cannot be read');
    }
  }

  /** Who begins after this process is heard from the first word on. */
  #expect(process: string, fresh: boolean): void {
    if (fresh && !this.#heard.has(process)) this.#heard.set(process, { last: 0, held: new Map(), due: 0 });
  }

  #forget(process: string, cleanly: boolean): void {
    this.#heard.delete(process);
    this.#unheard.delete(process);
    if (!cleanly) this.#lose();
  }

  #lose(): void {
    if (this.#closed) return;
    this.#lost ??= setTimeout(() => {
      this.#lost = undefined;
      this.#options.log.warn({}, 'what other processes said may have been missed; everything is looked at again');
      for (const listener of [...this.#listeners]) listener();
    }, GATHER_MS).unref();
  }
}

/** Who says it, its number (0: none), its topic, and where its payload begins. */
function headOf(body: string): [process: string, number: number, topic: string, at: number] {
  const first = body.indexOf(' ');
  const second = body.indexOf(' ', first + 1);
  const third = body.indexOf(' ', second + 1);
  const number = Number(body.slice(first + 1, second));
  if (first < 1 || third < 0 || !Number.isSafeInteger(number)) return ['', 0, '', 0];
  return [body.slice(0, first), number, body.slice(second + 1, third), third + 1];
}
