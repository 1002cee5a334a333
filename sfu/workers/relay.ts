import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { allowAnyOrigin } from '../api/cors.ts';

/** Headers that speak of one connection only. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'trailer']);
const UNAVAILABLE = 'the media server is starting again';
/** A worker answers at once or not at all. */
const ANSWER_WITHIN_MS = 10_000;

/** What one worker answered. */
export interface WorkerAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/**
 * Passes a request on to the worker on `port`; 503 when that isn't there or breaks off.
 * @param body what has been read of it already: all
 */
export function relayRequest(request: IncomingMessage, response: ServerResponse, port: number, body?: Buffer): void {
  const onward = httpRequest({ ...target(request, port), headers: headersFor(request, body) }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
    answer.pipe(response);
  });
  onward.on('error', () => (response.headersSent ? response.destroy() : refuseRequest(response)));
  response.on('close', () => onward.destroy());
  if (body) onward.end(body);
  else request.pipe(onward);
}

/** Asks one worker what the request asks; null when it isn't there or breaks off. */
export async function askWorker(request: IncomingMessage, port: number, body: Buffer): Promise<WorkerAnswer | null> {
  return await new Promise((resolve) => {
    const onward = httpRequest(
      { ...target(request, port), headers: headersFor(request, body), timeout: ANSWER_WITHIN_MS },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 502,
            headers: withoutHops(answer.headers),
            body: Buffer.concat(chunks),
          }),
        );
        answer.on('error', () => resolve(null));
      },
    );
    onward.on('timeout', () => onward.destroy());
    onward.on('error', () => resolve(null));
    onward.end(body);
  });
}

/** For a moment there is no worker that could answer. */
export function refuseRequest(response: ServerResponse): void {
  allowAnyOrigin(response);
  response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '1' }).end(UNAVAILABLE);
}

export function refuseUpgrade(socket: Duplex): void {
  socket.end(`HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nAccess-Control-Allow-Origin: *\r\n\r\n`);
}

/** Joins a signalling socket with a worker: bytes both ways until either side ends, then `ended` is called. */
export function relayUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  port: number,
  ended: () => void,
): void {
  const onward = connect(port, '127.0.0.1', () => {
    onward.setNoDelay(true);
    onward.write(requestHead(request));
    if (head.length > 0) onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  onward.on('close', () => socket.destroy());
  socket.on('close', () => {
    onward.destroy();
    ended();
  });
}

function target({ method, url }: IncomingMessage, port: number): object {
  return { host: '127.0.0.1', port, method, path: url };
}

function headersFor(request: IncomingMessage, body?: Buffer): Record<string, string | string[] | undefined> {
  const headers = withoutHops(request.headers);
  if (body) headers['content-length'] = String(body.length);
  return headers;
}

function withoutHops(headers: IncomingMessage['headers']): Record<string, string | string[] | undefined> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

function requestHead(request: IncomingMessage): string {
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
