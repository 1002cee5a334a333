import ndc, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel';
import { Emitter } from '#kernel/emitter.ts';
import type { ChannelInit, LocalTransport, RemoteTransport, Transport, TransportState } from '../core/transport.ts';
import { NativeChannel } from './channel.ts';
import { readLocalCredentials, syntheticDescription } from './local-description.ts';

/** What every transport of one factory has in common. */
export interface NativeTransportOptions {
  udpPort: number;
  /** The address of the UDP socket, or null for all of the machine's. */
  bindAddress: string | null;
  candidates: string[];
  maxMessageBytes: number;
  /** Receives what a listener threw: a bug, which must not take the process with it. */
  onBug: (error: unknown) => void;
}

/** {@link Transport} over libdatachannel. */
export class NativeTransport implements Transport {
  readonly events: Transport['events'] = new Emitter();
  readonly local: LocalTransport;
  readonly #options: NativeTransportOptions;
  readonly #peer: PeerConnection;
  readonly #channels = new Set<NativeChannel>();
  #track: Track | null = null;
  #state: TransportState = 'connecting';

  constructor(options: NativeTransportOptions, remote: RemoteTransport | null, channels: ChannelInit[]) {
    this.#options = options;
    this.#peer = new ndc.PeerConnection('sfu', {
      iceServers: [],
      disableAutoNegotiation: true,
      forceMediaTransport: true,
      enableIceUdpMux: true,
      portRangeBegin: options.udpPort,
      portRangeEnd: options.udpPort,
      maxMessageSize: options.maxMessageBytes,
      ...(options.bindAddress === null ? {} : { bindAddress: options.bindAddress }),
    });
    this.#listen();
    if (remote) this.#answer(remote, channels);
    else this.#offer(channels);
    this.local = { ...readLocalCredentials(this.#peer.localDescription()?.sdp ?? ''), candidates: options.candidates };
  }

  get state(): TransportState {
    return this.#state;
  }

  setRemote(remote: RemoteTransport): void {
    if (this.#state === 'closed') return;
    this.#peer.setRemoteDescription(syntheticDescription(remote, this.#options.maxMessageBytes), 'answer');
  }

  send(packet: Uint8Array): boolean {
    if (this.#state !== 'connected' || !this.#track) return false;
    try {
      return this.#track.sendMessageBinary(packet as Buffer);
    } catch {
      return false;
    }
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#moveTo('closed');
    for (const channel of this.#channels) channel.markClosed();
    this.#channels.clear();
    this.#track = null;
    this.#peer.close();
  }

  #answer(remote: RemoteTransport, channels: ChannelInit[]): void {
    this.#peer.setRemoteDescription(syntheticDescription(remote, this.#options.maxMessageBytes), 'offer');
    for (const channel of channels) this.#create(channel);
    this.#peer.setLocalDescription('answer');
  }

  #offer(channels: ChannelInit[]): void {
    const video = new ndc.Video('0', 'SendRecv');
    video.addVP8Codec(96);
    this.#adoptTrack(this.#peer.addTrack(video));
    for (const channel of channels) this.#create(channel);
    this.#peer.setLocalDescription('offer');
  }

  #create(init: ChannelInit): void {
    this.#adoptChannel(
      this.#peer.createDataChannel(init.label, {
        unordered: !init.ordered,
        ...(init.maxRetransmits === undefined ? {} : { maxRetransmits: init.maxRetransmits }),
        ...(init.id === undefined ? {} : { negotiated: true, id: init.id }),
      }),
    );
  }

  #listen(): void {
    this.#peer.onTrack((track) => this.#guard(() => this.#adoptTrack(track)));
    this.#peer.onDataChannel((channel) => this.#guard(() => this.#adoptChannel(channel)));
    this.#peer.onStateChange((state) => this.#guard(() => this.#follow(state)));
  }

  #adoptTrack(track: Track): void {
    this.#track = track;
    track.onMessage((packet) => this.#guard(() => this.#receive(packet)));
  }

  #adoptChannel(native: DataChannel): void {
    if (this.#state === 'closed') return;
    const channel = new NativeChannel(native, (work) => this.#guard(work));
    this.#channels.add(channel);
    channel.events.on('closed', () => this.#channels.delete(channel));
    // Channels of our own are announced once somebody can listen.
    queueMicrotask(() => this.#guard(() => this.events.emit('channel', channel)));
  }

  /** RFC 5761 §4: payload types 64–95 of the second byte are RTCP. */
  #receive(packet: Uint8Array): void {
    if (this.#state === 'closed' || packet.length < 8) return;
    const type = (packet[1] ?? 0) & 0x7f;
    this.events.emit(type >= 64 && type <= 95 ? 'rtcp' : 'rtp', packet);
  }

  #follow(state: string): void {
    if (this.#state === 'closed') return;
    if (state === 'connected' || state === 'disconnected') this.#moveTo(state);
    if (state === 'failed' || state === 'closed') this.close();
  }

  #moveTo(state: TransportState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.events.emit('state', state);
  }

  /** Native callbacks run outside every try: an exception in one of them would end the process. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onBug(error);
    }
  }
}
