import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { createSecureContext } from 'node:tls';
import { lanAddresses } from './adapters/tls/addresses.ts';
import { type Certificate, ownCertificate } from './adapters/tls/certificate.ts';
import type { Settings } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import type { DataFolder } from './data-folder.ts';

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/** The certificate to serve HTTPS with: the given one, or this machine's own with `--lan`; none: plain HTTP. */
export async function tlsOf(settings: Settings, data: DataFolder, nowMs: number): Promise<Certificate | undefined> {
  if (settings.tls_cert !== '') return givenCertificate(settings);
  if (!settings.lan) return undefined;
  return ownCertificate(data.file('tls'), [...lanAddresses(), '127.0.0.1'], nowMs);
}

function givenCertificate({ tls_cert, tls_key }: Settings): Certificate {
  const certificate = { cert: readPem(tls_cert), key: readPem(tls_key) };
  try {
    createSecureContext(certificate);
  } catch {
    throw new StartError(`${tls_cert} and ${tls_key} are not a certificate and its key in PEM form.`);
  }
  return certificate;
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartError(`Cannot read ${path} (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Where people reach the server that listens on `port`, the address to show first. */
export function originsOf(settings: Settings, port: number, secure: boolean): string[] {
  if (settings.url !== '') return [settings.url];
  const everywhere = settings.lan || settings.host === '0.0.0.0' || settings.host === '::';
  const hosts = everywhere ? [...lanAddresses(), '127.0.0.1'] : [settings.host];
  const scheme = secure ? 'https' : 'http';
  return hosts.map((host) => `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`);
}
