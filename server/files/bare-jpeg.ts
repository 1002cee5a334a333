import { Buffer } from 'node:buffer';

/** ITU-T T.81, table B.1. */
const [SOI, EOI, SOS, COM, APP0, APP2, APP14, APP15] = [0xd8, 0xd9, 0xda, 0xfe, 0xe0, 0xe2, 0xee, 0xef];
/** How long a JFIF header is that has no small picture in it, with its own length: ITU-T T.871, 10.1. */
const JFIF_BYTES = 16;

/**
 * A JPEG without what it says besides being seen: place, camera, words, small pictures inside, and whatever comes after its end. What is
 * seen stays byte by byte. Undefined when it is built in a way that is not understood.
 */
export function bareJpeg(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xff00 + SOI) return undefined;
  const kept = [bytes.subarray(0, 2)];
  for (let at = 2; ; ) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) return undefined;
    if (marker === EOI) return Buffer.concat([...kept, bytes.subarray(at, at + 2)]);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = segmentEnd(bytes, at, marker);
    if (end === undefined) return undefined;
    if (isSeen(marker, bytes.subarray(at + 2, end))) kept.push(bytes.subarray(at, end));
    at = end;
  }
}

/** Where the next marker may be; undefined when this one has no length, or goes past the end. */
function segmentEnd(bytes: Buffer, at: number, marker: number): number | undefined {
  if (marker <= 1 || isRestart(marker) || marker === SOI || at + 4 > bytes.length) return undefined;
  const length = bytes.readUInt16BE(at + 2);
  const end = at + 2 + length;
  if (length < 2 || end > bytes.length) return undefined;
  return marker === SOS ? scanEnd(bytes, end) : end;
}

/** Where the next marker is after the lines of a picture, in which 0xff is followed by 0 or counts restarts. */
function scanEnd(bytes: Buffer, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  return undefined;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** `segment`: with its length. Of what programs may add, colours belong to what is seen. */
function isSeen(marker: number, segment: Buffer): boolean {
  const begins = (name: string) => segment.subarray(2, 2 + name.length).equals(Buffer.from(name, 'latin1'));
  if (marker === APP0) return begins('JFIF\0') && segment.length === JFIF_BYTES;
  if (marker === APP2) return begins('ICC_PROFILE\0');
  if (marker === APP14) return begins('Adobe');
  return marker !== COM && (marker < APP0 || marker > APP15);
}
