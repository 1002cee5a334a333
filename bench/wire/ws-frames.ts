/** WebSocket frames (RFC 6455 §5) as a client writes and reads them. */
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** A whole masked frame. `mask`: four bytes. */
export function clientFrame(opcode: number, payload: Uint8Array, mask: Uint8Array): Buffer {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + 4 + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (head === 2 ? length : head === 4 ? 126 : 127);
  if (head === 4) frame.writeUInt16BE(length, 2);
  if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(mask, head);
  for (let i = 0; i < length; i += 1) frame[head + 4 + i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return frame;
}

/** Cuts a server's bytes into frames. Servers measured here send every message as one frame. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  readonly #onFrame: (opcode: number, payload: Buffer) => void;

  /** The payload is valid during the call only. */
  constructor(onFrame: (opcode: number, payload: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const head = headOf(bytes, at);
      if (head === undefined || at + head.size + head.length > bytes.length) break;
      const start = at + head.size;
      at = start + head.length;
      this.#onFrame((bytes[start - head.size] ?? 0) & 0x0f, bytes.subarray(start, at));
    }
    // The chunk's memory is used again by the next read.
    this.#rest = at === bytes.length ? EMPTY : Buffer.from(bytes.subarray(at));
  }
}

const EMPTY: Buffer = Buffer.alloc(0);

function headOf(bytes: Buffer, at: number): { size: number; length: number } | undefined {
  const room = bytes.length - at;
  if (room < 2) return undefined;
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  if (short < 126) return { size: 2, length: short };
  if (short === 126) return room < 4 ? undefined : { size: 4, length: bytes.readUInt16BE(at + 2) };
  return room < 10 ? undefined : { size: 10, length: Number(bytes.readBigUInt64BE(at + 2)) };
}
