import type { CommandName, ParamsOf, ResultOf, ServerFrame } from '#protocol/realtime.ts';
import { LeanSocket } from '../../wire/lean-socket.ts';
import { Refused } from '../http.ts';
import { ENDED } from './stats.ts';

interface Waiting {
  resolve(ok: unknown): void;
  reject(error: Error): void;
}

/** `{"re":…` and `{"push":"event"…` are read; of what else is pushed only 'bye'. */
const ANSWER_MARK = 'r'.charCodeAt(0);
const EVENT = Buffer.from('{"push":"event"');
const BYE = Buffer.from('{"push":"bye"');

export interface LineOptions {
  readonly origin: string;
  readonly from: string | undefined;
  readonly onFrame: (frame: ServerFrame) => void;
  readonly onEnd: () => void;
}

/** One WebSocket with commands and their answers, as cheap as it can be. */
export class Line {
  #socket: LeanSocket | undefined;
  #ended = false;
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();
  readonly #options: LineOptions;

  private constructor(options: LineOptions) {
    this.#options = options;
  }

  static async open(options: LineOptions): Promise<Line> {
    const line = new Line(options);
    const { protocol, hostname, port } = new URL(options.origin);
    const secure = protocol === 'https:';
    line.#socket = await LeanSocket.open({
      host: hostname,
      port: port === '' ? (secure ? 443 : 80) : Number(port),
      secure,
      path: '/ws',
      ...(options.from === undefined ? {} : { from: options.from }),
      onText: (payload) => line.#take(payload),
      onClose: () => line.#end(),
    });
    return line;
  }

  call<Name extends CommandName>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    if (this.#ended) return Promise.reject(new Refused(ENDED));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (ok) => resolve(ok as ResultOf<Name>), reject });
      this.#socket?.sendText(JSON.stringify({ id, do: name, with: params }));
    });
  }

  close(): void {
    this.#socket?.close();
    this.#end();
  }

  #take(payload: Buffer): void {
    const answer = payload[2] === ANSWER_MARK;
    if (!answer && !begins(payload, EVENT) && !begins(payload, BYE)) return;
    const frame = JSON.parse(payload.toString()) as ServerFrame;
    if (!('re' in frame)) {
      this.#options.onFrame(frame);
      return;
    }
    const waiting = this.#waiting.get(frame.re);
    this.#waiting.delete(frame.re);
    if ('ok' in frame) waiting?.resolve(frame.ok);
    else waiting?.reject(new Refused(frame.failure.code, frame.failure.retryAfterMs));
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const { reject } of this.#waiting.values()) reject(new Refused(ENDED));
    this.#waiting.clear();
    this.#options.onEnd();
  }
}

function begins(payload: Buffer, start: Buffer): boolean {
  return payload.length > start.length && payload.compare(start, 0, start.length, 0, start.length) === 0;
}
