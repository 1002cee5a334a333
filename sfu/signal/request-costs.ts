import type { SignalRequest } from '@livekit/protocol';

type Case = NonNullable<SignalRequest['message']['case']>;

/** What a request costs of a client's allowance if it is more than one: it is told to all, or takes long to read. */
const COSTS: Partial<Record<Case, number>> = {
  offer: 20,
  answer: 20,
  addTrack: 10,
  mute: 4,
  subscription: 4,
  subscriptionPermission: 10,
  syncState: 10,
  simulate: 20,
  updateMetadata: 20,
  updateAudioTrack: 4,
  updateVideoTrack: 4,
  publishDataTrackRequest: 10,
  unpublishDataTrackRequest: 4,
  updateDataSubscription: 4,
};
/** So many bytes cost one more. */
const BYTES = 4096;

/** A client's requests: ten offers a second for ever, or a hundred at once. */
export const requestAllowance = { burst: 2000, perSecond: 200 } as const;
/** What is refused is counted too: who goes on all the same is sent away. */
export const refusalAllowance = { burst: 2000, perSecond: 20 } as const;

export function requestCost({ message }: SignalRequest, bytes: number): number {
  return (message.case === undefined ? 1 : (COSTS[message.case] ?? 1)) + Math.floor(bytes / BYTES);
}
