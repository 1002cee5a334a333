import { createCipheriv } from 'node:crypto';

/** RFC 3711 §4.3.2. */
const LABEL = { rtp: 0, rtcp: 3 } as const;
const SALT_BYTES = 14;
const AUTHENTICATION_BYTES = 20;

export interface MasterKey {
  key: Uint8Array;
  salt: Uint8Array;
}

export interface SessionKeys {
  encryption: Uint8Array;
  authentication: Uint8Array;
  salt: Uint8Array;
}

/** The keys of one direction for RTP or RTCP (RFC 3711 §4.3.1 with a key derivation rate of 0; RFC 7714 §11). */
export function sessionKeys(master: MasterKey, of: 'rtp' | 'rtcp'): SessionKeys {
  const first = LABEL[of];
  return {
    encryption: derive(master, first, 16),
    authentication: derive(master, first + 1, AUTHENTICATION_BYTES),
    salt: derive(master, first + 2, master.salt.length),
  };
}

/** AES in counter mode over zeros, from a block that the label tells apart. Short salts end in zeros. */
function derive(master: MasterKey, label: number, length: number): Uint8Array {
  const vector = Buffer.alloc(16);
  vector.set(master.salt.subarray(0, SALT_BYTES));
  vector[7] = (vector[7] ?? 0) ^ label;
  return createCipheriv('aes-128-ctr', master.key, vector).update(Buffer.alloc(length));
}

/** What DTLS exported (RFC 5764 §4.2): both keys, then both salts, the client's first. */
export function splitExported(exported: Uint8Array): { client: MasterKey; server: MasterKey } {
  const saltBytes = (exported.length - 32) / 2;
  const salt = (index: number): Uint8Array => exported.slice(32 + index * saltBytes, 32 + (index + 1) * saltBytes);
  return {
    client: { key: exported.slice(0, 16), salt: salt(0) },
    server: { key: exported.slice(16, 32), salt: salt(1) },
  };
}
