import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { getText } from '../yiqi/http.ts';
import { versionOf } from '../yiqi/server.ts';
import { type Hall, rawHall, yiqiHall } from './hall.ts';
import { type Audience, Speaking, TEXT_CHARS } from './speaking.ts';

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
  readonly #speaking: Speaking;

  constructor(
    names: Pick<Entrant<Measured>, 'name' | 'version' | 'about'>,
    hall: Hall,
    hearers: number,
    quick: boolean,
  ) {
    this.name = names.name;
    this.version = names.version;
    this.about = names.about;
    this.#hall = hall;
    const audience: Audience = {
      child: hall.child,
      hearers,
      listen: (heard) => {
        hall.onDelivery = heard;
      },
      say: (index, text) => hall.send(index, text),
    };
    const seconds = quick ? 2 : 5;
    this.#speaking = new Speaking(audience, { rate: PACED_RATE, window: WINDOW, seconds, drainMs: DRAIN_MS });
  }

  async measure(): Promise<Measured> {
    await this.#hall.refresh();
    await this.#speaking.full(1);
    const { lastP99, anyP50 } = await this.#speaking.paced();
    await getText(this.#hall.port, '/metrics');
    const { deliveries, tookMs, cpuMs, generatorBusy } = await this.#speaking.full();
    return {
      'deliveries at full load': (deliveries * 1000) / tookMs,
      'CPU a delivery, full load': (cpuMs * 1000) / deliveries,
      'send to last delivery, p99': lastP99,
      'send to any delivery, p50': anyP50,
      'generator busy': generatorBusy,
      'worst loop stall, full load': await stallMs(this.#hall.port),
      'memory of all processes': this.#hall.child.usage().rssMiB,
    };
  }

  end(): Promise<void> {
    return this.#hall.end();
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
