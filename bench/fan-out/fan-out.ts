import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { eventually, openLoop, pause } from '../harness/pacer.ts';
import { quantile } from '../harness/stats.ts';
import { generatorBusy } from '../harness/usage.ts';
import { markedText } from '../wire/marks.ts';
import { getText } from '../yiqi/http.ts';
import { versionOf } from '../yiqi/server.ts';
import { type Hall, rawHall, yiqiHall } from './hall.ts';
import { Ledger } from './ledger.ts';

const TEXT_CHARS = 100;
/** Messages under way at once when the most is asked of a server. */
const WINDOW = 8;
const PACED_RATE = 10;
const DRAIN_MS = 10_000;
/** What Node's monitor reports of a loop that is never late: its own sampling interval. */
const LAG_RESOLUTION_MS = 10;

const FIGURES: readonly Figure[] = [
  { name: 'deliveries at full load', unit: '1/s', better: 'higher' },
  { name: 'send to last delivery, p99', unit: 'ms', better: 'lower' },
  { name: 'send to any delivery, p50', unit: 'ms', better: 'lower' },
  { name: 'worst loop stall, full load', unit: 'ms', better: 'lower' },
  { name: 'CPU a delivery, full load', unit: 'µs', better: 'lower' },
  { name: 'memory of all processes', unit: 'MiB', better: 'lower' },
];

class FanOutEntrant implements Entrant<Measured> {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly #hall: Hall;
  readonly #members: number;
  readonly #seconds: number;
  #next = 0;

  constructor(
    names: Pick<Entrant<Measured>, 'name' | 'version' | 'about'>,
    hall: Hall,
    members: number,
    quick: boolean,
  ) {
    this.name = names.name;
    this.version = names.version;
    this.about = names.about;
    this.#hall = hall;
    this.#members = members;
    this.#seconds = quick ? 2 : 5;
  }

  async measure(): Promise<Measured> {
    await this.#hall.refresh();
    await this.#full(1);
    const paced = await this.#paced();
    await getText(this.#hall.port, '/metrics');
    const full = await this.#full(this.#seconds);
    const stall = await stallMs(this.#hall.port);
    return {
      ...full,
      ...paced,
      'worst loop stall, full load': stall,
      'memory of all processes': this.#hall.child.usage().rssMiB,
    };
  }

  end(): Promise<void> {
    return this.#hall.end();
  }

  async #paced(): Promise<Measured> {
    const ledger = this.#ledger();
    const start = (index: number, due: number): void => {
      ledger.sentAt[index] = due;
      void this.#say(index);
    };
    const total = await openLoop({ rate: PACED_RATE, durationMs: this.#seconds * 1000, start });
    await this.#drained(ledger, total);
    const whole = ledger.completedAt.map((at, i) => at - (ledger.sentAt[i] ?? at));
    return {
      'send to last delivery, p99': quantile(whole, 0.99),
      'send to any delivery, p50': quantile(ledger.delays, 0.5),
    };
  }

  /** As much as goes through with a fixed number of messages under way. */
  async #full(seconds: number): Promise<Measured> {
    const ledger = this.#ledger();
    const began = performance.now();
    const [before, busySince] = [this.#hall.child.usage(), generatorBusy()];
    let sent = 0;
    const sayNext = (): void => {
      if (performance.now() - began > seconds * 1000) return;
      ledger.sentAt[sent] = performance.now();
      void this.#say(sent++);
    };
    ledger.onCompleted = sayNext;
    for (let i = 0; i < WINDOW; i += 1) sayNext();
    await pause(seconds * 1000);
    await this.#drained(ledger, sent);
    const tookMs = performance.now() - began;
    const cpuMs = this.#hall.child.usage().cpuMs - before.cpuMs;
    return {
      'deliveries at full load': (ledger.deliveries * 1000) / tookMs,
      'CPU a delivery, full load': (cpuMs * 1000) / ledger.deliveries,
      'generator busy': busySince(),
    };
  }

  #ledger(): Ledger {
    const ledger = new Ledger(this.#next, this.#members);
    this.#hall.onDelivery = (payload) => ledger.handle(payload);
    return ledger;
  }

  async #drained(ledger: Ledger, total: number): Promise<void> {
    const whole = await eventually(() => ledger.completed >= total, DRAIN_MS);
    this.#next += total;
    if (!whole)
      throw new Error(`${this.name}: ${total - ledger.completed} of ${total} messages did not reach everybody`);
  }

  #say(index: number): Promise<void> {
    return this.#hall.send(this.#next + index, markedText(this.#next + index, TEXT_CHARS));
  }
}

async function stallMs(port: number): Promise<number> {
  const text = await getText(port, '/metrics');
  const seconds = Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]);
  return Math.max(0, seconds * 1000 - LAG_RESOLUTION_MS);
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  const members = quick ? 100 : 1000;
  say(`registering ${members} people`);
  const ours = await yiqiHall(members, cores);
  const raw = await rawHall(members, cores);
  const entrants = [
    new FanOutEntrant({ name: 'yiqi', version: versionOf(), about: OURS }, ours, members, quick),
    new FanOutEntrant({ name: 'raw ws', version: versionOf('ws'), about: RAW }, raw, members, quick),
  ];
  const contenders = await inTurns(entrants, quick ? 2 : 5, say);
  return {
    bench: 'fan-out',
    title: `One group of ${members} people, all online`,
    quick,
    parameters: { members, textChars: TEXT_CHARS, pacedMessagesPerSecond: PACED_RATE, window: WINDOW },
    figures: FIGURES,
    contenders,
    notes: ['Full load keeps the generator’s core busy as well: see “generator busy” of each round.'],
  };
}

const OURS = 'durable: each message is in the log (fsync) before anybody sees it; members and limits are checked';
const RAW = 'ws in a loop: nothing is stored or checked; the floor for Node';

export const fanOut: Bench = {
  name: 'fan-out',
  about: 'one group of 1,000 people online: deliveries a second, delay to the last one; beside raw ws',
  run,
};
