import { DataPacket, type DataPacket_Kind, DataPacket_Kind as Kind } from '@livekit/protocol';
import { Emitter } from '#kernel/emitter.ts';
import { Allowance } from '../core/allowance.ts';
import type { TransportChannel } from '../core/transport.ts';
import { DATA_TRACK, LOSSY, RELIABLE } from './channels.ts';

/** Reliable packets are kept that long for a client that comes back, and no more than so many bytes of them. */
const KEPT_MS = 20_000;
const KEPT_BYTES = 2 * 1024 * 1024;
/** Past this a lossy packet is dropped … */
const LOSSY_BACKLOG_BYTES = 256 * 1024;
/** … a packet of a data track, which may be one of many of a frame, … */
const TRACK_BACKLOG_BYTES = 1024 * 1024;
/** … and a receiver of reliable ones is given up. */
const RELIABLE_BACKLOG_BYTES = 16 * 1024 * 1024;

/** Packets a client may send: so many at once, and a second. Lossy ones beyond that are lost; reliable ones end it. */
const LOSSY_PACKETS = { burst: 4000, perSecond: 2000 };
const RELIABLE_PACKETS = { burst: 20_000, perSecond: 5000 };

interface Kept {
  atMs: number;
  publisherSid: string;
  sequence: number;
  bytes: Uint8Array;
}

/** The data channels of one participant, both ways. */
export class DataPort {
  /** `track`: a packet of a data track; its bytes are valid during the call only. */
  readonly events = new Emitter<{
    packet: [DataPacket, DataPacket_Kind];
    track: [Uint8Array];
    overflow: [];
    flood: [];
  }>();
  /** The last sequence number of the client's reliable packets, for its resume. */
  lastSequence = 0;
  readonly #sending = new Map<string, TransportChannel>();
  readonly #lossy = new Allowance(LOSSY_PACKETS.burst, LOSSY_PACKETS.perSecond);
  readonly #track = new Allowance(LOSSY_PACKETS.burst, LOSSY_PACKETS.perSecond);
  readonly #reliable = new Allowance(RELIABLE_PACKETS.burst, RELIABLE_PACKETS.perSecond);
  /** What the client had seen before its resume, until the new channel is open. */
  #resuming: ReadonlyMap<string, number> | null = null;
  #kept: Kept[] = [];
  #keptBytes = 0;

  /** Listens to a channel and, if told so, sends through it from now on. */
  adopt(channel: TransportChannel, sends: boolean): void {
    if (channel.label !== RELIABLE && channel.label !== LOSSY && channel.label !== DATA_TRACK) return;
    if (sends) this.#sending.set(channel.label, channel);
    if (sends && channel.label === RELIABLE) channel.events.on('open', () => this.#replay(channel));
    if (channel.label === DATA_TRACK) channel.events.on('message', (bytes) => this.#receiveTrack(bytes));
    else channel.events.on('message', (bytes) => this.#receive(channel.label, bytes));
    channel.events.on('closed', () => {
      if (this.#sending.get(channel.label) === channel) this.#sending.delete(channel.label);
    });
  }

  /** Sends an encoded DataPacket. `publisherSid` and `sequence` let a resumed client take up where it was. */
  send(kind: DataPacket_Kind, bytes: Uint8Array, publisherSid: string, sequence: number, nowMs: number): void {
    if (kind === Kind.LOSSY) {
      const lossy = this.#sending.get(LOSSY);
      if (lossy && lossy.bufferedBytes < LOSSY_BACKLOG_BYTES) lossy.send(bytes);
      return;
    }
    this.#keep({ atMs: nowMs, publisherSid, sequence, bytes });
    const reliable = this.#sending.get(RELIABLE);
    if (!reliable) return;
    if (reliable.bufferedBytes > RELIABLE_BACKLOG_BYTES) this.events.emit('overflow');
    else reliable.send(bytes);
  }

  /** Sends a packet of a data track; lost if the client does not keep up. */
  sendTrack(bytes: Uint8Array): void {
    const channel = this.#sending.get(DATA_TRACK);
    if (channel && channel.bufferedBytes < TRACK_BACKLOG_BYTES) channel.send(bytes);
  }

  #receiveTrack(bytes: Uint8Array): void {
    if (this.#track.take(1, Date.now())) this.events.emit('track', bytes);
  }

  /** After a resume: as soon as the new channel opens, sends again what the client has not seen of each publisher. */
  resume(lastSeen: ReadonlyMap<string, number>): void {
    this.#resuming = lastSeen;
  }

  #replay(channel: TransportChannel): void {
    const lastSeen = this.#resuming;
    this.#resuming = null;
    if (!lastSeen) return;
    this.#forget(Date.now());
    for (const packet of this.#kept) {
      if (packet.sequence > (lastSeen.get(packet.publisherSid) ?? 0)) channel.send(packet.bytes);
    }
  }

  #receive(label: string, bytes: Uint8Array): void {
    if (!(label === RELIABLE ? this.#reliable : this.#lossy).take(1, Date.now())) {
      if (label === RELIABLE) this.events.emit('flood');
      return;
    }
    let packet: DataPacket;
    try {
      packet = DataPacket.fromBinary(bytes);
    } catch {
      return;
    }
    if (label === RELIABLE && packet.sequence > 0) {
      if (packet.sequence <= this.lastSequence) return;
      this.lastSequence = packet.sequence;
    }
    this.events.emit('packet', packet, label === RELIABLE ? Kind.RELIABLE : Kind.LOSSY);
  }

  #keep(packet: Kept): void {
    if (packet.sequence === 0) return;
    this.#kept.push(packet);
    this.#keptBytes += packet.bytes.length;
    this.#forget(packet.atMs);
  }

  #forget(nowMs: number): void {
    let first = 0;
    for (const packet of this.#kept) {
      if (nowMs - packet.atMs < KEPT_MS && this.#keptBytes <= KEPT_BYTES) break;
      this.#keptBytes -= packet.bytes.length;
      first++;
    }
    if (first > 0) this.#kept = this.#kept.slice(first);
  }
}
