import type { Server as HttpServer } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Log } from '#kernel/ports/log.ts';
import type { Certificate } from './certificate.ts';

interface Renewal {
  server: HttpServer | HttpsServer;
  /** What the server has now. */
  certificate: Certificate;
  /** What it should have; may throw while files are being replaced. */
  read(): Promise<Certificate | undefined>;
  log: Log;
  /** ms. */
  everyMs?: number;
}

const EVERY_MS = 60_000;

/**
 * Lets new connections have a certificate that was renewed, without a restart; those that are open keep theirs. Looks at what
 * the files say, not at when they changed: tools renew by replacing links, too. What isn't whole is tried again at the next look.
 *
 * @returns ends it
 */
export function followCertificate({ server, certificate, read, log, everyMs = EVERY_MS }: Renewal): () => void {
  if (!(server instanceof HttpsServer)) return () => {};
  let known = certificate;
  let told = false;
  const look = async () => {
    try {
      const found = await read();
      told = false;
      if (found === undefined || (found.cert === known.cert && found.key === known.key)) return;
      server.setSecureContext({ ...found, minVersion: 'TLSv1.2' });
      known = found;
      log.info({}, 'the renewed certificate is in use');
    } catch (error) {
      if (!told) log.warn({ err: error }, 'the certificate could not be read again; the former one stays in use');
      told = true;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
