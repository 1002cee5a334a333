import { type KeyObject, verify } from 'node:crypto';

/** What a JWT says of itself, and claims. */
export interface CheckedToken {
  head: Readonly<Record<string, unknown>>;
  claims: Readonly<Record<string, unknown>>;
}

/** Reads a JWT that the key has signed. @throws Error for another one */
export function checkedToken(token: string, key: KeyObject): CheckedToken {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const how = { key, dsaEncoding: 'ieee-p1363' as const };
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), how, Buffer.from(signature, 'base64url')))
    throw new Error('the token is not signed by the key');
  return { head: read(head), claims: read(claims) };
}

function read(part: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Readonly<Record<string, unknown>>;
}
