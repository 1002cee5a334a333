import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Language } from '#protocol/failures.ts';

/** The HTTP status with which a request for `/ws` is refused; undefined when it may go on. */
export function upgradeFault(request: IncomingMessage, busy: boolean): number | undefined {
  if (request.method !== 'GET') return 405;
  if (!sameOrigin(request)) return 403;
  return busy ? 503 : undefined;
}

/** Browsers always tell the origin; a page from elsewhere must not talk for the person. Programs tell none. */
function sameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === new URL(`http://${host}`).host;
}

export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

export function languageOf(acceptLanguage: string | undefined): Language {
  return /^\s*zh\b/i.test(acceptLanguage ?? '') ? 'zh' : 'en';
}
