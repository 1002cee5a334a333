import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { library } from './ffi/library.ts';
import { receiveMessagesOf } from './ffi/receive-block.ts';
import { type Destination, sendMessagesOf } from './ffi/send-block.ts';
import { UdpBatch } from './ffi/udp-batch.ts';
import { canSegment, mappedAddress, openUdpSocket, type SocketName, socketAddress } from './ffi/udp-socket.ts';
import { type MediaPath, type PathOwner, Scratch } from './path.ts';
import type { Placed } from './srtp/protection.ts';
import { addressBytes, addressText, unmappedBytes } from './stun/mapped-address.ts';
import { MAX_RECEIVED_BYTES, UdpIntake } from './udp-intake.ts';

const NO_ADDRESS = new Uint8Array(4);

/** The UDP half of a media port. Sends and receives in batches where the system can. */
export class UdpPort {
  readonly #socket: Socket;
  readonly #batch: UdpBatch | null;
  readonly #intake: UdpIntake | null;
  readonly #six: boolean;
  /** The paths that somebody owns. */
  readonly #paths = new Map<string, Map<number, UdpPath>>();
  readonly #scratch = new Scratch();
  /** The same by the bytes of their addresses. */
  readonly #byBytes = new Map<number | string, UdpPath>();

  private constructor(socket: Socket, descriptor: number | null, six: boolean) {
    this.#socket = socket;
    this.#batch = descriptor === null ? null : new UdpBatch(sendMessagesOf(descriptor), canSegment(descriptor));
    this.#intake = descriptor === null ? null : new UdpIntake(receiveMessagesOf(descriptor));
    this.#six = six;
  }

  /** Rejects with the system's error when the port cannot be had. The bytes `receive` gets are valid during its call only. */
  static async open(host: string, port: number, receive: (bytes: Buffer, path: MediaPath) => void): Promise<UdpPort> {
    const six = isIP(host) === 6;
    const descriptor = library().sockets ? openUdpSocket(addressBytes(host) ?? NO_ADDRESS, port) : null;
    const socket = createSocket(six ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      const bound = (): void => {
        socket.off('error', reject);
        socket.on('error', () => {});
        resolve();
      };
      if (descriptor === null) socket.bind({ port, address: host, exclusive: true }, bound);
      else socket.bind({ fd: descriptor }, bound);
    });
    const opened = new UdpPort(socket, descriptor, six);
    const take = (bytes: Buffer, from: SocketName): void => receive(bytes, opened.#pathFrom(from));
    socket.on('message', (bytes, from) => {
      if (bytes.length > 0 && bytes.length <= MAX_RECEIVED_BYTES)
        receive(bytes, opened.#pathOf(from.address, from.port));
      opened.#intake?.takeMore(take);
    });
    return opened;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends at once what waits to go with others. */
  flush(): void {
    this.#batch?.flush();
  }

  close(): void {
    this.#intake?.close();
    this.#batch?.close();
    this.#socket.close();
  }

  #pathFrom({ address, port }: SocketName): UdpPath {
    return this.#byBytes.get(keyOf(address, port)) ?? new UdpPath(this.#links, addressText(address, this.#six), port);
  }

  #pathOf(address: string, port: number): UdpPath {
    return this.#paths.get(address)?.get(port) ?? new UdpPath(this.#links, address, port);
  }

  readonly #links: Links = {
    place: (packet) => (this.#batch ?? this.#scratch).place(packet),
    commit: (length, path) => {
      if (this.#batch) return this.#batch.commit(length, path);
      const packet = this.#scratch.taken(length);
      if (packet) this.#socket.send(packet, path.port, path.host);
    },
    addressOf: (bytes, port) => socketAddress(this.#six ? mappedAddress(bytes) : bytes, port),
    keep: (path) => {
      const ports = this.#paths.get(path.host) ?? new Map<number, UdpPath>();
      this.#paths.set(path.host, ports.set(path.port, path));
      this.#byBytes.set(path.key, path);
    },
    drop: (path) => {
      const ports = this.#paths.get(path.host);
      if (ports?.get(path.port) !== path) return;
      ports.delete(path.port);
      if (this.#byBytes.get(path.key) === path) this.#byBytes.delete(path.key);
      if (ports.size === 0) this.#paths.delete(path.host);
    },
  };
}

/** What a path needs of its port. */
interface Links {
  place(packet: Uint8Array): Placed | null;
  commit(length: number, path: UdpPath): void;
  addressOf(bytes: Uint8Array, port: number): Uint8Array;
  keep(path: UdpPath): void;
  drop(path: UdpPath): void;
}

class UdpPath implements MediaPath, Destination {
  /** As the socket tells it. */
  readonly host: string;
  readonly port: number;
  readonly address: Uint8Array;
  readonly socketAddress: Uint8Array;
  readonly key: number | string;
  filling = 0;
  last = 0;
  readonly #links: Links;
  #owner: PathOwner | null = null;

  constructor(links: Links, host: string, port: number) {
    this.#links = links;
    this.host = host;
    this.port = port;
    this.address = addressBytes(host) ?? NO_ADDRESS;
    this.key = keyOf(this.address, port);
    this.socketAddress = links.addressOf(this.address, port);
  }

  get owner(): PathOwner | null {
    return this.#owner;
  }

  own(owner: PathOwner | null): void {
    this.#owner = owner;
    if (owner) this.#links.keep(this);
    else this.#links.drop(this);
  }

  send(datagram: Uint8Array): void {
    const placed = this.#links.place(datagram);
    if (placed) this.#links.commit(placed.length, this);
  }

  place(packet: Uint8Array): Placed | null {
    return this.#links.place(packet);
  }

  commit(length: number): void {
    this.#links.commit(length, this);
  }
}

/** The same for the same address and port, however it came: a number for IPv4. */
function keyOf(address: Uint8Array, port: number): number | string {
  const bytes = unmappedBytes(address);
  if (bytes.length !== 4) return `${Buffer.from(bytes).toString('latin1')}${port}`;
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return (((a * 256 + b) * 256 + c) * 256 + d) * 65_536 + port;
}
