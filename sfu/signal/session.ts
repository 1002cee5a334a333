import { DisconnectReason, RequestResponse, RequestResponse_Reason, type SignalRequest } from '@livekit/protocol';
import { describeBug } from './bug.ts';
import { readSignal } from './frames.ts';
import type { Log } from './log.ts';
import type { Participant } from './participant.ts';
import { requestCost } from './request-costs.ts';
import type { SignalSink } from './signal-port.ts';

/** More frames than that which make no sense, and the socket is closed. */
const MAX_MALFORMED = 10;
/** A request larger than that is not sent back to whom it is refused. */
const ECHOED_BYTES = 16_384;

export interface SignalSessionOptions {
  participant: Participant;
  sink: SignalSink;
  handle: (request: SignalRequest) => void;
  log: Log;
}

/** One signalling socket of a participant: frames in, the participant's doing out. */
export class SignalSession {
  readonly #options: SignalSessionOptions;
  #malformed = 0;

  constructor(options: SignalSessionOptions) {
    this.#options = options;
  }

  get participant(): Participant {
    return this.#options.participant;
  }

  /** Takes one frame: bytes are protobuf, text is JSON. Never throws. */
  receive(frame: Uint8Array | string): void {
    const { participant, sink, handle, log } = this.#options;
    if (participant.closed || participant.signal.sink !== sink) return;
    participant.heardAtMs = Date.now();
    const request = readSignal(frame);
    if (!request) {
      if (++this.#malformed > MAX_MALFORMED) sink.close('broken');
      return;
    }
    if (!this.#mayAsk(request, frame.length)) return;
    try {
      handle(request);
    } catch (error) {
      log.error({ participant: participant.sid, error: describeBug(error) }, 'a bug ended the session');
      participant.leave(DisconnectReason.UNKNOWN_REASON);
    }
  }

  /** Says no to who asks too much, and sends away who goes on. Who leaves may. */
  #mayAsk(request: SignalRequest, bytes: number): boolean {
    const { participant, log } = this.#options;
    const nowMs = Date.now();
    if (request.message.case === 'leave' || participant.requests.take(requestCost(request, bytes), nowMs)) return true;
    if (!participant.refusals.take(1, nowMs)) {
      log.warn({ participant: participant.sid }, 'a client that asked without end was sent away');
      participant.leave(DisconnectReason.PARTICIPANT_REMOVED);
    } else participant.signal.send({ case: 'requestResponse', value: refusalOf(request, bytes) });
    return false;
  }

  /** The socket is gone: the participant may come back on another. */
  closed(): void {
    const { participant, sink } = this.#options;
    participant.signal.lose(sink, Date.now());
  }
}

function refusalOf({ message }: SignalRequest, bytes: number): RequestResponse {
  const answer = new RequestResponse({
    reason: RequestResponse_Reason.LIMIT_EXCEEDED,
    message: 'too many requests: ask again in a moment',
  });
  if (message.case === 'updateMetadata') answer.requestId = message.value.requestId;
  if (message.case === 'addTrack' && bytes <= ECHOED_BYTES) answer.request = message;
  return answer;
}
