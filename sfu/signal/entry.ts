import type { Grants } from '../core/grants.ts';
import type { FrameFormat } from './frames.ts';
import { readJoinParams } from './join-params.ts';
import type { Rooms } from './rooms.ts';
import type { SignalSink } from './signal-port.ts';

/** A socket of whatever kind that carries signalling frames. */
export interface FrameSocket {
  send(frame: Uint8Array | string): void;
  close(how: 'finished' | 'broken'): void;
}

export type Entry =
  | { ok: true; open: (socket: FrameSocket) => { receive(frame: Uint8Array | string): void; closed(): void } }
  | { ok: false; status: number; message: string };

/** Where signalling sockets enter: checks a join, then turns a socket into a session. */
export class SignalDoor {
  readonly #rooms: Rooms;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  admit(query: URLSearchParams, grants: Grants, key: string, userAgent: string): Entry {
    const params = readJoinParams(query);
    if (!params) return { ok: false, status: 400, message: 'the join request cannot be read' };
    const attempt = { params, grants, key, userAgent };
    const refusal = this.#rooms.refusal(attempt);
    if (refusal) return { ok: false, ...refusal };
    return {
      ok: true,
      open: (socket) => {
        // Answered in kind: protobuf until the client's first text frame.
        let format: FrameFormat = 'protobuf';
        const sink: SignalSink = {
          send: (signal) => socket.send(signal.frame(format)),
          close: (how) => socket.close(how),
        };
        const session = this.#rooms.connect(attempt, sink);
        return {
          receive: (frame) => {
            format = typeof frame === 'string' ? 'json' : 'protobuf';
            session?.receive(frame);
          },
          closed: () => session?.closed(),
        };
      },
    };
  }
}
