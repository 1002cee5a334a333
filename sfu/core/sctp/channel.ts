import { Emitter } from '#kernel/emitter.ts';
import type { ChannelInit, TransportChannel } from '../transport.ts';
import type { ClosableChannel } from './port.ts';

/** What a channel needs from its association. */
interface ChannelPort {
  /** False when the association is not connected or the message is refused. */
  readonly send: (channel: SctpChannel, bytes: Uint8Array) => boolean;
  readonly bufferedBytes: (stream: number) => number;
  readonly close: (channel: SctpChannel) => void;
}

/** A data channel of an {@link SctpAssociation}. */
export class SctpChannel implements ClosableChannel {
  readonly label: string;
  readonly id: number;
  readonly init: ChannelInit;
  readonly events: TransportChannel['events'] = new Emitter();
  readonly #port: ChannelPort;
  #state: 'opening' | 'open' | 'closing' | 'closed' = 'opening';

  constructor(port: ChannelPort, init: ChannelInit, id: number) {
    this.#port = port;
    this.init = init;
    this.label = init.label;
    this.id = id;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isOpening(): boolean {
    return this.#state === 'opening';
  }

  get bufferedBytes(): number {
    return this.#port.bufferedBytes(this.id);
  }

  send(bytes: Uint8Array): boolean {
    return this.isOpen && this.#port.send(this, bytes);
  }

  close(): void {
    if (this.#state !== 'opening' && this.#state !== 'open') return;
    this.#state = 'closing';
    this.#port.close(this);
  }

  /** The association's word; the event is the association's too. True when this changed anything. */
  markOpen(): boolean {
    if (this.#state !== 'opening') return false;
    this.#state = 'open';
    return true;
  }

  markClosed(): boolean {
    if (this.#state === 'closed') return false;
    this.#state = 'closed';
    return true;
  }
}
