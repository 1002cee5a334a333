import { JoinResponse, type ParticipantInfo, SignalResponse } from '@livekit/protocol';
import { type FrameFormat, OutgoingSignal } from './frames.ts';
import type { Participant } from './participant.ts';

const LENGTH_DELIMITED = 2;
const OTHERS = fieldNumber(JoinResponse, 'other_participants');
const JOIN = fieldNumber(SignalResponse, 'join');

function fieldNumber(type: { fields: { list(): readonly { name: string; no: number }[] } }, name: string): number {
  const field = type.fields.list().find((one) => one.name === name);
  if (!field) throw new Error(`the protocol has no field ${name}`);
  return field.no;
}

/**
 * The answer to a join, which tells of everybody who is there: in a room of thousands nearly all of the work of a join.
 * The states of others are therefore encoded once and put together here, as Protocol Buffers allow for repeated fields.
 */
export class JoinSignal extends OutgoingSignal {
  readonly #join: JoinResponse;
  readonly #others: readonly Participant[];

  constructor(join: JoinResponse, others: readonly Participant[]) {
    super({ case: 'join', value: join });
    this.#join = join;
    this.#others = others;
  }

  override frame(format: FrameFormat): Uint8Array | string {
    if (format === 'json') {
      this.#join.otherParticipants = this.#others.map((other) => other.info());
      return super.frame(format);
    }
    const own = this.#join.toBinary();
    const others = this.#others.map((other) => other.encodedAsOther);
    const length = others.reduce((sum, one) => sum + one.length, own.length);
    const start = head(JOIN, length);
    const bytes = Buffer.allocUnsafe(start.length + length);
    bytes.set(start);
    bytes.set(own, start.length);
    let at = start.length + own.length;
    for (const one of others) {
      bytes.set(one, at);
      at += one.length;
    }
    return bytes;
  }
}

/** A field's tag and length, both as varints. */
function head(field: number, length: number): Uint8Array {
  const bytes: number[] = [];
  for (let value of [(field << 3) | LENGTH_DELIMITED, length]) {
    for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
    bytes.push(value);
  }
  return Uint8Array.from(bytes);
}

/** The state of one participant as the field of a join that tells of it. That of one who publishes nothing is kept. */
export class EncodedOther {
  #bytes: Uint8Array | null = null;
  #version = 0;

  /** @param changing true for a state that changes without a new version: it is encoded each time */
  encode(version: number, changing: boolean, info: () => ParticipantInfo): Uint8Array {
    if (this.#bytes && this.#version === version && !changing) return this.#bytes;
    const state = info().toBinary();
    this.#bytes = Buffer.concat([head(OTHERS, state.length), state]);
    this.#version = version;
    return this.#bytes;
  }
}
