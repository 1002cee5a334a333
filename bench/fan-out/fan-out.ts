import { centrifugo } from '../centrifugo/centrifugo.ts';
import { type Bench, chosen, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import type { Cores } from '../harness/machine.ts';
import { tinode } from '../tinode/tinode.ts';
import { xmppKinds } from '../xmpp/kinds.ts';
import { getText } from '../yiqi/http.ts';
import { versionOf } from '../yiqi/server.ts';
import { type Hall, rawHall, yiqiHall } from './hall.ts';
import { centrifugoHall, tinodeHall, xmppHall } from './peer-halls.ts';
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
  readonly #say: Run['say'];

  constructor(
    names: Pick<Entrant<Measured>, 'name' | 'version' | 'about'>,
    hall: Hall,
    hearers: number,
    { quick, say }: Run,
  ) {
    this.name = names.name;
    this.version = names.version;
    this.about = names.about;
    this.#hall = hall;
    this.#say = say;
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

  /** Of a peer that loses messages or is too slow nothing is told; ours must not. */
  async measure(): Promise<Measured> {
    if (this.name === OUR_NAME) return this.#measure();
    return this.#measure().catch((error: Error) => {
      this.#say(`${this.name}: ${error.message}`);
      return {};
    });
  }

  async #measure(): Promise<Measured> {
    await this.#hall.refresh();
    await this.#speaking.full(1);
    const { lastP99, anyP50 } = await this.#speaking.paced();
    await stallMs(this.#hall);
    const { deliveries, tookMs, cpuMs, generatorBusy } = await this.#speaking.full();
    return {
      'deliveries at full load': (deliveries * 1000) / tookMs,
      'CPU a delivery, full load': (cpuMs * 1000) / deliveries,
      'send to last delivery, p99': lastP99,
      'send to any delivery, p50': anyP50,
      'generator busy': generatorBusy,
      'worst loop stall, full load': await stallMs(this.#hall),
      'memory of all processes': this.#hall.child.usage().rssMiB,
    };
  }

  end(): Promise<void> {
    return this.#hall.end();
  }
}

/** Since it was asked the last time; NaN where nobody tells. */
async function stallMs({ metricsPort }: Hall): Promise<number> {
  if (metricsPort === undefined) return Number.NaN;
  const text = await getText(metricsPort, '/metrics');
  const seconds = Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]);
  return Math.max(0, seconds * 1000 - LAG_RESOLUTION_MS);
}

interface Seated extends Pick<Entrant<Measured>, 'name' | 'version' | 'about'> {
  open(members: number, cores: Cores | undefined): Promise<Hall>;
}

function everybody({ say }: Run, notes: string[]): Seated[] {
  const all: Seated[] = [
    { name: OUR_NAME, version: versionOf(), about: OURS, open: yiqiHall },
    { name: 'raw ws', version: versionOf('ws'), about: RAW, open: rawHall },
  ];
  const peer = centrifugo(say, notes);
  if (peer !== undefined) {
    all.push({ ...peer, about: CENTRIFUGO, open: (members, cores) => centrifugoHall(peer, members, cores) });
  }
  const group = tinode(say, notes);
  if (group !== undefined) {
    all.push({ ...group, about: TINODE, open: (members, cores) => tinodeHall(group, members, cores) });
  }
  for (const kind of xmppKinds(['ejabberd, sqlite', 'Prosody, sqlite'], say, notes)) {
    const about = `${ROOM}; ${kind.archive}`;
    all.push({ ...kind, about, open: (members, cores) => xmppHall(kind, members, cores) });
  }
  return all;
}

async function run(options: Run): Promise<Result> {
  const { quick, cores, say } = options;
  const members = quick ? 100 : 1000;
  const notes = ['Full load keeps the generator’s core busy as well: see “generator busy” of each round.'];
  const entrants: Entrant<Measured>[] = [];
  for (const seated of chosen(everybody(options, notes))) {
    say(`${members} people come to ${seated.name}`);
    entrants.push(new FanOutEntrant(seated, await seated.open(members, cores), members, options));
  }
  const contenders = await inTurns(entrants, quick ? 2 : 3, say);
  return {
    bench: 'fan-out',
    title: `One group of ${members} people, all online`,
    quick,
    parameters: { members, textChars: TEXT_CHARS, pacedMessagesPerSecond: PACED_RATE, window: WINDOW },
    figures: FIGURES,
    contenders,
    notes,
  };
}

const OUR_NAME = 'yiqi';
const OURS = 'durable: each message is in the log (fsync) before anybody sees it; members and limits are checked';
const RAW = 'ws in a loop: nothing is stored or checked; the floor for Node';
const CENTRIFUGO = 'one channel, its memory engine with a history of 1,000: nothing is on a disk';
const TINODE = 'one group topic, each message in MariaDB (fsync) before it is delivered; its database counts';
const ROOM = 'one room (MUC) over TCP';

export const fanOut: Bench = {
  name: 'fan-out',
  about: 'one group of 1,000 people online: deliveries a second, delay to the last one; beside raw ws and others',
  run,
};
