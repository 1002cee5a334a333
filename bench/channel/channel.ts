import { Ledger } from '../fan-out/ledger.ts';
import type { Bench, Entrant, Run } from '../harness/bench.ts';
import { inTurns } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { eventually, openLoop, pause } from '../harness/pacer.ts';
import { quantile } from '../harness/stats.ts';
import { generatorBusy } from '../harness/usage.ts';
import { markedText } from '../wire/marks.ts';
import { versionOf } from '../yiqi/server.ts';
import { type ChannelHall, rawChannel, type Size, yiqiChannel } from './hall.ts';

const TEXT_CHARS = 100;
/** Messages a second while delays are measured. */
const PACED_RATE = 5;
/** Messages under way at once when the most is asked of a server. */
const WINDOW = 4;
const DRAIN_MS = 15_000;

const FIGURES: readonly Figure[] = [
  { name: 'messages at full load', unit: '1/s', better: 'higher' },
  { name: 'send to last who looks, p99', unit: 'ms', better: 'lower' },
  { name: 'send to any who looks, p50', unit: 'ms', better: 'lower' },
  { name: 'CPU a message, full load', unit: 'ms', better: 'lower' },
  { name: 'bytes to all a message, full load', unit: 'KiB', better: 'lower' },
  { name: 'memory of all processes', unit: 'MiB', better: 'lower' },
];

class ChannelEntrant implements Entrant<Measured> {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly #hall: ChannelHall;
  readonly #seconds: number;
  #next = 0;

  constructor(names: Pick<Entrant<Measured>, 'name' | 'version' | 'about'>, hall: ChannelHall, quick: boolean) {
    this.name = names.name;
    this.version = names.version;
    this.about = names.about;
    this.#hall = hall;
    this.#seconds = quick ? 2 : 6;
  }

  async measure(): Promise<Measured> {
    await this.#hall.refresh();
    await this.#full(1);
    const paced = await this.#paced();
    const full = await this.#full(this.#seconds);
    return { ...full, ...paced, 'memory of all processes': this.#hall.child.usage().rssMiB };
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
      'send to last who looks, p99': quantile(whole, 0.99),
      'send to any who looks, p50': quantile(ledger.delays, 0.5),
    };
  }

  /** As much as goes through with a fixed number of messages under way; a message is through when all who look have it. */
  async #full(seconds: number): Promise<Measured> {
    const ledger = this.#ledger();
    const began = performance.now();
    const [before, bytesBefore, busySince] = [this.#hall.child.usage(), this.#hall.received(), generatorBusy()];
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
      'messages at full load': (sent * 1000) / tookMs,
      'CPU a message, full load': cpuMs / sent,
      'bytes to all a message, full load': (this.#hall.received() - bytesBefore) / sent / 1024,
      'generator busy': busySince(),
    };
  }

  #ledger(): Ledger {
    const ledger = new Ledger(this.#next, this.#hall.size.looking);
    this.#hall.onLooked = (payload) => ledger.handle(payload);
    return ledger;
  }

  async #drained(ledger: Ledger, total: number): Promise<void> {
    const whole = await eventually(() => ledger.completed >= total, DRAIN_MS);
    this.#next += total;
    if (!whole) throw new Error(`${this.name}: ${total - ledger.completed} of ${total} messages did not arrive`);
  }

  #say(index: number): Promise<void> {
    return this.#hall.send(markedText(this.#next + index, TEXT_CHARS));
  }
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  const size: Size = quick
    ? { members: 1000, online: 250, looking: 100 }
    : { members: 10_000, online: 3000, looking: 1000 };
  say(`a channel of ${size.members}, ${size.online} online, ${size.looking} looking`);
  const counted = await yiqiChannel(size, cores);
  const whole = await yiqiChannel({ ...size, everybodyLooks: true }, cores);
  const raw = await rawChannel(size, cores);
  const entrants = [
    new ChannelEntrant({ name: 'yiqi', version: versionOf(), about: COUNTED }, counted, quick),
    new ChannelEntrant({ name: 'yiqi, bodies to all', version: versionOf(), about: WHOLE }, whole, quick),
    new ChannelEntrant({ name: 'raw ws', version: versionOf('ws'), about: RAW }, raw, quick),
  ];
  const contenders = await inTurns(entrants, quick ? 2 : 3, say);
  return {
    bench: 'channel',
    title: `A channel of ${size.members} members, ${size.online} online, ${size.looking} looking`,
    quick,
    parameters: { ...size, textChars: TEXT_CHARS, pacedMessagesPerSecond: PACED_RATE, window: WINDOW },
    figures: FIGURES,
    contenders,
    notes: ['Members who are not online are rows of the database: they cost what storing them costs.'],
  };
}

const COUNTED = 'who looks gets the message, the others online get counters, at most one in a second';
const WHOLE = 'the same server and channel, and everybody who is online looks';
const RAW = 'ws in a loop that sends the message to everybody online: nothing is stored or checked';

export const channel: Bench = {
  name: 'channel',
  about: 'a channel of 10,000 members, 3,000 online, 1,000 looking: counters beside bodies to all and raw ws',
  run,
};
