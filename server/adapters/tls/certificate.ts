import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import selfsigned from 'selfsigned';

export interface Certificate {
  /** PEM. */
  cert: string;
  key: string;
}

const VALID_DAYS = 397;
const RENEW_BEFORE_MS = 14 * 24 * 3600 * 1000;

/**
 * A certificate of this machine's own for `addresses`, kept in `folder` and made anew when the addresses change or it
 * is about to end. Browsers warn about it once; cameras and microphones work behind it.
 */
export async function ownCertificate(
  folder: string,
  addresses: readonly string[],
  nowMs: number,
): Promise<Certificate> {
  const paths = { cert: join(folder, 'own-cert.pem'), key: join(folder, 'own-key.pem') };
  if (existsSync(paths.cert) && existsSync(paths.key)) {
    const kept = { cert: readFileSync(paths.cert, 'utf8'), key: readFileSync(paths.key, 'utf8') };
    if (stillGood(kept.cert, addresses, nowMs)) return kept;
  }
  const made = await makeCertificate(addresses, nowMs);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(paths.key, made.key, { mode: 0o600 });
  writeFileSync(paths.cert, made.cert);
  return made;
}

function stillGood(pem: string, addresses: readonly string[], nowMs: number): boolean {
  try {
    const certificate = new X509Certificate(pem);
    if (certificate.validToDate.getTime() - nowMs < RENEW_BEFORE_MS) return false;
    return addresses.every((address) => certificate.checkIP(address) !== undefined);
  } catch {
    return false;
  }
}

async function makeCertificate(addresses: readonly string[], nowMs: number): Promise<Certificate> {
  const made = await selfsigned.generate([{ name: 'commonName', value: 'Yiqi on this network' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - 24 * 3600 * 1000),
    notAfterDate: new Date(nowMs + VALID_DAYS * 24 * 3600 * 1000),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [{ type: 2, value: 'localhost' }, ...addresses.map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
