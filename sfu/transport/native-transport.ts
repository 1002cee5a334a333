import ndc, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel';
import { Emitter } from '#kernel/emitter.ts';
import type { ChannelInit, LocalTransport, RemoteTransport, Transport, TransportState } from '../core/transport.ts';
import { createIceCredentials, type DtlsCertificate } from './certificates.ts';
import { NativeChannel } from './channel.ts';
import { readLocalCredentials, syntheticDescription } from './local-description.ts';
import { NativeHoldings } from './native-holdings.ts';

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
  readonly #channels = new Set<NativeChannel>();
  /** What is still to be done when the client answers our offer. */
  #pending: { certificate: DtlsCertificate; channels: ChannelInit[] } | null = null;
  #holdings: NativeHoldings | null = null;
  #peer: PeerConnection | null = null;
  #track: Track | null = null;
  #state: TransportState = 'connecting';

  private constructor(options: NativeTransportOptions, local: LocalTransport | null) {
    this.#options = options;
    this.local = local ?? { iceUfrag: '', icePwd: '', fingerprint: '', candidates: [] };
  }

  /** A transport that answers. */
  static accept(options: NativeTransportOptions, remote: RemoteTransport, channels: ChannelInit[]): NativeTransport {
    const transport = new NativeTransport(options, null);
    const sdp = transport.#open(remote, channels, null);
    Object.assign(transport.local, readLocalCredentials(sdp), { candidates: options.candidates });
    return transport;
  }

  /**
   * A transport that offers. To libdatachannel it answers too, once the client's credentials are known: as offerer it
   * would be the controlling side of ICE, and browsers are slow to follow that to a new path.
   */
  static offer(
    options: NativeTransportOptions,
    certificate: DtlsCertificate,
    channels: ChannelInit[],
  ): NativeTransport {
    const { fingerprint } = certificate;
    const transport = new NativeTransport(options, {
      ...createIceCredentials(),
      fingerprint,
      candidates: options.candidates,
    });
    transport.#pending = { certificate, channels };
    return transport;
  }

  get state(): TransportState {
    return this.#state;
  }

  setRemote(remote: RemoteTransport): void {
    const pending = this.#pending;
    this.#pending = null;
    if (this.#state !== 'closed' && pending) this.#open(remote, pending.channels, pending.certificate);
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
    this.#peer?.close();
  }

  /** Returns our description. `certificate` comes with credentials that the client knows already. */
  #open(remote: RemoteTransport, channels: ChannelInit[], certificate: DtlsCertificate | null): string {
    const { udpPort, bindAddress, maxMessageBytes } = this.#options;
    const peer = new ndc.PeerConnection('sfu', {
      iceServers: [],
      disableAutoNegotiation: true,
      forceMediaTransport: true,
      enableIceUdpMux: true,
      portRangeBegin: udpPort,
      portRangeEnd: udpPort,
      maxMessageSize: maxMessageBytes,
      ...(bindAddress === null ? {} : { bindAddress }),
      ...(certificate ? { certificatePemFile: certificate.certificatePem, keyPemFile: certificate.keyPem } : {}),
    });
    this.#peer = peer;
    const holdings = new NativeHoldings();
    this.#holdings = holdings;
    holdings.add(peer);
    peer.onTrack((track) => this.#guard(() => this.#adoptTrack(track)));
    peer.onDataChannel((channel) => this.#guard(() => this.#adoptChannel(channel)));
    peer.onStateChange((state) => {
      if (state === 'closed') holdings.release();
      this.#guard(() => this.#follow(state));
    });
    peer.setRemoteDescription(syntheticDescription(remote, maxMessageBytes), 'offer');
    for (const channel of channels) this.#create(peer, channel);
    const { iceUfrag, icePwd } = this.local;
    if (certificate) peer.setLocalDescription('answer', { iceUfrag, icePwd });
    else peer.setLocalDescription('answer');
    return peer.localDescription()?.sdp ?? '';
  }

  #create(peer: PeerConnection, init: ChannelInit): void {
    this.#adoptChannel(
      peer.createDataChannel(init.label, {
        unordered: !init.ordered,
        ...(init.maxRetransmits === undefined ? {} : { maxRetransmits: init.maxRetransmits }),
        ...(init.id === undefined ? {} : { negotiated: true, id: init.id }),
      }),
    );
  }

  #adoptTrack(track: Track): void {
    this.#holdings?.add(track);
    this.#track = track;
    // Without a listener for its end, the native side would never forget the track.
    track.onClosed(() => {});
    track.onMessage((packet) => this.#guard(() => this.#receive(packet)));
  }

  #adoptChannel(native: DataChannel): void {
    this.#holdings?.add(native);
    const channel = new NativeChannel(native, (work) => this.#guard(work));
    if (this.#state === 'closed') {
      channel.markClosed();
      return;
    }
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
