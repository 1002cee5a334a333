import { SignalRequest, type SignalResponse } from '@livekit/protocol';
import { limits } from './limits.ts';

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

export function writeSignal(message: SignalResponse, format: FrameFormat): Uint8Array | string {
  return format === 'json' ? message.toJsonString() : message.toBinary();
}
