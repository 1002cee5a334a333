import { DisconnectReason, type SignalRequest } from '@livekit/protocol';
import { describeBug } from './bug.ts';
import { readSignal } from './frames.ts';
import type { Log } from './log.ts';
import type { Participant } from './participant.ts';
import type { SignalSink } from './signal-port.ts';

/** More frames than that which make no sense, and the socket is closed. */
const MAX_MALFORMED = 10;

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
    try {
      handle(request);
    } catch (error) {
      log.error({ participant: participant.sid, error: describeBug(error) }, 'a bug ended the session');
      participant.leave(DisconnectReason.UNKNOWN_REASON);
    }
  }

  /** The socket is gone: the participant may come back on another. */
  closed(): void {
    const { participant, sink } = this.#options;
    participant.signal.lose(sink, Date.now());
  }
}
