import { crc32c } from './crc32c.ts';
import { CHUNK, CHUNK_HEADER, DATA_HEADER, PACKET_HEADER, padded } from './wire.ts';

interface Ports {
  readonly localPort: number;
  readonly remotePort: number;
  readonly maxPacketSize: number;
}

/** A DATA chunk as it goes on the wire. */
interface DataChunk {
  readonly flags: number;
  readonly tsn: number;
  readonly stream: number;
  readonly ssn: number;
  readonly ppid: number;
  readonly payload: Uint8Array;
}

/** Bundles chunks into packets and hands each to `send` once it is full or {@link flush}ed; the buffer is reused. */
export class PacketWriter {
  /** The peer's verification tag, for every packet from now on. */
  tag = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #ports: Ports;
  readonly #send: (packet: Uint8Array) => void;
  #length = PACKET_HEADER;

  constructor(ports: Ports, send: (packet: Uint8Array) => void) {
    this.#ports = ports;
    this.#send = send;
    this.#bytes = new Uint8Array(ports.maxPacketSize);
    this.#view = new DataView(this.#bytes.buffer);
    this.#view.setUint16(0, ports.localPort);
    this.#view.setUint16(2, ports.remotePort);
  }

  /** Adds a whole chunk with its padding. */
  add(chunk: Uint8Array): void {
    this.#make(chunk.length);
    if (this.#length + chunk.length > this.#bytes.length) return;
    this.#bytes.set(chunk, this.#length);
    this.#length += chunk.length;
  }

  addData(chunk: DataChunk): void {
    const size = DATA_HEADER + padded(chunk.payload.length);
    this.#make(size);
    const at = this.#length;
    this.#view.setUint8(at, CHUNK.data);
    this.#view.setUint8(at + 1, chunk.flags);
    this.#view.setUint16(at + 2, DATA_HEADER + chunk.payload.length);
    this.#view.setUint32(at + 4, chunk.tsn);
    this.#view.setUint16(at + 8, chunk.stream);
    this.#view.setUint16(at + 10, chunk.ssn);
    this.#view.setUint32(at + 12, chunk.ppid);
    this.#bytes.set(chunk.payload, at + DATA_HEADER);
    this.#bytes.fill(0, at + DATA_HEADER + chunk.payload.length, at + size);
    this.#length += size;
  }

  flush(): void {
    if (this.#length === PACKET_HEADER) return;
    const length = this.#length;
    this.#length = PACKET_HEADER;
    this.#finish(length, this.tag);
  }

  /** One chunk in a packet of its own, under a tag of its own (INIT and its answer). */
  sendAlone(chunk: Uint8Array, tag: number): void {
    this.flush();
    if (PACKET_HEADER + chunk.length > this.#bytes.length || chunk.length < CHUNK_HEADER) return;
    this.#bytes.set(chunk, PACKET_HEADER);
    this.#finish(PACKET_HEADER + chunk.length, tag);
  }

  #make(room: number): void {
    if (this.#length + room > this.#ports.maxPacketSize) this.flush();
  }

  #finish(length: number, tag: number): void {
    this.#view.setUint32(4, tag);
    this.#view.setUint32(8, 0);
    this.#view.setUint32(8, crc32c(this.#bytes, length), true);
    this.#send(this.#bytes.subarray(0, length));
  }
}
