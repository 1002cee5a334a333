import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { randomFrom } from '../harness/random.ts';

/** What a line does to datagrams, each way. */
export interface LinkConditions {
  /** Share that is lost, 0–1. */
  readonly loss: number;
  /** One way, milliseconds. */
  readonly delayMs: number;
  /** Up to so much more, evenly distributed; packets overtake each other. */
  readonly jitterMs: number;
  /** Nothing passes. */
  readonly cut: boolean;
}

export const CLEAN: LinkConditions = { loss: 0, delayMs: 0, jitterMs: 0, cut: false };

/** A line in user space between a client and a media port: datagrams are lost, late and out of order as told. */
export class UdpLink {
  conditions: LinkConditions = CLEAN;
  /** Datagrams that did not pass. */
  dropped = 0;
  readonly #near: Socket;
  readonly #mediaPort: number;
  readonly #random: () => number;
  /** One towards the server for each socket of the client. */
  readonly #far = new Map<string, Socket>();
  readonly #waiting = new Set<NodeJS.Timeout>();

  private constructor(near: Socket, mediaPort: number, seed: number) {
    this.#near = near;
    this.#mediaPort = mediaPort;
    this.#random = randomFrom(seed);
    near.on('message', (packet, from) => this.#fromClient(packet, from));
  }

  static async open(mediaPort: number, seed: number): Promise<UdpLink> {
    const near = createSocket('udp4');
    near.bind(0, '127.0.0.1');
    await once(near, 'listening');
    return new UdpLink(near, mediaPort, seed);
  }

  /** Where the client finds the server. */
  get port(): number {
    return this.#near.address().port;
  }

  close(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
    for (const socket of [this.#near, ...this.#far.values()]) socket.close();
  }

  #fromClient(packet: Buffer, from: RemoteInfo): void {
    const far = this.#farOf(from);
    this.#pass(() => far.send(packet, this.#mediaPort, '127.0.0.1'));
  }

  #farOf({ address, port }: RemoteInfo): Socket {
    const name = `${address} ${port}`;
    const known = this.#far.get(name);
    if (known) return known;
    const far = createSocket('udp4');
    far.on('message', (packet) => this.#pass(() => this.#near.send(packet, port, address)));
    this.#far.set(name, far);
    return far;
  }

  #pass(send: () => void): void {
    const { loss, delayMs, jitterMs, cut } = this.conditions;
    if (cut || this.#random() < loss) {
      this.dropped++;
      return;
    }
    const wait = delayMs + this.#random() * jitterMs;
    if (wait < 1) {
      send();
      return;
    }
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      send();
    }, wait);
    this.#waiting.add(timer);
  }
}
