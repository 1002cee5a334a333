import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from 'node:crypto';
import type { WebAddress } from '#server/push/ports.ts';

const RECORD_BYTES = 4096;
const TAG_BYTES = 16;
/** A record with its tag and delimiter; what push services must take (RFC 8291, 4). */
export const MOST_BYTES = RECORD_BYTES - TAG_BYTES - 1;

/** What is random in a message; given only by tests, for the example of RFC 8291. */
interface Chance {
  ecdh: ECDH;
  salt: Buffer;
}

/** Encrypts for one device: the `aes128gcm` coding of RFC 8188 with the keys of RFC 8291. @throws Error for bad keys */
export function encrypt(plain: Buffer, { p256dh, auth }: WebAddress, chance: Chance = freshChance()): Buffer {
  const { ecdh, salt } = chance;
  const theirs = Buffer.from(p256dh, 'base64url');
  const ours = ecdh.getPublicKey();
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours]);
  const ikm = derive(ecdh.computeSecret(theirs), Buffer.from(auth, 'base64url'), info, 32);
  const key = derive(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  // 2: the delimiter of the last record.
  const body = Buffer.concat([cipher.update(plain), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(RECORD_BYTES);
  head.writeUInt8(ours.length, 4);
  return Buffer.concat([salt, head, ours, body]);
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}

function freshChance(): Chance {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  return { ecdh, salt: randomBytes(16) };
}
