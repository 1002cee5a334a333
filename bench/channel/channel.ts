import { type Audience, Speaking, TEXT_CHARS } from '../fan-out/speaking.ts';
import type { Bench, Entrant, Run } from '../harness/bench.ts';
import { inTurns } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { versionOf } from '../yiqi/server.ts';
import { type ChannelHall, rawChannel, type Size, yiqiChannel } from './hall.ts';

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
  readonly #speaking: Speaking;

  constructor(names: Pick<Entrant<Measured>, 'name' | 'version' | 'about'>, hall: ChannelHall, quick: boolean) {
    this.name = names.name;
    this.version = names.version;
    this.about = names.about;
    this.#hall = hall;
    const audience: Audience = {
      child: hall.child,
      hearers: hall.size.looking,
      listen: (heard) => {
        hall.onLooked = heard;
      },
      say: (_index, text) => hall.send(text),
    };
    const seconds = quick ? 2 : 6;
    this.#speaking = new Speaking(audience, { rate: PACED_RATE, window: WINDOW, seconds, drainMs: DRAIN_MS });
  }

  async measure(): Promise<Measured> {
    await this.#hall.refresh();
    await this.#speaking.full(1);
    const { lastP99, anyP50 } = await this.#speaking.paced();
    const bytesBefore = this.#hall.received();
    const { sent, tookMs, cpuMs, generatorBusy } = await this.#speaking.full();
    return {
      'messages at full load': (sent * 1000) / tookMs,
      'CPU a message, full load': cpuMs / sent,
      'bytes to all a message, full load': (this.#hall.received() - bytesBefore) / sent / 1024,
      'send to last who looks, p99': lastP99,
      'send to any who looks, p50': anyP50,
      'generator busy': generatorBusy,
      'memory of all processes': this.#hall.child.usage().rssMiB,
    };
  }

  end(): Promise<void> {
    return this.#hall.end();
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
