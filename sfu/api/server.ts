import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { Turns } from '../core/turns.ts';
import { isAdmin, serveAdmin, serveMetrics } from './admin.ts';
import { allowAnyOrigin } from './cors.ts';
import { HttpPort, tokenOf, urlOf } from './http-port.ts';
import { JoinLimit } from './join-limit.ts';
import type { AdminActions, RoomActions, SignalEntry } from './ports.ts';
import { callRoomService } from './room-service.ts';
import { serveSignalSocket } from './signal-socket.ts';
import type { TokenResult, TokenVerifier } from './token.ts';
import { TwirpError, writeTwirp, writeTwirpError } from './twirp.ts';
import { isWhip, serveWhip, type WhipEntry } from './whip.ts';

const MAX_FRAME_BYTES = 2 * 1024 * 1024;
const FAREWELL_MS = 500;
const TWIRP = '/twirp/livekit.RoomService/';

export interface ApiOptions {
  tokens: TokenVerifier;
  rooms: RoomActions;
  signal: SignalEntry;
  whip: WhipEntry;
  admin: AdminActions;
  /** For other machines; '' for none. */
  metricsToken: string;
  /** Prometheus' text format. */
  metrics: () => Promise<{ type: string; body: string }>;
  /** A picture of all rooms that JSON can carry. */
  stats: () => object;
  /** Receives what a handler threw: a bug, answered with 500. */
  onBug: (error: unknown) => void;
}

/** The HTTP and WebSocket surface of LiveKit's protocol. */
export class ApiServer {
  readonly #options: ApiOptions;
  readonly #http: HttpPort;
  readonly #turns = new Turns((error) => this.#options.onBug(error));
  readonly #joins = new JoinLimit();
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#http = new HttpPort({
      serve: (request, response) => this.#serve(request, response),
      upgrade: (request, socket, head) => this.#upgrade(request, socket, head),
      onBug: options.onBug,
    });
  }

  /** Resolves to the port. Rejects with the system's error (`EADDRINUSE`, …). */
  listen(host: string, port: number): Promise<number> {
    return this.#http.listen(host, port);
  }

  /** Lets clients read their farewell, for a moment. */
  close(): Promise<void> {
    return this.#http.close(this.#farewell());
  }

  async #farewell(): Promise<void> {
    const sockets = [...this.#sockets.clients];
    const goodbyes = Promise.all(sockets.map((socket) => once(socket, 'close')));
    await Promise.race([goodbyes, delay(FAREWELL_MS, null, { ref: false })]);
    for (const socket of sockets) socket.terminate();
    this.#sockets.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    const { metricsToken, metrics, admin } = this.#options;
    if (url.pathname === '/metrics') return await serveMetrics(request, response, metricsToken, metrics);
    if (isAdmin(url.pathname)) return await serveAdmin(request, response, url, await this.#token(request, null), admin);
    allowAnyOrigin(response);
    if (request.method === 'OPTIONS') return endWith(response, 204, '');
    if (url.pathname === '/rtc/validate' || url.pathname === '/rtc/v1/validate')
      return await this.#validate(request, url, response);
    if (url.pathname === '/rtc' || url.pathname === '/rtc/v1') return endWith(response, 426, 'this is a WebSocket');
    if (url.pathname.startsWith(TWIRP)) return await this.#twirp(request, url, response);
    if (isWhip(url.pathname)) return await this.#whip(request, url, response);
    if (url.pathname === '/stats') return await this.#stats(request, response);
    if (url.pathname === '/') return endWith(response, 200, 'OK');
    endWith(response, 404, 'not found');
  }

  async #validate(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const admission = this.#admit(request, url, await this.#token(request, url));
    if (admission.ok) endWith(response, 200, 'success');
    else endWith(response, admission.status, admission.message);
  }

  /** What is published and forwarded right now, for whoever may list rooms. */
  async #stats(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = await this.#token(request, null);
    if (!token.ok) return endWith(response, 401, token.reason);
    if (!token.grants.roomList) return endWith(response, 403, 'the access token has no roomList grant');
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(this.#options.stats()));
  }

  async #whip(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const token = await this.#token(request, null);
    if (!token.ok) return endWith(response, 401, token.reason);
    await serveWhip(request, response, url.pathname, token, this.#options.whip);
  }

  async #twirp(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    try {
      if (request.method !== 'POST') throw new TwirpError('bad_route', 'methods are called with POST');
      const token = await this.#token(request, null);
      if (!token.ok) throw new TwirpError('unauthenticated', token.reason);
      const name = url.pathname.slice(TWIRP.length);
      writeTwirp(request, response, await callRoomService(name, request, token.grants, this.#options.rooms));
    } catch (error) {
      if (!(error instanceof TwirpError)) throw error;
      writeTwirpError(response, error.code, error.message);
    }
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = urlOf(request);
    if (url.pathname !== '/rtc' && url.pathname !== '/rtc/v1') return refuse(socket, 404, 'not found');
    const token = await this.#token(request, url);
    const join = (): void => {
      const admission = this.#admit(request, url, token);
      if (!admission.ok) refuse(socket, admission.status, admission.message);
      else if (token.ok && !this.#joins.mayJoin(token.grants.room, token.grants.identity, Date.now()))
        refuse(socket, 429, 'this participant comes too often: wait a moment');
      else
        this.#sockets.handleUpgrade(request, socket, head, (one) =>
          serveSignalSocket(one, this.#turns, admission.open),
        );
    };
    const added = this.#turns.add(() => this.#guard(socket, join));
    if (!added) refuse(socket, 503, 'too many at once');
  }

  #guard(socket: Duplex, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onBug(error);
      socket.destroy();
    }
  }

  #admit(request: IncomingMessage, url: URL, token: TokenResult): ReturnType<SignalEntry['admit']> {
    if (!token.ok) return { ok: false, status: 401, message: token.reason };
    if (url.pathname.startsWith('/rtc/v1') && !url.searchParams.has('join_request')) {
      return { ok: false, status: 400, message: 'join_request is missing' };
    }
    return this.#options.signal.admit(url.searchParams, token.grants, token.key, request.headers['user-agent'] ?? '');
  }

  /** `access_token` of the query (browsers), else the Authorization header. */
  async #token(request: IncomingMessage, url: URL | null): Promise<TokenResult> {
    return await this.#options.tokens.verify(tokenOf(request, url), Date.now());
  }
}

function endWith(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(body);
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = Buffer.from(message);
  const head = [
    `HTTP/1.1 ${status} ${status === 401 ? 'Unauthorized' : 'Refused'}`,
    'Connection: close',
    'Access-Control-Allow-Origin: *',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
}
