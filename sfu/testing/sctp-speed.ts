import { randomBytes } from 'node:crypto';
import { SctpAssociation } from '../core/sctp/association.ts';

// A program: how fast SCTP is without DTLS and network. Prints a line of JSON for each size of message named.

const PACKET_MS = 0.01;

interface Speed {
  /** Bytes of a message. */
  size: number;
  /** Of both ends together. */
  cpuMicrosecondsAMessage: number;
}

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

function measure(size: number, forMs: number): Speed {
  const pair = new Pair();
  const message = new Uint8Array(size).fill(7);
  for (let i = 0; i < 50; i += 1) pair.send(message, 32);
  pair.arrivedBytes = 0;
  const [began, before] = [performance.now(), process.cpuUsage()];
  while (performance.now() - began < forMs) pair.send(message, 32);
  const { user, system } = process.cpuUsage(before);
  return { size, cpuMicrosecondsAMessage: ((user + system) * size) / pair.arrivedBytes };
}

const [forMs = 1000, ...sizes] = process.argv.slice(2).map(Number);
for (const size of sizes) process.stdout.write(`${JSON.stringify(measure(size, forMs))}\n`);
process.stdout.write('measured\n');
