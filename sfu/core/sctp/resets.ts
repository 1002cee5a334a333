import { tsnDistance, tsnPlus } from './serial.ts';
import { CHUNK, type Parameter, padded, readParameters } from './wire.ts';

/** Parameters and results of RE-CONFIG, RFC 6525 §4. */
const OUTGOING_RESET = 13;
const RESPONSE = 16;
const OTHER_REQUESTS = new Set([14, 15, 17, 18]);
const RESULT = { nothing: 0, performed: 1, denied: 2, badSequence: 5, inProgress: 6 } as const;
/** Streams named in one request. */
const MAX_NAMED = 200;

interface Request {
  readonly sequence: number;
  readonly lastTsn: number;
  readonly streams: readonly number[];
}

interface Port {
  /** The last TSN that was given to a chunk of ours. */
  readonly lastTsn: () => number;
  /** Whether messages of the stream still wait to be sent. */
  readonly hasWaiting: (stream: number) => boolean;
  /** The peer has begun these streams anew; none named means all. */
  readonly incoming: (streams: readonly number[]) => void;
  /** The peer has seen ours begin anew. */
  readonly outgoing: (streams: readonly number[]) => void;
  readonly respond: (chunk: Uint8Array) => void;
}

/** Resets streams, which is how data channels close: our requests one at a time, the peer's when all its data has come. */
export class Resets {
  failures = 0;
  readonly #port: Port;
  readonly #wanted = new Set<number>();
  #sequence: number;
  #request: Request | undefined;
  /** When the request is sent again; NaN for as soon as the clock is known, undefined when there is none. */
  #timerAt: number | undefined;
  #unsent = false;
  #peerSequence: number;
  #peerRequest: Request | undefined;
  #lastResult: number = RESULT.nothing;

  constructor(port: Port, firstTsn: number, peerFirstTsn: number) {
    this.#port = port;
    this.#sequence = firstTsn;
    this.#peerSequence = peerFirstTsn;
  }

  get dueAt(): number | undefined {
    return Number.isNaN(this.#timerAt) ? 0 : this.#timerAt;
  }

  /** Asks for a stream of ours to begin anew once all its messages have been sent. */
  reset(stream: number): void {
    this.#wanted.add(stream);
  }

  tick(nowMs: number, timeoutMs: number): void {
    if (Number.isNaN(this.#timerAt)) this.#timerAt = nowMs + timeoutMs;
    if (this.#timerAt === undefined || nowMs < this.#timerAt) return;
    this.failures++;
    this.#unsent = true;
    this.#timerAt = nowMs + timeoutMs;
  }

  /** The request that is to be sent now. */
  take(nowMs: number, timeoutMs: number): Uint8Array | undefined {
    if (!this.#request) this.#begin(nowMs + timeoutMs);
    if (!this.#request || !this.#unsent) return undefined;
    this.#unsent = false;
    return writeRequest(this.#request, tsnPlus(this.#peerSequence, -1));
  }

  received(body: DataView, cumulative: number): void {
    for (const parameter of readParameters(body, 0)) {
      if (parameter.type === OUTGOING_RESET) this.#asked(parameter.body, cumulative);
      else if (parameter.type === RESPONSE) this.#answered(parameter.body);
      else if (OTHER_REQUESTS.has(parameter.type)) this.#refuse(parameter);
    }
  }

  /** The peer's data has come up to `cumulative`: performs what waited for it. */
  advanced(cumulative: number): void {
    const request = this.#peerRequest;
    if (!request || tsnDistance(request.lastTsn, cumulative) > 0) return;
    this.#peerRequest = undefined;
    this.#peerSequence = tsnPlus(request.sequence, 1);
    this.#answer(request.sequence, RESULT.performed);
    this.#port.incoming(request.streams);
  }

  #begin(timerAt: number): void {
    if (this.#wanted.size === 0) return;
    const streams = [...this.#wanted].filter((stream) => !this.#port.hasWaiting(stream)).slice(0, MAX_NAMED);
    if (streams.length === 0) return;
    for (const stream of streams) this.#wanted.delete(stream);
    this.#request = { sequence: this.#sequence, lastTsn: this.#port.lastTsn(), streams };
    this.#sequence = tsnPlus(this.#sequence, 1);
    this.#unsent = true;
    this.#timerAt = timerAt;
  }

  #asked(body: DataView, cumulative: number): void {
    if (body.byteLength < 12) return;
    const sequence = body.getUint32(0);
    if (!this.#isNew(sequence) || this.#peerRequest) return;
    const streams: number[] = [];
    for (let at = 12; at + 2 <= body.byteLength; at += 2) streams.push(body.getUint16(at));
    this.#peerRequest = { sequence, lastTsn: body.getUint32(8), streams };
    this.advanced(cumulative);
  }

  #refuse({ body }: Parameter): void {
    if (body.byteLength < 4 || this.#peerRequest) return;
    const sequence = body.getUint32(0);
    if (!this.#isNew(sequence)) return;
    this.#peerSequence = tsnPlus(sequence, 1);
    this.#answer(sequence, RESULT.denied);
  }

  /** A repeated request gets its answer again. */
  #isNew(sequence: number): boolean {
    const ahead = tsnDistance(sequence, this.#peerSequence);
    if (ahead === 0) return true;
    this.#port.respond(writeResponse(sequence, ahead === -1 ? this.#lastResult : RESULT.badSequence));
    return false;
  }

  #answer(sequence: number, result: number): void {
    this.#lastResult = result;
    this.#port.respond(writeResponse(sequence, result));
  }

  #answered(body: DataView): void {
    const request = this.#request;
    if (body.byteLength < 8 || !request || body.getUint32(0) !== request.sequence) return;
    this.failures = 0;
    if (body.getUint32(4) === RESULT.inProgress) return;
    this.#request = undefined;
    this.#timerAt = undefined;
    this.#port.outgoing(request.streams);
  }
}

function writeRequest({ sequence, lastTsn, streams }: Request, peerSequence: number): Uint8Array {
  const [bytes, view] = reconfig(OUTGOING_RESET, 12 + streams.length * 2);
  view.setUint32(8, sequence);
  view.setUint32(12, peerSequence);
  view.setUint32(16, lastTsn);
  streams.forEach((stream, index) => {
    view.setUint16(20 + index * 2, stream);
  });
  return bytes;
}

function writeResponse(sequence: number, result: number): Uint8Array {
  const [bytes, view] = reconfig(RESPONSE, 8);
  view.setUint32(8, sequence);
  view.setUint32(12, result);
  return bytes;
}

/** A RE-CONFIG chunk with one parameter, whose value begins at byte 8. */
function reconfig(type: number, length: number): [Uint8Array, DataView] {
  const bytes = new Uint8Array(padded(8 + length));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, CHUNK.reconfig);
  view.setUint16(2, 8 + length);
  view.setUint16(4, type);
  view.setUint16(6, 4 + length);
  return [bytes, view];
}
