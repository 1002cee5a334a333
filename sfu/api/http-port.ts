import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A join request with its offer travels in the URL. */
const MAX_HEADER_BYTES = 512 * 1024;

export interface HttpHandlers {
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
  /** Receives what a handler threw: a bug, answered with 500. */
  onBug: (error: unknown) => void;
}

/** An HTTP port whose handlers may fail without taking anything else with them. */
export class HttpPort {
  readonly #handlers: HttpHandlers;
  readonly #http: Server;

  constructor(handlers: HttpHandlers) {
    this.#handlers = handlers;
    this.#http = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
      handlers.serve(request, response).catch((error: unknown) => this.#fail(response, error));
    });
    this.#http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      handlers.upgrade(request, socket, head).catch((error: unknown) => {
        handlers.onBug(error);
        socket.destroy();
      });
    });
  }

  /** Resolves to the port. Rejects with the system's error (`EADDRINUSE`, …). */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        this.#http.on('error', this.#handlers.onBug);
        const address = this.#http.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** Nobody new comes in from now on; what is open ends after `farewell`. */
  async close(farewell: Promise<void>): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    await farewell;
    this.#http.closeAllConnections();
    await closed;
  }

  #fail(response: ServerResponse, error: unknown): void {
    this.#handlers.onBug(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end('internal error');
  }
}

/** The path and query of a request; what cannot be read becomes `/`. */
export function urlOf(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://localhost');
  } catch {
    return new URL('http://localhost/');
  }
}

/** The token of a request: `access_token` of its query where that is looked at (browsers), else a bearer token; '' = none. */
export function tokenOf(request: IncomingMessage, url: URL | null): string {
  const header = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return url?.searchParams.get('access_token') ?? header ?? '';
}
