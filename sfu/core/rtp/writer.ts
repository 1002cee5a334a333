import { write16, write32 } from './packet.ts';

/** Bytes that a rewritten packet may be longer than the packet it was made from. */
const HEADROOM = 256;
const MAX_EXTENSIONS = 16;

/** Composes RTP packets into one buffer that is used again and again. */
export class RtpWriter {
  #buffer = new Uint8Array(2048);
  readonly #ids = new Uint8Array(MAX_EXTENSIONS);
  readonly #starts = new Uint16Array(MAX_EXTENSIONS);
  readonly #lengths = new Uint8Array(MAX_EXTENSIONS);
  readonly #sources: Uint8Array[] = [];
  #count = 0;
  /** Where the payload begins, after `endHeader`. */
  payloadStart = 0;
  #end = 0;
  #view = this.#buffer.subarray(0, 0);

  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /** What was composed; valid until the next `begin`. Most packets of a stream are as long as the one before. */
  get bytes(): Uint8Array {
    if (this.#view.length !== this.#end || this.#view.buffer !== this.#buffer.buffer)
      this.#view = this.#buffer.subarray(0, this.#end);
    return this.#view;
  }

  get length(): number {
    return this.#end;
  }

  begin(payloadType: number, marker: boolean, sequence: number, timestamp: number, ssrc: number): void {
    this.#buffer[1] = payloadType | (marker ? 0x80 : 0);
    write16(this.#buffer, 2, sequence);
    write32(this.#buffer, 4, timestamp);
    write32(this.#buffer, 8, ssrc);
    this.#count = 0;
  }

  /** Adds a header extension whose value is `length` bytes of `source`. Beyond 16 they are left out. */
  extension(id: number, source: Uint8Array, start: number, length: number): void {
    if (this.#count === MAX_EXTENSIONS) return;
    this.#ids[this.#count] = id;
    this.#sources[this.#count] = source;
    this.#starts[this.#count] = start;
    this.#lengths[this.#count++] = length;
  }

  /** Writes the extensions: one-byte form where it can hold them, else two-byte form (RFC 8285 §4.2, §4.3). */
  endHeader(): void {
    this.#end = this.payloadStart = 12;
    this.#buffer[0] = 0x80;
    if (this.#count === 0) return;
    this.#reserve(this.#extensionsSize());
    this.#buffer[0] = 0x90;
    const oneByte = this.#fitsOneByte();
    let offset = 16;
    for (let i = 0; i < this.#count; i++) offset = this.#writeExtension(i, offset, oneByte);
    while (offset % 4 !== 0) this.#buffer[offset++] = 0;
    write16(this.#buffer, 12, oneByte ? 0xbede : 0x1000);
    write16(this.#buffer, 14, (offset - 16) / 4);
    this.#end = this.payloadStart = offset;
  }

  payload(source: Uint8Array, start = 0, end = source.length): void {
    this.#reserve(this.#end + end - start);
    const isWhole = start === 0 && end === source.length;
    this.#buffer.set(isWhole ? source : source.subarray(start, end), this.#end);
    this.#end += end - start;
  }

  /** The original sequence number in front of an RTX payload (RFC 4588 §4). */
  original(sequence: number): void {
    write16(this.#buffer, this.#end, sequence);
    this.#end += 2;
  }

  /** As much padding as one packet holds (RFC 3550 §5.1). */
  padding(): void {
    this.#reserve(this.#end + 255);
    this.#buffer.fill(0, this.#end, this.#end + 254);
    this.#buffer[this.#end + 254] = 255;
    this.#buffer[0] = (this.#buffer[0] ?? 0) | 0x20;
    this.#end += 255;
  }

  #extensionsSize(): number {
    let size = 20;
    for (let i = 0; i < this.#count; i++) size += 2 + (this.#lengths[i] ?? 0);
    return size;
  }

  #fitsOneByte(): boolean {
    for (let i = 0; i < this.#count; i++) {
      const id = this.#ids[i] ?? 0;
      const length = this.#lengths[i] ?? 0;
      if (id > 14 || length === 0 || length > 16) return false;
    }
    return true;
  }

  #writeExtension(index: number, start: number, oneByte: boolean): number {
    const id = this.#ids[index] ?? 0;
    const length = this.#lengths[index] ?? 0;
    const from = this.#starts[index] ?? 0;
    const source = this.#sources[index];
    let offset = start;
    if (oneByte) this.#buffer[offset++] = (id << 4) | (length - 1);
    else {
      this.#buffer[offset++] = id;
      this.#buffer[offset++] = length;
    }
    for (let i = 0; i < length; i++) this.#buffer[offset++] = source?.[from + i] ?? 0;
    return offset;
  }

  #reserve(size: number): void {
    if (size + HEADROOM <= this.#buffer.length) return;
    const grown = new Uint8Array(size + HEADROOM);
    grown.set(this.#buffer.subarray(0, this.#end));
    this.#buffer = grown;
  }
}
