import { Emitter } from '#kernel/emitter.ts';
import type { ChannelInit } from '../transport.ts';
import { Channels } from './channels.ts';
import { Handshake, type Peer } from './handshake.ts';
import { PacketWriter } from './packet-writer.ts';
import type { ClosableChannel, Sctp, SctpOptions } from './port.ts';
import { Receiver } from './receiver.ts';
import { Resets } from './resets.ts';
import { MAX_FAILURES, Sender } from './sender.ts';
import { bytesOf, CHUNK, type Chunk, chunkOf, packetTag, readChunks } from './wire.ts';

const DEFAULT_PORT = 5000;
const DEFAULT_PACKET = 1160;
/** Chunks that wait to be written; what a single packet can ask for is far less. */
const MAX_CONTROL = 64;
/** Causes of ABORT and ERROR, RFC 9260 §3.3.10. */
const CAUSE = { unrecognisedChunk: 6, userInitiated: 12, violation: 13 } as const;
/** The tag of a packet may be the receiver's own when an ABORT or SHUTDOWN COMPLETE says so by this flag. */
const REFLECTED = 1;

/** Everything that exists only while the association is connected. */
interface Line {
  readonly sender: Sender;
  readonly receiver: Receiver;
  readonly resets: Resets;
}

/** See {@link Sctp}. RFC 9260, and what WebRTC needs of RFC 3758, RFC 6525, RFC 8831 and RFC 8832. */
export class SctpAssociation implements Sctp {
  readonly events: Sctp['events'] = new Emitter();
  readonly #options: SctpOptions;
  readonly #localPort: number;
  readonly #maxPacketSize: number;
  readonly #writer: PacketWriter;
  readonly #handshake: Handshake;
  readonly #channels: Channels;
  #line: Line | undefined;
  #isClosed = false;
  #control: Uint8Array[] = [];
  #news: (() => void)[] = [];
  /** The time while `receive` or `tick` runs, else NaN: what applications send in between does not know it. */
  #nowMs = Number.NaN;

  constructor(options: SctpOptions) {
    this.#options = options;
    this.#localPort = options.localPort ?? DEFAULT_PORT;
    this.#maxPacketSize = options.maxPacketSize ?? DEFAULT_PACKET;
    const ports = { localPort: this.#localPort, remotePort: options.remotePort ?? DEFAULT_PORT };
    this.#writer = new PacketWriter({ ...ports, maxPacketSize: this.#maxPacketSize }, options.send);
    this.#handshake = new Handshake({
      nowMs: options.nowMs,
      random: options.random,
      isClient: options.role === 'client',
      maxMessageSize: options.maxMessageSize,
      send: (chunk, tag) => this.#writer.sendAlone(chunk, tag),
    });
    this.#channels = new Channels({
      role: options.role,
      maxMessageSize: options.maxMessageSize,
      outbox: () => this.#line?.sender.outbox,
      reset: (stream) => this.#line?.resets.reset(stream),
      flush: () => Number.isNaN(this.#nowMs) && this.#flush(),
      tell: (event) => this.#news.push(event),
      opened: (channel) => this.events.emit('channel', channel),
    });
  }

  get state(): Sctp['state'] {
    if (this.#isClosed) return 'closed';
    return this.#line ? 'connected' : 'connecting';
  }

  get nextAt(): number | undefined {
    if (this.#news.length > 0) return 0;
    if (this.#isClosed) return undefined;
    const line = this.#line;
    if (!line) return this.#handshake.dueAt;
    const { sender, receiver, resets } = line;
    const parts = [this.#handshake, sender, receiver, resets];
    const due = parts.map(({ dueAt }) => dueAt).filter((at) => at !== undefined);
    return due.length > 0 ? Math.min(...due) : undefined;
  }

  receive(packet: Uint8Array, nowMs: number): void {
    const tag = this.#isClosed ? undefined : packetTag(packet, this.#localPort);
    if (tag !== undefined) {
      this.#at(nowMs, () => {
        for (const chunk of readChunks(packet)) {
          if (this.#isClosed || !this.#chunk(chunk, tag)) break;
        }
        this.#line?.receiver.packetEnds(nowMs);
        this.#line?.resets.advanced(this.#line.receiver.cumulative);
      });
    }
    this.#tellNews();
  }

  tick(nowMs: number): void {
    if (!this.#isClosed) this.#at(nowMs, () => this.#tickAll(nowMs));
    this.#tellNews();
  }

  open(init: ChannelInit): ClosableChannel {
    const channel = this.#channels.open(init);
    if (this.#isClosed && channel.markClosed()) this.#news.push(() => channel.events.emit('closed'));
    return channel;
  }

  close(): void {
    this.#abort(CAUSE.userInitiated);
    this.#tellNews();
  }

  #at(nowMs: number, work: () => void): void {
    this.#nowMs = nowMs;
    work();
    this.#flush();
    this.#nowMs = Number.NaN;
  }

  #tickAll(nowMs: number): void {
    const line = this.#line;
    this.#handshake.tick(nowMs);
    if (!line) {
      if (this.#handshake.hasFailed) this.#end();
      return;
    }
    line.sender.tick(nowMs);
    line.receiver.tick(nowMs);
    line.resets.tick(nowMs, line.sender.timeout.ms);
    if (line.sender.hasFailed || line.resets.failures > MAX_FAILURES) this.#abort(CAUSE.userInitiated);
  }

  /** False to leave the rest of the packet unread. */
  #chunk(chunk: Chunk, tag: number): boolean {
    if (chunk.type === CHUNK.init) {
      if (tag === 0 && !this.#line) this.#handshake.init(chunk.body);
      return false;
    }
    if (!this.#tagFits(chunk, tag)) return false;
    if (this.#line) return this.#connectedChunk(chunk, this.#line);
    return this.#connectingChunk(chunk);
  }

  #tagFits({ type, flags }: Chunk, tag: number): boolean {
    if (tag === this.#handshake.ourTag) return true;
    const mayReflect = type === CHUNK.abort || type === CHUNK.shutdownComplete;
    return mayReflect && (flags & REFLECTED) !== 0 && this.#writer.tag !== 0 && tag === this.#writer.tag;
  }

  #connectingChunk({ type, body }: Chunk): boolean {
    if (type === CHUNK.initAck) this.#handshake.initAck(body);
    else if (type === CHUNK.error) this.#handshake.error(body);
    else if (type === CHUNK.abort) this.#end();
    else if (type === CHUNK.cookieEcho || type === CHUNK.cookieAck) {
      const isEcho = type === CHUNK.cookieEcho;
      const peer = isEcho ? this.#handshake.cookieEcho(bytesOf(body)) : this.#handshake.cookieAck();
      if (!peer) return false;
      if (isEcho) this.#say(chunkOf(CHUNK.cookieAck, 0, 0)[0]);
      this.#handshake.connected(isEcho, this.#nowMs);
      this.#connect(peer);
      return true;
    }
    return false;
  }

  #connectedChunk(chunk: Chunk, line: Line): boolean {
    const { type, body } = chunk;
    if (type !== CHUNK.cookieEcho) this.#handshake.confirmed();
    if (type === CHUNK.data) {
      if (!line.receiver.data(chunk)) this.#abort(CAUSE.violation);
    } else if (type === CHUNK.sack) line.sender.sacked(body, this.#nowMs);
    else if (type === CHUNK.forwardTsn) line.receiver.forward(body);
    else if (type === CHUNK.reconfig) line.resets.received(body, line.receiver.cumulative);
    else if (type === CHUNK.heartbeat) this.#echo(body);
    else if (type === CHUNK.abort || type === CHUNK.shutdownComplete) this.#end();
    else if (type === CHUNK.shutdown) this.#shutDown();
    else if (type === CHUNK.cookieEcho) return this.#repeatCookieAck(body);
    else if (isKnown(type)) return true;
    else return this.#unknown(chunk);
    return true;
  }

  #connect(peer: Peer): void {
    const { maxMessageSize } = this.#options;
    this.#writer.tag = peer.tag;
    const sender = new Sender(peer.ourFirstTsn, peer.window, this.#maxPacketSize);
    const receiver = new Receiver(peer.firstTsn, maxMessageSize, (message) => this.#channels.received(message));
    const port = {
      lastTsn: () => sender.lastTsn,
      hasWaiting: (stream: number) => sender.outbox.hasWaiting(stream),
      incoming: (streams: readonly number[]) => this.#incomingReset(streams),
      outgoing: (streams: readonly number[]) => this.#channels.oursReset(streams),
      respond: (chunk: Uint8Array) => this.#say(chunk),
    };
    this.#line = { sender, receiver, resets: new Resets(port, peer.ourFirstTsn, peer.firstTsn) };
    this.#news.push(() => this.events.emit('connected'));
    this.#channels.connected(peer.inbound);
  }

  #incomingReset(streams: readonly number[]): void {
    for (const stream of streams) this.#line?.receiver.resetStream(stream);
    this.#channels.theirsReset(streams);
  }

  #repeatCookieAck(body: DataView): boolean {
    if (!this.#handshake.isCookie(bytesOf(body))) return false;
    this.#say(chunkOf(CHUNK.cookieAck, 0, 0)[0]);
    return true;
  }

  #echo(body: DataView): void {
    const [chunk] = chunkOf(CHUNK.heartbeatAck, 0, body.byteLength);
    chunk.set(bytesOf(body), 4);
    this.#say(chunk);
  }

  /** What was still to be sent is given up: nobody would listen. */
  #shutDown(): void {
    this.#writer.add(chunkOf(CHUNK.shutdownAck, 0, 0)[0]);
    this.#writer.flush();
    this.#end();
  }

  /** RFC 9260 §3.2: the highest bit says whether to go on, the next whether to tell. */
  #unknown({ type, flags, body }: Chunk): boolean {
    if ((type & 0x40) !== 0) {
      const [chunk, value] = chunkOf(CHUNK.error, 0, 8 + body.byteLength);
      value.setUint16(0, CAUSE.unrecognisedChunk);
      value.setUint16(2, 8 + body.byteLength);
      value.setUint8(4, type);
      value.setUint8(5, flags);
      value.setUint16(6, 4 + body.byteLength);
      chunk.set(bytesOf(body), 12);
      this.#say(chunk);
    }
    return (type & 0x80) !== 0;
  }

  #say(chunk: Uint8Array): void {
    if (this.#control.length < MAX_CONTROL) this.#control.push(chunk);
  }

  /** Control chunks first: usrsctp aborts when it finds one behind DATA. */
  #flush(): void {
    const line = this.#line;
    if (!line || this.#isClosed) return;
    const control = this.#control;
    this.#control = [];
    for (const chunk of control) this.#writer.add(chunk);
    const leavesAnyway = control.length > 0 || !line.sender.outbox.isEmpty;
    const sack = line.receiver.takeSack(leavesAnyway);
    if (sack) this.#writer.add(sack);
    const request = line.resets.take(this.#nowMs, line.sender.timeout.ms);
    if (request) this.#writer.add(request);
    line.sender.write(this.#writer, this.#nowMs);
    this.#writer.flush();
    const late = line.resets.take(this.#nowMs, line.sender.timeout.ms);
    if (late) this.#writer.add(late);
    this.#writer.flush();
  }

  #abort(cause: number): void {
    if (this.#isClosed) return;
    if (this.#writer.tag !== 0) {
      const [chunk, value] = chunkOf(CHUNK.abort, 0, 4);
      value.setUint16(0, cause);
      value.setUint16(2, 4);
      this.#writer.sendAlone(chunk, this.#writer.tag);
    }
    this.#end();
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#channels.closed();
    this.#line = undefined;
    this.#control = [];
    this.#news.push(() => this.events.emit('closed'));
  }

  #tellNews(): void {
    for (let news = this.#news.shift(); news; news = this.#news.shift()) news();
  }
}

function isKnown(type: number): boolean {
  return (Object.values(CHUNK) as number[]).includes(type);
}
