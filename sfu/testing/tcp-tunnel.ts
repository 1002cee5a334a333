import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Deframer, frame } from '../transport/stream-framing.ts';

/**
 * The client's half of ICE-TCP (RFC 6544, active) for a client that only speaks UDP: what it sends to `port` goes out
 * framed on one TCP connection, and back. libjuice has this half too, but writes from two threads without a lock
 * (`conn_poll.c`: the handler of POLLOUT), so that about one of its handshakes in three breaks the stream.
 */
export class TcpTunnel {
  readonly #udp: UdpSocket;
  readonly #tcp: Socket;

  private constructor(udp: UdpSocket, tcp: Socket) {
    this.#udp = udp;
    this.#tcp = tcp;
    const deframer = new Deframer();
    let client = 0;
    udp.on('message', (packet, from) => {
      client = from.port;
      tcp.write(frame(packet));
    });
    tcp.on('data', (chunk: Uint8Array) => {
      for (const packet of deframer.push(chunk) ?? []) udp.send(packet, client, '127.0.0.1');
    });
    tcp.on('error', () => tcp.destroy());
  }

  /** Connects to a media port of this machine. */
  static async open(mediaPort: number): Promise<TcpTunnel> {
    const tcp = connect({ port: mediaPort, host: '127.0.0.1', noDelay: true });
    await once(tcp, 'connect');
    const udp = createSocket('udp4');
    udp.bind(0, '127.0.0.1');
    await once(udp, 'listening');
    return new TcpTunnel(udp, tcp);
  }

  /** What the client is told instead of the server's own candidates. */
  get candidate(): string {
    return `candidate:1 1 udp 2130706431 127.0.0.1 ${this.#udp.address().port} typ host`;
  }

  close(): void {
    this.#udp.close();
    this.#tcp.destroy();
  }
}
