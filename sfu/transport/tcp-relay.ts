import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { Deframer, frame, isBindingRequest } from './stream-framing.ts';

const MAX_CONNECTIONS = 2000;
/** A connection that has not proved to be ICE by then is closed. */
const FIRST_PACKET_TIMEOUT_MS = 5000;
/** Consent checks (RFC 7675) come every few seconds; a silent connection is dead. */
const IDLE_TIMEOUT_MS = 30_000;
/** Bytes waiting for a slow reader, past which media is dropped instead of delayed. */
const MAX_QUEUED_BYTES = 256 * 1024;

export interface TcpRelayOptions {
  host: string;
  /** The number shared with the UDP port. */
  port: number;
  /** Where the UDP port can be reached from this machine. */
  udpHost: string;
}

/**
 * ICE-TCP (RFC 6544, passive) for a transport that only speaks UDP: each connection gets a loopback UDP socket of its
 * own to the media port, so that to the transport it is one more peer-reflexive address.
 */
export class TcpRelay {
  readonly #server: Server;
  readonly #options: TcpRelayOptions;
  readonly #open = new Set<Socket>();

  private constructor(options: TcpRelayOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#relay(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Rejects with the system's error (`EADDRINUSE`, …) when it cannot listen. */
  static async listen(options: TcpRelayOptions): Promise<TcpRelay> {
    const relay = new TcpRelay(options);
    await new Promise<void>((resolve, reject) => {
      relay.#server.once('error', reject);
      relay.#server.listen(options.port, options.host, () => {
        relay.#server.off('error', reject);
        relay.#server.on('error', () => {});
        resolve();
      });
    });
    return relay;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }

  #relay(socket: Socket): void {
    this.#open.add(socket);
    const deframer = new Deframer();
    let udp: UdpSocket | null = null;
    socket.setTimeout(FIRST_PACKET_TIMEOUT_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#open.delete(socket);
      udp?.close();
    });
    socket.on('data', (chunk: Uint8Array) => {
      const packets = deframer.push(chunk);
      if (!packets) return socket.destroy();
      for (const packet of packets) {
        if (!udp) {
          if (!isBindingRequest(packet)) return socket.destroy();
          udp = this.#udpFor(socket);
          socket.setTimeout(IDLE_TIMEOUT_MS);
        }
        if (packet.length > 0) udp.send(packet, this.#options.port, this.#options.udpHost);
      }
    });
  }

  #udpFor(socket: Socket): UdpSocket {
    const udp = createSocket(this.#options.udpHost.includes(':') ? 'udp6' : 'udp4');
    udp.on('message', (packet, from) => {
      if (from.port === this.#options.port && socket.writableLength < MAX_QUEUED_BYTES) socket.write(frame(packet));
    });
    udp.on('error', () => socket.destroy());
    return udp;
  }
}
