import type { DataChannel } from 'node-datachannel';
import { Emitter } from '#kernel/emitter.ts';
import type { TransportChannel } from '../core/transport.ts';

/** A data channel of libdatachannel behind our interface: no call throws, no event comes after `closed`. */
export class NativeChannel implements TransportChannel {
  readonly label: string;
  readonly events: TransportChannel['events'] = new Emitter();
  readonly #native: DataChannel;
  #id: number;
  #closed = false;

  constructor(native: DataChannel, guard: (work: () => void) => void) {
    this.#native = native;
    this.label = native.getLabel();
    this.#id = native.getId();
    native.onOpen(() => guard(() => this.#open()));
    native.onMessage((message) => guard(() => this.#receive(message)));
    native.onClosed(() => guard(() => this.markClosed()));
    native.onError(() => guard(() => this.markClosed()));
  }

  /** Known from the moment it is open: a channel of our own has none before (RFC 8832 §6). */
  get id(): number {
    return this.#id;
  }

  get isOpen(): boolean {
    if (this.#closed) return false;
    try {
      return this.#native.isOpen();
    } catch {
      return false;
    }
  }

  get bufferedBytes(): number {
    if (this.#closed) return 0;
    try {
      return this.#native.bufferedAmount();
    } catch {
      return 0;
    }
  }

  send(bytes: Uint8Array): boolean {
    if (!this.isOpen) return false;
    try {
      this.#native.sendMessageBinary(bytes);
      return true;
    } catch {
      return false;
    }
  }

  /** Called when the channel or its transport is gone. Idempotent. */
  markClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.events.emit('closed');
  }

  #open(): void {
    this.#id = this.#native.getId();
    this.events.emit('open');
  }

  #receive(message: string | Buffer | ArrayBuffer): void {
    if (this.#closed || typeof message === 'string') return;
    this.events.emit('message', message instanceof ArrayBuffer ? new Uint8Array(message) : message);
  }
}
