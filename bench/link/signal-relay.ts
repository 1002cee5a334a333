import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignalRequest, SignalResponse } from '@livekit/protocol';
import { WebSocket, WebSocketServer } from 'ws';
import { pointTo, withoutCandidates } from './candidates.ts';

/** Opens the line to a media port of the server; called once. */
type OpenLine = (mediaPort: number) => Promise<{ readonly port: number }>;

/**
 * A hop in a client's signalling: to LiveKit's clients it is the server. It names the near end of a line in place of the
 * server's media port, tells no other candidates, and keeps the client's to itself.
 */
export class SignalRelay {
  readonly #http: Server;
  readonly #serverPort: number;
  readonly #openLine: OpenLine;
  #line: Promise<{ readonly port: number }> | null = null;

  private constructor(serverPort: number, openLine: OpenLine) {
    this.#serverPort = serverPort;
    this.#openLine = openLine;
    this.#http = createServer((request, response) => {
      const { url: path, method, headers } = request;
      const upstream = ask({ host: '127.0.0.1', port: serverPort, path, method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      upstream.on('error', () => response.destroy());
      request.pipe(upstream);
    });
    const sockets = new WebSocketServer({ server: this.#http, perMessageDeflate: false });
    sockets.on('connection', (client, request) => this.#relay(client, request));
  }

  static async open(serverPort: number, openLine: OpenLine): Promise<SignalRelay> {
    const relay = new SignalRelay(serverPort, openLine);
    relay.#http.listen(0, '127.0.0.1');
    await once(relay.#http, 'listening');
    return relay;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#http.close();
    this.#http.closeAllConnections();
  }

  #relay(client: WebSocket, request: IncomingMessage): void {
    const { authorization = '', 'user-agent': agent = '' } = request.headers;
    const headers = { ...(authorization === '' ? {} : { authorization }), 'user-agent': agent };
    const server = new WebSocket(`ws://127.0.0.1:${this.#serverPort}${request.url ?? ''}`, { headers });
    const opened = once(server, 'open');
    opened.catch(() => client.terminate());
    // One after the other, also while the first one waits.
    let up: Promise<unknown> = opened;
    let down: Promise<unknown> = Promise.resolve();
    client.on('message', (data) => {
      up = up.then(() => server.send(keepCandidates(data as Buffer))).catch(() => client.terminate());
    });
    server.on('message', (data) => {
      const pass = async (): Promise<void> => {
        const bytes = await this.#rewrite(data as Buffer);
        if (bytes) client.send(bytes);
      };
      down = down.then(pass).catch(() => client.terminate());
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('close', () => other.close());
      one.on('error', () => other.terminate());
    }
  }

  /** Null: the client is not to have it. */
  async #rewrite(bytes: Buffer): Promise<Uint8Array | null> {
    const response = SignalResponse.fromBinary(bytes);
    const { message } = response;
    if (message.case === 'answer' || message.case === 'offer') message.value.sdp = await this.#point(message.value.sdp);
    else if (message.case === 'trickle') {
      const init = JSON.parse(message.value.candidateInit) as { candidate?: string };
      if (init.candidate) init.candidate = (await this.#point(`a=${init.candidate}`)).slice(2);
      if (init.candidate === '') return null;
      message.value.candidateInit = JSON.stringify(init);
    } else return bytes;
    return response.toBinary();
  }

  async #point(sdp: string): Promise<string> {
    const mediaPort = pointTo(sdp, 0).found;
    if (mediaPort === undefined) return pointTo(sdp, 0).sdp;
    this.#line ??= this.#openLine(mediaPort);
    return pointTo(sdp, (await this.#line).port).sdp;
  }
}

/** The server answers to where it hears a client from. */
function keepCandidates(bytes: Buffer): Uint8Array {
  const request = SignalRequest.fromBinary(bytes);
  const { message } = request;
  if (message.case === 'answer' || message.case === 'offer') message.value.sdp = withoutCandidates(message.value.sdp);
  else if (message.case === 'trickle') message.value.candidateInit = '{"candidate":""}';
  else return bytes;
  return request.toBinary();
}
