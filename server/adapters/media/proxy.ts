import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** What of the LiveKit surface lives on this server's own port. */
const MEDIA_PATHS = /^\/(rtc|twirp|whip)(\/|$|\?)/;
/** … and what admins of a room may look into; the web client's own pages begin alike. */
const ADMIN_PATHS = /^\/admin\/rooms\/[^/?]+\/(dump|participants\/[^/?]+\/capture)(\?|$)/;

export function isMediaPath(url: string | undefined): boolean {
  return MEDIA_PATHS.test(url ?? '') || ADMIN_PATHS.test(url ?? '');
}

/** Headers that speak of one connection only. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'trailer']);

/** Passes an HTTP request on to the media process on `port`; 503 when that isn't there. */
export function proxyRequest(request: IncomingMessage, response: ServerResponse, port: number | undefined): void {
  if (port === undefined) {
    refuse(response);
    return;
  }
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name)));
  const onward = httpRequest(
    { host: '127.0.0.1', port, method: request.method, path: request.url, headers },
    (answer) => {
      const passed = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name));
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(passed));
      answer.pipe(response);
    },
  );
  onward.on('error', () => (response.headersSent ? response.destroy() : refuse(response)));
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function refuse(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('media server unavailable');
}

/** Joins an upgrade (signalling) with the media process: bytes both ways until either side ends. */
export function proxyUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, port: number | undefined): void {
  if (port === undefined) {
    socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
    return;
  }
  const onward = connect(port, '127.0.0.1', () => {
    onward.setNoDelay(true);
    onward.write(requestHead(request));
    if (head.length > 0) onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  onward.on('close', () => socket.destroy());
  socket.on('error', () => onward.destroy());
  socket.on('close', () => onward.destroy());
}

function requestHead(request: IncomingMessage): string {
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
