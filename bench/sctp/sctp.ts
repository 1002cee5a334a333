import { randomBytes } from 'node:crypto';
import { SctpAssociation } from '#sfu/core/sctp/association.ts';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { versionOf } from '../yiqi/server.ts';

const SIZES = [
  ['200 B', 200],
  ['16 KiB', 16_384],
] as const;
const PACKET_MS = 0.01;

const FIGURES: readonly Figure[] = SIZES.flatMap(([name]) => [
  { name: `messages of ${name}`, unit: 'MB a second of CPU', better: 'higher' as const },
  { name: `CPU a message of ${name}`, unit: 'µs', better: 'lower' as const },
]);

/** Two associations in one process, packets handed over in order, with a clock that only packets move. */
class Pair {
  arrivedBytes = 0;
  readonly #queue: [to: 'client' | 'server', packet: Uint8Array][] = [];
  #nowMs = Date.now();
  readonly #ends: Record<'client' | 'server', SctpAssociation>;
  readonly #channel: ReturnType<SctpAssociation['open']>;

  constructor() {
    this.#ends = { client: this.#end('client', 'server'), server: this.#end('server', 'client') };
    const init = { label: 'bench', ordered: true, id: 0 };
    this.#channel = this.#ends.client.open(init);
    this.#ends.server.open(init).events.on('message', (bytes) => {
      this.arrivedBytes += bytes.length;
    });
    while (!this.#channel.isOpen) this.#tick();
  }

  send(message: Uint8Array, times: number): void {
    for (let i = 0; i < times; i += 1) this.#channel.send(message);
    this.#run();
    while (this.#channel.bufferedBytes > 0) this.#tick();
  }

  #end(role: 'client' | 'server', other: 'client' | 'server'): SctpAssociation {
    return new SctpAssociation({
      nowMs: this.#nowMs,
      role,
      maxMessageSize: 262_144,
      random: (bytes) => randomBytes(bytes),
      send: (packet) => void this.#queue.push([other, packet.slice()]),
    });
  }

  #tick(): void {
    this.#nowMs += 20;
    this.#ends.client.tick(this.#nowMs);
    this.#ends.server.tick(this.#nowMs);
    this.#run();
  }

  #run(): void {
    for (let i = 0; i < this.#queue.length; i += 1) {
      const [to, packet] = this.#queue[i] ?? [];
      this.#nowMs += PACKET_MS;
      if (to && packet) this.#ends[to].receive(packet, this.#nowMs);
    }
    this.#queue.length = 0;
  }
}

function measure(forMs: number): Measured {
  const figures: Record<string, number> = {};
  for (const [name, size] of SIZES) {
    const pair = new Pair();
    const message = new Uint8Array(size).fill(7);
    for (let i = 0; i < 50; i += 1) pair.send(message, 32);
    pair.arrivedBytes = 0;
    const [began, before] = [performance.now(), process.cpuUsage()];
    while (performance.now() - began < forMs) pair.send(message, 32);
    const { user, system } = process.cpuUsage(before);
    figures[`messages of ${name}`] = pair.arrivedBytes / (user + system);
    figures[`CPU a message of ${name}`] = ((user + system) * size) / pair.arrivedBytes;
  }
  return figures;
}

async function run({ quick, say }: Run): Promise<Result> {
  const entrant: Entrant<Measured> = {
    name: 'yiqi',
    version: versionOf(),
    about: 'both ends of an association in one process, without DTLS and network',
    measure: async () => measure(quick ? 200 : 2000),
    end: async () => {},
  };
  const contenders = await inTurns([entrant], quick ? 1 : 5, say);
  const title = 'Data channels: SCTP alone, sending and receiving';
  return { bench: 'sctp', title, quick, parameters: {}, figures: FIGURES, contenders, notes: [] };
}

export const sctp: Bench = {
  name: 'sctp',
  about: 'data channels without DTLS and network: how much one core sends and receives',
  run,
};
