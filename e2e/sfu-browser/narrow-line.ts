import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Packets that would wait longer than this are dropped, as a router's queue would do. */
const QUEUE_MS = 300;

/**
 * A hop between browsers and the media port, with another address of the loopback and the same port: what it carries
 * towards each client can be limited.
 */
export class NarrowLine {
  static readonly address = '127.0.0.2';
  /** Towards each client; infinite = no limit. */
  bitsPerSecond = Number.POSITIVE_INFINITY;
  dropped = 0;
  readonly #near: Socket;
  readonly #far = new Map<string, Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();

  private constructor(near: Socket, mediaPort: number) {
    this.#near = near;
    near.on('message', (packet, client) => this.#farOf(client).send(packet, mediaPort, '127.0.0.1'));
  }

  /** In front of a media server that is bound to 127.0.0.1 and announces {@link address}. */
  static async open(mediaPort: number): Promise<NarrowLine> {
    const near = createSocket('udp4');
    near.bind(mediaPort, NarrowLine.address);
    await once(near, 'listening');
    return new NarrowLine(near, mediaPort);
  }

  /** To the media server, each client's port is one of our own. */
  #farOf(client: RemoteInfo): Socket {
    const key = `${client.address} ${client.port}`;
    const known = this.#far.get(key);
    if (known) return known;
    const far = createSocket('udp4');
    this.#far.set(key, far);
    let freeAt = 0;
    far.on('message', (packet) => {
      const nowMs = performance.now();
      freeAt = Math.max(freeAt, nowMs) + (packet.length * 8000) / this.bitsPerSecond;
      if (freeAt - nowMs > QUEUE_MS) {
        freeAt -= (packet.length * 8000) / this.bitsPerSecond;
        this.dropped++;
      } else this.#sendAfter(freeAt - nowMs, packet, client);
    });
    return far;
  }

  #sendAfter(delayMs: number, packet: Uint8Array, client: RemoteInfo): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#near.send(packet, client.port, client.address);
    }, delayMs);
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const far of this.#far.values()) far.close();
    this.#near.close();
  }
}
