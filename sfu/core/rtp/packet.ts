/** One parsed RTP packet (RFC 3550 §5.1) with its header extensions (RFC 8285). Reused: `parse` overwrites everything. */
export class RtpPacket {
  bytes: Uint8Array = new Uint8Array(0);
  payloadType = 0;
  marker = false;
  sequence = 0;
  timestamp = 0;
  ssrc = 0;
  payloadStart = 0;
  /** Behind the payload, before the padding. */
  payloadEnd = 0;
  /** Ids of the extensions present; the first `extensionCount` entries count. */
  readonly extensionIds = new Uint8Array(32);
  extensionCount = 0;
  #payload: Uint8Array | null = null;
  readonly #start = new Uint16Array(256);
  readonly #length = new Uint8Array(256);

  get payloadLength(): number {
    return this.payloadEnd - this.payloadStart;
  }

  /** The payload without padding: the same view for all who ask, as one packet goes to many. */
  get payload(): Uint8Array {
    this.#payload ??= this.bytes.subarray(this.payloadStart, this.payloadEnd);
    return this.#payload;
  }

  /** Where the value of extension `id` begins in `bytes`; 0 = absent. */
  extensionStart(id: number): number {
    return this.#start[id] ?? 0;
  }

  extensionLength(id: number): number {
    return this.#length[id] ?? 0;
  }

  /** False if the bytes are no RTP packet; the fields are then meaningless. `bytes` is referred to, not copied. */
  parse(bytes: Uint8Array): boolean {
    for (let i = 0; i < this.extensionCount; i++) this.#start[this.extensionIds[i] ?? 0] = 0;
    this.extensionCount = 0;
    const size = bytes.length;
    const first = bytes[0] ?? 0;
    if (size < 12 || size > 0xffff || first >> 6 !== 2) return false;
    this.bytes = bytes;
    this.#payload = null;
    this.marker = (at(bytes, 1) & 0x80) !== 0;
    this.payloadType = at(bytes, 1) & 0x7f;
    this.sequence = read16(bytes, 2);
    this.timestamp = read32(bytes, 4);
    this.ssrc = read32(bytes, 8);
    let offset = 12 + (first & 0x0f) * 4;
    if (first & 0x10) {
      if (offset + 4 > size) return false;
      const end = offset + 4 + read16(bytes, offset + 2) * 4;
      if (end > size) return false;
      this.#parseExtensions(read16(bytes, offset), offset + 4, end);
      offset = end;
    }
    const padding = first & 0x20 ? at(bytes, size - 1) : 0;
    this.payloadStart = offset;
    this.payloadEnd = size - padding;
    return offset <= this.payloadEnd && !(first & 0x20 && padding === 0);
  }

  #parseExtensions(profile: number, start: number, end: number): void {
    if (profile === 0xbede) this.#parseOneByte(start, end);
    else if ((profile & 0xfff0) === 0x1000) this.#parseTwoByte(start, end);
  }

  #parseOneByte(start: number, end: number): void {
    let offset = start;
    while (offset < end) {
      const head = at(this.bytes, offset++);
      const id = head >> 4;
      if (head === 0) continue;
      if (id === 15) return;
      const length = (head & 0x0f) + 1;
      if (offset + length > end) return;
      if (id !== 0) this.#add(id, offset, length);
      offset += length;
    }
  }

  #parseTwoByte(start: number, end: number): void {
    let offset = start;
    while (offset + 1 < end) {
      const id = at(this.bytes, offset++);
      if (id === 0) continue;
      const length = at(this.bytes, offset++);
      if (offset + length > end) return;
      this.#add(id, offset, length);
      offset += length;
    }
  }

  #add(id: number, start: number, length: number): void {
    if (this.#start[id] || this.extensionCount === this.extensionIds.length) return;
    this.extensionIds[this.extensionCount++] = id;
    this.#start[id] = start;
    this.#length[id] = length;
  }
}

/** Whether a packet on a transport with rtcp-mux is RTCP (RFC 5761 §4). */
export function isRtcp(bytes: Uint8Array): boolean {
  const type = at(bytes, 1) & 0x7f;
  return type >= 64 && type <= 95;
}

/** The byte at `offset`, 0 behind the end. */
export function at(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}

export function read16(bytes: Uint8Array, offset: number): number {
  return (at(bytes, offset) << 8) | at(bytes, offset + 1);
}

export function read24(bytes: Uint8Array, offset: number): number {
  return (at(bytes, offset) << 16) | read16(bytes, offset + 1);
}

export function read32(bytes: Uint8Array, offset: number): number {
  return ((at(bytes, offset) << 24) | read24(bytes, offset + 1)) >>> 0;
}

export function write16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >> 8;
  bytes[offset + 1] = value;
}

export function write24(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >> 16;
  write16(bytes, offset + 1, value & 0xffff);
}

export function write32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  write24(bytes, offset + 1, value & 0xffffff);
}
