import { SignalRequest, SignalResponse } from '@livekit/protocol';
import { limits } from './limits.ts';
import type { SignalMessage } from './signal-port.ts';

/** Clients speak protobuf (binary frames) or JSON (text frames), and are answered in kind. */
export type FrameFormat = 'protobuf' | 'json';

/** Reads one frame; null when it is not a signalling message. */
export function readSignal(data: Uint8Array | string): SignalRequest | null {
  if (data.length > limits.signalMessage) return null;
  try {
    return typeof data === 'string'
      ? SignalRequest.fromJsonString(data, { ignoreUnknownFields: true })
      : SignalRequest.fromBinary(data);
  } catch {
    return null;
  }
}

/** A message on its way to one client or to thousands: it is encoded once for all that speak the same format. */
export class OutgoingSignal {
  readonly #message: SignalMessage;
  #bytes: Uint8Array | undefined;
  #text: string | undefined;

  constructor(message: SignalMessage) {
    this.#message = message;
  }

  get case(): SignalMessage['case'] {
    return this.#message.case;
  }

  frame(format: FrameFormat): Uint8Array | string {
    if (format === 'json') {
      this.#text ??= new SignalResponse({ message: this.#message }).toJsonString();
      return this.#text;
    }
    this.#bytes ??= new SignalResponse({ message: this.#message }).toBinary();
    return this.#bytes;
  }
}
