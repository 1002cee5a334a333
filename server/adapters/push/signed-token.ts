import { type KeyObject, sign } from 'node:crypto';

/** A JWT (RFC 7519) by a P-256 key (ES256) or an RSA key (RS256). */
export function signedToken(
  head: { alg: 'ES256' | 'RS256'; kid?: string },
  claims: Readonly<Record<string, string | number>>,
  key: KeyObject,
): string {
  const text = `${part({ typ: 'JWT', ...head })}.${part(claims)}`;
  // The encoding is for P-256 alone: RFC 7518, 3.4.
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
