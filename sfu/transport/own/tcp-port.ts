import { createServer, type Server, type Socket } from 'node:net';
import { Deframer, frame, isBindingRequest } from '../stream-framing.ts';
import { type MediaPath, type PathOwner, Scratch } from './path.ts';
import type { Placed } from './srtp/protection.ts';
import { addressBytes } from './stun/mapped-address.ts';

const MAX_CONNECTIONS = 2000;
/** A connection that has not begun a check by then is closed. */
const FIRST_PACKET_TIMEOUT_MS = 5000;
/** Consent checks (RFC 7675) come every few seconds; a silent connection is dead. */
const IDLE_TIMEOUT_MS = 30_000;
/** Bytes waiting for a slow reader, past which media is dropped instead of delayed. */
const MAX_QUEUED_BYTES = 256 * 1024;

type Receive = (bytes: Uint8Array, path: MediaPath) => void;

/** ICE-TCP (RFC 6544), the passive side: each connection is a path of its own. */
export class TcpPort {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #scratch = new Scratch();

  private constructor(receive: Receive) {
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket, receive));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Rejects with the system's error when it cannot listen. */
  static async listen(host: string, port: number, receive: Receive): Promise<TcpPort> {
    const opened = new TcpPort(receive);
    const server = opened.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        server.on('error', () => {});
        resolve();
      });
    });
    return opened;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }

  #serve(socket: Socket, receive: Receive): void {
    const path = new TcpPath(socket, this.#scratch);
    const deframer = new Deframer();
    let isIce = false;
    this.#open.add(socket);
    socket.setTimeout(FIRST_PACKET_TIMEOUT_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#open.delete(socket);
      path.end();
    });
    socket.on('data', (chunk: Uint8Array) => {
      for (const packet of deframer.push(chunk) ?? [null]) {
        if (packet === null || !(isIce || isBindingRequest(packet))) return socket.destroy();
        if (!isIce) socket.setTimeout(IDLE_TIMEOUT_MS);
        isIce = true;
        if (packet.length > 0) receive(packet, path);
      }
    });
  }
}

class TcpPath implements MediaPath {
  readonly address: Uint8Array;
  readonly port: number;
  readonly #socket: Socket;
  readonly #scratch: Scratch;
  #owner: PathOwner | null = null;

  constructor(socket: Socket, scratch: Scratch) {
    this.#socket = socket;
    this.#scratch = scratch;
    this.address = addressBytes(socket.remoteAddress ?? '') ?? new Uint8Array(4);
    this.port = socket.remotePort ?? 0;
  }

  get owner(): PathOwner | null {
    return this.#owner;
  }

  own(owner: PathOwner | null): void {
    this.#owner = owner;
  }

  /** The connection is closed. */
  end(): void {
    const owner = this.#owner;
    this.#owner = null;
    owner?.lost(this);
  }

  send(datagram: Uint8Array): void {
    if (this.#socket.writable && this.#socket.writableLength < MAX_QUEUED_BYTES) this.#socket.write(frame(datagram));
  }

  place(packet: Uint8Array): Placed | null {
    return this.#scratch.place(packet);
  }

  commit(length: number): void {
    const packet = this.#scratch.taken(length);
    if (packet) this.send(packet);
  }
}
