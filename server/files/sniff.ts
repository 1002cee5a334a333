/** Bytes from the beginning of a file that tell its type. */
export const HEAD_BYTES = 4096;

type Test = (head: Buffer) => boolean;

const at = (offset: number, bytes: string): Test => {
  const wanted = Buffer.from(bytes, 'latin1');
  return (head) => head.subarray(offset, offset + wanted.length).equals(wanted);
};
const all =
  (...tests: Test[]): Test =>
  (head) =>
    tests.every((test) => test(head));
const has =
  (letters: string): Test =>
  (head) =>
    head.includes(letters, 0, 'latin1');
/** ISO/IEC 14496-12, 4.3: a file type box that names one of these brands first. */
const brand = (...brands: string[]): Test =>
  all(at(4, 'ftyp'), (head) => brands.includes(head.subarray(8, 12).toString('latin1').trim()));

/** The first that fits holds. What browsers would run (HTML, SVG, scripts) is plain text here. */
const TYPES: readonly [string, Test][] = [
  ['image/jpeg', at(0, '\xff\xd8\xff')],
  ['image/png', at(0, '\x89PNG\r\n\x1a\n')],
  ['image/gif', (head) => /^GIF8[79]a/.test(head.subarray(0, 6).toString('latin1'))],
  ['image/webp', all(at(0, 'RIFF'), at(8, 'WEBP'))],
  ['image/avif', brand('avif', 'avis')],
  ['image/heic', brand('heic', 'heix', 'hevc', 'hevx', 'mif1', 'msf1')],
  ['image/bmp', all(at(0, 'BM'), at(6, '\0\0\0\0'))],
  ['image/tiff', (head) => at(0, 'II*\0')(head) || at(0, 'MM\0*')(head)],
  ['audio/mp4', brand('M4A', 'M4B')],
  // Recorders of browsers name no brand of sound, but tell the tracks first.
  ['audio/mp4', all(at(4, 'ftyp'), has('soun'), (head) => !has('vide')(head))],
  ['video/quicktime', brand('qt')],
  ['video/mp4', at(4, 'ftyp')],
  ['audio/webm', all(at(0, '\x1aE\xdf\xa3'), has('webm'), has('A_'), (head) => !has('V_')(head))],
  ['video/webm', all(at(0, '\x1aE\xdf\xa3'), (head) => head.subarray(0, 64).includes('webm'))],
  ['video/x-matroska', at(0, '\x1aE\xdf\xa3')],
  ['audio/mpeg', (head) => at(0, 'ID3')(head) || isMpegAudio(head)],
  ['audio/ogg', at(0, 'OggS')],
  ['audio/flac', at(0, 'fLaC')],
  ['audio/wav', all(at(0, 'RIFF'), at(8, 'WAVE'))],
  ['application/pdf', at(0, '%PDF-')],
  ['application/zip', (head) => at(0, 'PK\x03\x04')(head) || at(0, 'PK\x05\x06')(head)],
  ['application/gzip', at(0, '\x1f\x8b\x08')],
  ['application/x-7z-compressed', at(0, "7z\xbc\xaf'\x1c")],
  ['application/vnd.rar', at(0, 'Rar!\x1a\x07')],
];

/** ISO/IEC 11172-3: a frame header of layer III. */
function isMpegAudio(head: Buffer): boolean {
  return head.length > 2 && head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2 && ((head[2] ?? 0) & 0xf0) !== 0xf0;
}

/** The media type of what begins like this, whatever it is called. */
export function sniff(head: Buffer): string {
  const found = TYPES.find(([, test]) => test(head));
  return found?.[0] ?? (isText(head) ? 'text/plain' : 'application/octet-stream');
}

/** UTF-8, perhaps cut off in the middle of a character, without what no text has. */
function isText(head: Buffer): boolean {
  if (head.length === 0) return false;
  for (const byte of head) if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** What may be shown where it is: everything else is only saved. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'],
  ...['video/mp4', 'video/webm', 'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/flac', 'audio/wav'],
  ...['audio/webm', 'audio/x-caf'],
]);

export function isShown(type: string): boolean {
  return SHOWN.has(type);
}

export function isVideo(type: string): boolean {
  return type === 'video/mp4' || type === 'video/webm';
}

/** Pictures that are made smaller and shown as such. */
const PICTURES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']);

export function isPicture(type: string): boolean {
  return PICTURES.has(type);
}
