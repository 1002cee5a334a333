import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#kernel/clock.ts';
import { ownCertificate } from '#server/adapters/tls/certificate.ts';
import { checkedToken } from './checked-token.ts';

/** What came for an app, and how. */
export interface ApnsDelivery {
  token: string;
  headers: IncomingHttpHeaders;
  body: { aps: Record<string, unknown>; yiqi: Record<string, unknown> };
}

const HOUR_S = 3600;

/** Apple's service on a port of this machine: HTTP/2 by TLS, and as strict about provider tokens as that. */
export async function startFakeApns(folder: string, clock: Clock) {
  const { cert, key } = await ownCertificate(folder, ['127.0.0.1'], Date.now());
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const deliveries: ApnsDelivery[] = [];
  const tokens = new Set<string>();
  /** What it answers for a token, once in the order given; then 200. */
  const answers = new Map<string, { status: number; reason?: string }[]>();
  const sessions = new Set<ServerHttp2Session>();
  let connections = 0;
  const server = createSecureServer({ cert, key });
  server.on('session', (session) => {
    connections += 1;
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });

  const refusal = (headers: IncomingHttpHeaders): { status: number; reason: string } | undefined => {
    const token = String(headers.authorization).replace('bearer ', '');
    const { head, claims } = checkedToken(token, pair.publicKey);
    tokens.add(token);
    if (head['alg'] !== 'ES256' || head['kid'] !== 'KEY' || claims['iss'] !== 'TEAM')
      return { status: 403, reason: 'InvalidProviderToken' };
    if (clock.now() / 1000 - Number(claims['iat']) >= HOUR_S) return { status: 403, reason: 'ExpiredProviderToken' };
    return headers['apns-topic'] === 'org.example.app' ? undefined : { status: 400, reason: 'TopicDisallowed' };
  };
  const take = ({ headers, url = '' }: Http2ServerRequest, response: Http2ServerResponse, text: string): void => {
    const token = url.replace('/3/device/', '');
    const answer = refusal(headers) ?? answers.get(token)?.shift() ?? { status: 200 };
    response.writeHead(answer.status).end('reason' in answer ? JSON.stringify({ reason: answer.reason }) : '');
    if (answer.status === 200) deliveries.push({ token, headers, body: JSON.parse(text) as ApnsDelivery['body'] });
  };
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('error', () => undefined);
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => take(request, response, text));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    deliveries,
    answers,
    /** The provider tokens that it was shown. */
    tokens,
    connections: () => connections,
    /** For `Apns`, with a log. */
    options: {
      ...{ key: pair.privateKey, keyId: 'KEY', team: 'TEAM', topic: 'org.example.app' },
      ...{ clock, origin, authority: cert },
    },
    /** Ends all connections, as Apple does now and then. */
    async hangUp(): Promise<void> {
      await Promise.all(
        [...sessions].map(async (session) => {
          const closed = once(session, 'close');
          session.destroy();
          await closed;
        }),
      );
    },
    async close(): Promise<void> {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export type FakeApns = Awaited<ReturnType<typeof startFakeApns>>;
