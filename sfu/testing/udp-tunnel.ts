import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A hop between a client and a media port of this machine: to the port, whoever sends through it is the client. */
export class UdpTunnel {
  /** Which of the packets that pass are lost, counted from 1; none unless set. */
  loses: (packet: number) => boolean = () => false;
  #passed = 0;
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #mediaPort: number;

  private constructor(near: Socket, far: Socket, mediaPort: number) {
    this.#near = near;
    this.#far = far;
    this.#mediaPort = mediaPort;
    let client = 0;
    near.on('message', (packet, from) => {
      client = from.port;
      if (!this.#loses()) this.inject(packet);
    });
    far.on('message', (packet) => {
      if (client !== 0 && !this.#loses()) near.send(packet, client, '127.0.0.1');
    });
  }

  static async open(mediaPort: number): Promise<UdpTunnel> {
    const [near, far] = [createSocket('udp4'), createSocket('udp4')];
    for (const socket of [near, far]) {
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
    }
    return new UdpTunnel(near, far, mediaPort);
  }

  /** What the client is told instead of the server's own candidates. */
  get candidate(): string {
    return `candidate:1 1 udp 2130706431 127.0.0.1 ${this.#near.address().port} typ host`;
  }

  /** Sends what the client did not, from the client's address, as an attacker would who forges it. */
  inject(packet: Uint8Array): void {
    this.#far.send(packet, this.#mediaPort, '127.0.0.1');
  }

  #loses(): boolean {
    return this.loses(++this.#passed);
  }

  close(): void {
    this.#near.close();
    this.#far.close();
  }
}
