import type { ChannelInit } from '../transport.ts';

/** Payload protocol identifiers, RFC 8831 §8. The partial ones are deprecated, and treated like their whole ones. */
export const PPID = { dcep: 50, text: 51, binary: 53, textEmpty: 56, binaryEmpty: 57 } as const;

const OPEN = 3;
const ACK = 2;
const HEADER = 12;
const UNORDERED = 0x80;
const RETRANSMITS = 1;
const LIFETIME = 2;
/** A channel with a lifetime gets as many retransmissions as fit into it, one in so many milliseconds. */
const LIFETIME_STEP_MS = 200;
const MAX_LABEL = 1024;

/** DATA_CHANNEL_OPEN, RFC 8832 §5.1. The protocol is left empty. */
export function writeOpen(init: ChannelInit): Uint8Array {
  const label = new TextEncoder().encode(init.label).subarray(0, MAX_LABEL);
  const bytes = new Uint8Array(HEADER + label.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, OPEN);
  const limited = init.maxRetransmits !== undefined;
  view.setUint8(1, (init.ordered ? 0 : UNORDERED) | (limited ? RETRANSMITS : 0));
  view.setUint32(4, init.maxRetransmits ?? 0);
  view.setUint16(8, label.length);
  bytes.set(label, HEADER);
  return bytes;
}

export function writeAck(): Uint8Array {
  return Uint8Array.of(ACK);
}

/** What a DCEP message says; undefined for one that says nothing we know. */
export function readDcep(bytes: Uint8Array): 'ack' | ChannelInit | undefined {
  if (bytes[0] === ACK) return 'ack';
  if (bytes[0] !== OPEN || bytes.length < HEADER) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const labelLength = view.getUint16(8);
  if (labelLength > MAX_LABEL || HEADER + labelLength + view.getUint16(10) > bytes.length) return undefined;
  const label = new TextDecoder().decode(bytes.subarray(HEADER, HEADER + labelLength));
  const init = { label, ordered: (view.getUint8(1) & UNORDERED) === 0 };
  const retransmits = limit(view.getUint8(1) & 0x7f, view.getUint32(4));
  return retransmits === undefined ? init : { ...init, maxRetransmits: retransmits };
}

function limit(reliability: number, parameter: number): number | undefined {
  if (reliability === RETRANSMITS) return parameter;
  return reliability === LIFETIME ? Math.floor(parameter / LIFETIME_STEP_MS) : undefined;
}
