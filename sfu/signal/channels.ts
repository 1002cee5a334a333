import type { ChannelInit } from '../core/transport.ts';

/** The data channels of LiveKit's protocol. */
export const RELIABLE = '_reliable';
export const LOSSY = '_lossy';
export const DATA_TRACK = '_data_track';

/** How a channel of that label behaves; `id` when it continues one of an earlier transport. */
export function channelInit(label: string, id?: number): ChannelInit {
  const init: ChannelInit =
    label === RELIABLE ? { label, ordered: true } : { label, ordered: false, maxRetransmits: 0 };
  return id === undefined ? init : { ...init, id };
}
