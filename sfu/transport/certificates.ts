import { randomBytes, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

/** Our side of DTLS for transports whose credentials the client must learn before we know the client's. */
export interface DtlsCertificate {
  certificatePem: string;
  keyPem: string;
  /** `sha-256 AB:CD:…`. */
  fingerprint: string;
}

const DAY_MS = 86_400_000;

export async function createCertificate(nowMs: number): Promise<DtlsCertificate> {
  const made = await generate([{ name: 'commonName', value: 'sfu' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - DAY_MS),
    notAfterDate: new Date(nowMs + 3650 * DAY_MS),
  });
  const { fingerprint256 } = new X509Certificate(made.cert);
  return { certificatePem: made.cert, keyPem: made.private, fingerprint: `sha-256 ${fingerprint256}` };
}

/** ICE credentials of our own: 48 and 144 random bits (RFC 8445 §5.3 asks for 24 and 128). */
export function createIceCredentials(): { iceUfrag: string; icePwd: string } {
  return { iceUfrag: iceText(6), icePwd: iceText(18) };
}

/** Base64 without `=` is just the alphabet of ICE. */
function iceText(bytes: number): string {
  return randomBytes(bytes).toString('base64');
}
