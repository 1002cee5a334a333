import {
  DataTrackInfo,
  type PublishDataTrackRequest,
  PublishDataTrackResponse,
  RequestResponse_Reason,
  type UnpublishDataTrackRequest,
  UnpublishDataTrackResponse,
} from '@livekit/protocol';
import type { Participant } from './participant.ts';
import { refuse } from './refusals.ts';

export function publishDataTrack(participant: Participant, request: PublishDataTrackRequest): void {
  const original = { case: 'publishDataTrack', value: request } as const;
  if (!participant.grants.canPublishData) {
    refuse(participant, RequestResponse_Reason.NOT_ALLOWED, 'does not have permission to publish data', original);
    return;
  }
  const info = participant.dataTracks.publish(request);
  if (!(info instanceof DataTrackInfo)) {
    refuse(participant, info.reason, info.message, original);
    return;
  }
  participant.signal.send({ case: 'publishDataTrackResponse', value: new PublishDataTrackResponse({ info }) });
}

export function unpublishDataTrack(participant: Participant, request: UnpublishDataTrackRequest): void {
  const info = participant.dataTracks.unpublish(request.pubHandle);
  if (!info) {
    const original = { case: 'unpublishDataTrack', value: request } as const;
    refuse(participant, RequestResponse_Reason.NOT_FOUND, 'there is no such data track', original);
    return;
  }
  participant.signal.send({ case: 'unpublishDataTrackResponse', value: new UnpublishDataTrackResponse({ info }) });
}
