import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CreateRoomRequest, DeleteRoomRequest, ListRoomsResponse } from '@livekit/protocol';
import { serveMetrics } from '../api/admin.ts';
import { allowAnyOrigin } from '../api/cors.ts';
import { HttpPort, tokenOf, urlOf } from '../api/http-port.ts';
import type { TokenVerifier } from '../api/token.ts';
import { parseTwirp, readTwirpBody, TwirpError, writeTwirp, writeTwirpError } from '../api/twirp.ts';
import { mergeFigures, workerFigures } from './figures.ts';
import type { Reachable, WorkerPool } from './pool.ts';
import { askWorker, refuseRequest, refuseUpgrade, relayRequest, relayUpgrade, type WorkerAnswer } from './relay.ts';

const TWIRP = '/twirp/livekit.RoomService/';
const ADMIN = /^\/admin\/rooms\/([^/]+)\//;
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface FrontOptions {
  tokens: TokenVerifier;
  pool: WorkerPool;
  /** For other machines; '' for none. */
  metricsToken: string;
  /** Receives what a handler threw: a bug. */
  onBug: (error: unknown) => void;
}

/**
 * The one HTTP port before all workers. It decides nothing but which worker is asked, and answers itself only what
 * concerns all of them: each worker checks tokens and grants as if it were alone.
 */
export class Front {
  readonly #options: FrontOptions;
  readonly #http: HttpPort;

  constructor(options: FrontOptions) {
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

  /** To be called once the workers have ended and with them all sockets. */
  close(): Promise<void> {
    return this.#http.close(Promise.resolve());
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = urlOf(request);
    if (pathname === '/metrics')
      return await serveMetrics(request, response, this.#options.metricsToken, () => this.#figures(request));
    if (pathname === '/') return void response.writeHead(200, { 'Content-Type': 'text/plain' }).end('OK');
    if (pathname === '/stats') return await this.#gatherStats(request, response);
    if (pathname.startsWith(TWIRP)) return await this.#twirp(request, response, pathname.slice(TWIRP.length));
    const admin = ADMIN.exec(pathname)?.[1];
    if (admin !== undefined) return this.#relay(request, response, this.#options.pool.find(decoded(admin)));
    await this.#enterRoom(request, response);
  }

  /** Joining, publishing, and whatever else the token's room says. */
  async #enterRoom(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entered = await this.#enter(request);
    response.on('close', () => entered?.leave());
    this.#relay(request, response, entered?.worker);
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const entered = await this.#enter(request);
    if (entered && !socket.destroyed) relayUpgrade(request, socket, head, entered.worker.port, entered.leave);
    else {
      entered?.leave();
      refuseUpgrade(socket);
    }
  }

  /** The worker for whoever asks. Only those who may join a room give it a place. */
  async #enter(request: IncomingMessage): Promise<{ worker: Reachable; leave: () => void } | undefined> {
    const { pool } = this.#options;
    const grants = await this.#grants(request);
    if (grants?.roomJoin && grants.room !== '') return await pool.enter(grants.room);
    const worker = pool.find(grants?.room ?? '');
    return worker && { worker, leave: () => {} };
  }

  async #twirp(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    const { pool } = this.#options;
    let body: Buffer;
    try {
      body = await readTwirpBody(request);
    } catch (error) {
      if (!(error instanceof TwirpError)) throw error;
      allowAnyOrigin(response);
      return writeTwirpError(response, error.code, error.message);
    }
    if (method === 'ListRooms') return await this.#listRooms(request, response, body);
    const grants = await this.#grants(request);
    if (method === 'CreateRoom' && grants?.roomCreate) {
      const entered = await pool.enter(nameIn(() => parseTwirp(request, body, CreateRoomRequest).name));
      response.on('close', () => entered?.leave());
      return this.#relay(request, response, entered?.worker, body);
    }
    const room =
      method === 'DeleteRoom' ? nameIn(() => parseTwirp(request, body, DeleteRoomRequest).room) : grants?.room;
    this.#relay(request, response, pool.find(room ?? ''), body);
  }

  #relay(request: IncomingMessage, response: ServerResponse, worker: Reachable | undefined, body?: Buffer): void {
    if (worker) relayRequest(request, response, worker.port, body);
    else refuseRequest(response);
  }

  async #listRooms(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const answers = await this.#askAll(request, body);
    const refused = answers.find(({ status }) => status !== 200);
    if (refused) return pass(response, refused);
    if (answers.length === 0) return refuseRequest(response);
    const rooms = answers.flatMap((answer) => parseTwirp(request, answer.body, ListRoomsResponse).rooms);
    allowAnyOrigin(response);
    writeTwirp(request, response, new ListRoomsResponse({ rooms }));
  }

  async #gatherStats(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answers = await this.#askAll(request, Buffer.alloc(0));
    const refused = answers.find(({ status }) => status !== 200);
    if (refused) return pass(response, refused);
    if (answers.length === 0) return refuseRequest(response);
    const all = answers.flatMap(({ body }) => JSON.parse(body.toString()) as object[]);
    allowAnyOrigin(response);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(all));
  }

  async #figures(request: IncomingMessage): Promise<{ type: string; body: string }> {
    const { pool } = this.#options;
    const pages = await Promise.all(
      pool.reachable.map(async ({ index, port }) => ({
        worker: index,
        text: (await askWorker(localRequest(request), port, Buffer.alloc(0)))?.body.toString() ?? '',
      })),
    );
    return { type: METRICS_TYPE, body: `${workerFigures(pool.figures)}\n${mergeFigures(pages)}` };
  }

  /** What each worker says; those that are just ending say nothing. */
  async #askAll(request: IncomingMessage, body: Buffer): Promise<WorkerAnswer[]> {
    const answers = await Promise.all(this.#options.pool.reachable.map(({ port }) => askWorker(request, port, body)));
    return answers.filter((answer) => answer !== null);
  }

  async #grants(request: IncomingMessage): Promise<{ room: string; roomJoin: boolean; roomCreate: boolean } | null> {
    const result = await this.#options.tokens.verify(tokenOf(request, urlOf(request)), Date.now());
    return result.ok ? result.grants : null;
  }
}

/** Workers show their figures to this machine: whoever asks us has been checked. */
function localRequest({ method, url }: IncomingMessage): IncomingMessage {
  return { method, url, headers: {} } as IncomingMessage;
}

function pass(response: ServerResponse, { status, headers, body }: WorkerAnswer): void {
  response.writeHead(status, headers).end(body);
}

/** The room that a request names; '' if it cannot be read, which the worker then says. */
function nameIn(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
