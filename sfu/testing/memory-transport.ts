import { Emitter } from '#kernel/emitter.ts';
import type {
  ChannelInit,
  RemoteTransport,
  Transport,
  TransportChannel,
  TransportFactory,
  TransportState,
} from '../core/transport.ts';

/** A transport without a network: tests say when it is connected, feed it, and read what was sent. */
export class MemoryTransport implements Transport {
  readonly events: Transport['events'] = new Emitter();
  readonly local = {
    iceUfrag: 'mem0',
    icePwd: 'm'.repeat(24),
    fingerprint: `sha-256 ${'0A:'.repeat(31)}0A`,
    candidates: [],
  };
  readonly sent: Uint8Array[] = [];
  remote: RemoteTransport | null;
  state: TransportState = 'connecting';

  constructor(remote: RemoteTransport | null) {
    this.remote = remote;
  }

  setRemote(remote: RemoteTransport): void {
    this.remote = remote;
  }

  connect(): void {
    this.#moveTo('connected');
  }

  send(packet: Uint8Array): boolean {
    if (this.state !== 'connected') return false;
    this.sent.push(packet.slice());
    return true;
  }

  close(): void {
    this.#moveTo('closed');
  }

  #moveTo(state: TransportState): void {
    if (this.state === state || this.state === 'closed') return;
    this.state = state;
    this.events.emit('state', state);
  }
}

/** A data channel whose messages stay in memory. */
export class MemoryChannel implements TransportChannel {
  readonly events: TransportChannel['events'] = new Emitter();
  readonly label: string;
  readonly id: number;
  readonly sent: Uint8Array[] = [];
  isOpen = true;
  bufferedBytes = 0;

  constructor(label: string, id: number) {
    this.label = label;
    this.id = id;
  }

  send(bytes: Uint8Array): boolean {
    if (!this.isOpen) return false;
    this.sent.push(bytes);
    return true;
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.events.emit('closed');
  }
}

/** One that can restart ICE and keep DTLS. */
class RestartingTransport extends MemoryTransport {
  restart(remote: RemoteTransport | null): boolean {
    if (this.state !== 'connected') return false;
    this.remote = remote ?? this.remote;
    this.local.iceUfrag = `${this.local.iceUfrag}x`;
    return true;
  }
}

export class MemoryTransports implements TransportFactory {
  readonly made: MemoryTransport[] = [];
  /** Whether those made from now on keep DTLS over a restart of ICE. */
  keepDtls = false;

  accept(remote: RemoteTransport, _channels?: ChannelInit[]): MemoryTransport {
    return this.#add(remote);
  }

  offer(_channels: ChannelInit[]): MemoryTransport {
    return this.#add(null);
  }

  /** Those that nobody has closed. */
  get open(): MemoryTransport[] {
    return this.made.filter((transport) => transport.state !== 'closed');
  }

  #add(remote: RemoteTransport | null): MemoryTransport {
    const transport = this.keepDtls ? new RestartingTransport(remote) : new MemoryTransport(remote);
    this.made.push(transport);
    return transport;
  }
}
