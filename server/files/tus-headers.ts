import { Failure } from '#kernel/failure.ts';

/** The headers of tus 1.0 with creation, checksum, termination and expiration. Everything else is refused. */

export const TUS_VERSION = '1.0.0';
export const CHECKSUMS = ['sha256', 'sha1'] as const;

export interface Checksum {
  algorithm: (typeof CHECKSUMS)[number];
  digest: Buffer;
}

const DIGEST_BYTES = { sha256: 32, sha1: 20 } as const;
const METADATA_CHARS = 8192;

/** A number of bytes. @throws Failure 'request.invalid' */
export function readBytes(header: string | string[] | undefined): number {
  const bytes = typeof header === 'string' && /^\d{1,16}$/.test(header) ? Number(header) : Number.NaN;
  if (!Number.isSafeInteger(bytes)) throw new Failure('request.invalid');
  return bytes;
}

/** `key base64,key base64,key`: keys once each, values as text. @throws Failure 'request.invalid' */
export function readMetadata(header: string | string[] | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (header === undefined || header === '') return values;
  if (typeof header !== 'string' || header.length > METADATA_CHARS) throw new Failure('request.invalid');
  for (const pair of header.split(',')) {
    const [, key, encoded = ''] = /^ *([!-+\--~]+)(?: +([A-Za-z0-9+/]*={0,2}))? *$/.exec(pair) ?? [];
    if (key === undefined || values.has(key)) throw new Failure('request.invalid');
    values.set(key, decode(encoded));
  }
  return values;
}

function decode(encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64');
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new Failure('request.invalid');
  return text;
}

/** `sha256 base64`. @throws Failure 'request.invalid', also for other algorithms */
export function readChecksum(header: string | string[] | undefined): Checksum | undefined {
  if (header === undefined) return undefined;
  const [, name, encoded = ''] = /^(\w+) ([A-Za-z0-9+/]+={0,2})$/.exec(String(header)) ?? [];
  const algorithm = CHECKSUMS.find((one) => one === name);
  const digest = Buffer.from(encoded, 'base64');
  if (algorithm === undefined || digest.length !== DIGEST_BYTES[algorithm]) throw new Failure('request.invalid');
  return { algorithm, digest };
}
