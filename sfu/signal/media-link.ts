import { randomBytes } from 'node:crypto';
import { Emitter } from '#kernel/emitter.ts';
import { MediaPeer } from '../core/media/peer.ts';
import type { Transport, TransportChannel, TransportFactory, TransportState } from '../core/transport.ts';

/** Unix milliseconds with fractions: transport-cc counts in quarters of one. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Sees each plain packet as it comes or goes: for figures and captures. The bytes are valid during the call only. */
type PacketWatcher = (packet: Uint8Array, direction: 'in' | 'out') => void;

/**
 * The media of one PeerConnection: a MediaPeer, which lives as long as the participant, over a transport, which is
 * replaced when the client restarts ICE.
 */
export class MediaLink {
  readonly events = new Emitter<{ state: [TransportState]; channel: [TransportChannel] }>();
  readonly media: MediaPeer;
  readonly watchers = new Set<PacketWatcher>();
  /** When the client was last heard, Unix milliseconds. */
  lastReceivedAt = 0;
  #transport: Transport | null = null;
  #retiring: Transport | null = null;
  #closed = false;

  constructor({ sounds }: TransportFactory) {
    this.media = new MediaPeer({
      sounds,
      send: (packet) => {
        for (const watcher of this.watchers) watcher(packet, 'out');
        (this.connected ? this.#transport : this.#retiring)?.send(packet);
      },
      random: () => randomBytes(4).readUInt32BE(),
    });
  }

  get transport(): Transport | null {
    return this.#transport;
  }

  get connected(): boolean {
    return this.#transport?.state === 'connected';
  }

  /** Whether an ICE restart would leave DTLS as it is. */
  get keepsDtls(): boolean {
    return this.connected && this.#transport?.restart !== undefined;
  }

  /**
   * Uses `transport` as soon as it is connected, and the one before until then. Its farewell, coming earlier, would also
   * close the client's data channels, which go on in the new one.
   */
  use(transport: Transport): void {
    this.#retiring?.close();
    this.#retiring = this.#transport;
    this.#transport = transport;
    const receive = (packet: Uint8Array): void => {
      if (this.#closed) return;
      this.lastReceivedAt = preciseNow();
      for (const watcher of this.watchers) watcher(packet, 'in');
      this.media.receive(packet, this.lastReceivedAt);
    };
    transport.events.on('rtp', receive);
    transport.events.on('rtcp', receive);
    transport.events.on('channel', (channel) => {
      channel.events.on('message', () => {
        this.lastReceivedAt = preciseNow();
      });
      this.events.emit('channel', channel);
    });
    transport.events.on('state', (state) => {
      if (this.#transport !== transport) return;
      if (state === 'connected') {
        this.lastReceivedAt = preciseNow();
        this.media.setRepeats(transport.repeats ?? true);
        this.closePrevious();
      }
      this.events.emit('state', state);
    });
  }

  /** Closes the transport that was used before, once the client no longer listens to it. */
  closePrevious(): void {
    this.#retiring?.close();
    this.#retiring = null;
  }

  tick(nowMs: number): void {
    if (!this.#closed && this.media.nextAt <= nowMs) this.media.tick(nowMs);
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.media.close();
    this.#retiring?.close();
    this.#transport?.close();
  }
}
