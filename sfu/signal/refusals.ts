import { RequestResponse, type RequestResponse_Reason } from '@livekit/protocol';
import type { Participant } from './participant.ts';

/** Answers a request, mostly with no: `request` lets the client find out which one. */
export function refuse(
  participant: Participant,
  reason: RequestResponse_Reason,
  message: string,
  request: RequestResponse['request'],
  requestId = 0,
): void {
  participant.signal.send({
    case: 'requestResponse',
    value: new RequestResponse({ requestId, reason, message, request }),
  });
}
