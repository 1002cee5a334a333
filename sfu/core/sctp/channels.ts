import type { ChannelInit } from '../transport.ts';
import { SctpChannel } from './channel.ts';
import { PPID, readDcep, writeAck, writeOpen } from './dcep.ts';
import type { Outbox } from './outbox.ts';
import type { Message } from './reassembly.ts';
import { MAX_STREAMS } from './receiver.ts';

/** Channels that a peer may open. */
const MAX_CHANNELS = 256;
/** Bytes of all channels together that may wait to be sent; more is refused. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;

/** Messages kept for a stream's next life. */
const MAX_EARLY = 64;

/** What the channels need from their association. */
interface ChannelsPort {
  readonly role: 'server' | 'client';
  readonly maxMessageSize: number;
  /** Undefined before the association is connected and after its end. */
  readonly outbox: () => Outbox | undefined;
  /** Asks for a stream of ours to begin anew. */
  readonly reset: (stream: number) => void;
  /** Something waits to be sent. */
  readonly flush: () => unknown;
  /** Tells once the current work is done. */
  readonly tell: (event: () => void) => void;
  readonly opened: (channel: SctpChannel) => void;
}

/** A stream on its way out: which side's half has begun anew, and what the peer has already said under its next life. */
interface Leaving {
  ours: boolean;
  theirs: boolean;
  readonly early: Message[];
}

/** The data channels of an association: their numbers, DCEP, and their end (RFC 8831, RFC 8832). */
export class Channels {
  readonly #port: ChannelsPort;
  readonly #byId = new Map<number, SctpChannel>();
  /** Numbers that are not free yet. */
  readonly #leaving = new Map<number, Leaving>();
  #streams = MAX_STREAMS;

  constructor(port: ChannelsPort) {
    this.#port = port;
  }

  open(init: ChannelInit): SctpChannel {
    const id = init.id ?? this.#freeId();
    const channel = this.#make(init, id);
    if (id >= this.#streams || this.#byId.has(id) || this.#leaving.has(id)) {
      channel.markClosed();
      this.#port.tell(() => channel.events.emit('closed'));
      return channel;
    }
    this.#byId.set(id, channel);
    if (this.#port.outbox()) this.#begin(channel);
    return channel;
  }

  /** The association is connected; the peer takes part in so many of our streams. */
  connected(streams: number): void {
    this.#streams = Math.min(MAX_STREAMS, streams);
    for (const channel of [...this.#byId.values()]) {
      if (channel.id >= this.#streams) this.#end(channel);
      else if (channel.isOpening) this.#begin(channel);
    }
  }

  received(message: Message): void {
    const { stream, ppid, bytes } = message;
    const leaving = this.#leaving.get(stream);
    if (leaving?.theirs && leaving.early.length < MAX_EARLY) leaving.early.push(message);
    if (leaving?.theirs) return;
    const channel = this.#byId.get(stream);
    if (ppid === PPID.dcep) this.#negotiate(stream, channel, bytes);
    else if (channel?.isOpen || channel?.isOpening) this.#deliver(channel, ppid, bytes);
  }

  /** The peer's streams have begun anew; none named means all. */
  theirsReset(streams: readonly number[]): void {
    for (const stream of streams.length > 0 ? streams : [...this.#byId.keys()]) {
      const leaving = this.#leaving.get(stream);
      const channel = this.#byId.get(stream);
      if (leaving) leaving.theirs = true;
      else if (channel) this.#leave(stream, true);
      if (channel) this.#end(channel);
      this.#settle(stream);
    }
  }

  oursReset(streams: readonly number[]): void {
    for (const stream of streams) {
      this.#port.outbox()?.reset(stream);
      const leaving = this.#leaving.get(stream);
      if (leaving) leaving.ours = true;
      this.#settle(stream);
    }
  }

  /** The association is over. */
  closed(): void {
    for (const channel of [...this.#byId.values()]) this.#end(channel);
    this.#leaving.clear();
  }

  #make(init: ChannelInit, id: number): SctpChannel {
    const port = {
      send: (channel: SctpChannel, bytes: Uint8Array) => this.#send(channel, bytes),
      bufferedBytes: (stream: number) => this.#port.outbox()?.bytesOf(stream) ?? 0,
      close: (channel: SctpChannel) => this.#close(channel),
    };
    return new SctpChannel(port, init, id);
  }

  #begin(channel: SctpChannel): void {
    if (channel.init.id === undefined) this.#sendDcep(channel.id, writeOpen(channel.init));
    else this.#opened(channel);
  }

  #opened(channel: SctpChannel): void {
    if (channel.markOpen()) this.#port.tell(() => channel.events.emit('open'));
  }

  #negotiate(stream: number, channel: SctpChannel | undefined, bytes: Uint8Array): void {
    const said = readDcep(bytes);
    if (said === undefined) return;
    if (said === 'ack') {
      if (channel) this.#opened(channel);
      return;
    }
    if (channel || this.#leaving.has(stream)) return;
    if (stream >= this.#streams || this.#byId.size >= MAX_CHANNELS) {
      this.#leave(stream, false);
      return;
    }
    const opened = this.#make(said, stream);
    this.#byId.set(stream, opened);
    opened.markOpen();
    this.#sendDcep(stream, writeAck());
    this.#port.tell(() => this.#port.opened(opened));
    this.#port.tell(() => opened.events.emit('open'));
  }

  #deliver(channel: SctpChannel, ppid: number, bytes: Uint8Array): void {
    const empty = ppid === PPID.textEmpty || ppid === PPID.binaryEmpty;
    this.#opened(channel);
    this.#port.tell(() => channel.events.emit('message', empty ? new Uint8Array(0) : bytes));
  }

  #send(channel: SctpChannel, bytes: Uint8Array): boolean {
    const outbox = this.#port.outbox();
    if (!outbox || bytes.length > this.#port.maxMessageSize) return false;
    if (outbox.bytes + bytes.length > MAX_WAITING_BYTES) return false;
    const empty = bytes.length === 0;
    const { ordered, maxRetransmits } = channel.init;
    outbox.push({
      stream: channel.id,
      ppid: empty ? PPID.binaryEmpty : PPID.binary,
      bytes: empty ? new Uint8Array(1) : bytes,
      unordered: !ordered,
      maxRetransmits: maxRetransmits ?? Number.POSITIVE_INFINITY,
      cut: 0,
      ssn: 0,
      abandoned: false,
    });
    this.#port.flush();
    return true;
  }

  /** Always ordered and reliable (RFC 8832 §5). */
  #sendDcep(stream: number, bytes: Uint8Array): void {
    const maxRetransmits = Number.POSITIVE_INFINITY;
    const message = {
      stream,
      ppid: PPID.dcep,
      bytes,
      unordered: false,
      maxRetransmits,
      cut: 0,
      ssn: 0,
      abandoned: false,
    };
    this.#port.outbox()?.push(message);
    this.#port.flush();
  }

  #close(channel: SctpChannel): void {
    if (!this.#port.outbox()) {
      this.#end(channel);
      return;
    }
    this.#leave(channel.id, false);
    this.#port.flush();
  }

  #leave(stream: number, theirs: boolean): void {
    this.#leaving.set(stream, { ours: false, theirs, early: [] });
    this.#port.reset(stream);
  }

  #settle(stream: number): void {
    const leaving = this.#leaving.get(stream);
    if (!leaving?.ours || !leaving.theirs) return;
    this.#leaving.delete(stream);
    const channel = this.#byId.get(stream);
    if (channel) this.#end(channel);
    for (const message of leaving.early) this.received(message);
  }

  #end(channel: SctpChannel): void {
    if (this.#byId.get(channel.id) === channel) this.#byId.delete(channel.id);
    if (channel.markClosed()) this.#port.tell(() => channel.events.emit('closed'));
  }

  #freeId(): number {
    let id = this.#port.role === 'client' ? 0 : 1;
    while (this.#byId.has(id) || this.#leaving.has(id)) id += 2;
    return id;
  }
}
